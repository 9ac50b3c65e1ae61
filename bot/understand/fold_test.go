package understand

import (
	"strings"
	"testing"
	"unicode/utf8"
)

// TestGlance: a glance never misses a word that stands in the text.
func TestGlance(t *testing.T) {
	t.Parallel()
	for _, s := range []string{"心得:坐机关久了,腿懒了;𠮷野家a中b", "ab中", "x", "", "a\nb、c", "�心得�", "𠮷𠮷"} {
		var g glance
		if n := g.look(s); n != utf8.RuneCountInString(s) {
			t.Errorf("%q: %d characters", s, n)
		}
		for i := range s {
			for j := i + 1; j <= len(s); j++ {
				if j < len(s) && !utf8.RuneStart(s[j]) {
					continue
				}
				if w := s[i:j]; g.index(s, w) != strings.Index(s, w) || !g.holds(s, w) {
					t.Errorf("%q holds %q", s, w)
				}
			}
		}
		if g.holds(s, "催办", "五", "zt") {
			t.Errorf("%q holds none of these", s)
		}
	}
}

// TestCut: what is cut out of a folded text is what was sent.
func TestCut(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("讀書，", 400)
	for raw, folded := range map[string]string{
		"": "", "心得": "心得", "Ａ，\u200b臺灣\r\n！": "a,台湾\n!", "\xff心德：\xfe": "\uFFFD心得:\uFFFD", "\u200b": "", "一\u200b": "一",
		long: strings.Repeat("读书,", headRunes/3) + "读书" + strings.Repeat("读书,", tailRunes/3),
	} {
		var x text
		if n := standard().fold(&x, raw); x.s != folded || n != utf8.RuneCountInString(folded) {
			t.Errorf("%q folds to %q (%d), want %q", raw, x.s, n, folded)
		}
		if got := x.cut(0, len(x.s)); x.s != "" && standard().string(got) != standard().string(raw) {
			t.Errorf("%q: all of it is cut as %q", raw, got)
		}
	}
	var x text
	standard().fold(&x, "Ａ，\u200b臺灣\r\n！")
	for w, want := range map[string]string{"a": "Ａ", "台湾": "臺灣\r", ",": "，\u200b", "\n!": "\n！"} {
		i := strings.Index(x.s, w)
		if got := x.cut(i, i+len(w)); got != want {
			t.Errorf("%q is cut as %q, want %q", w, got, want)
		}
	}
}
