package message_test

import (
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"duban/message"
)

var number = regexp.MustCompile(`^\(\d+/\d+\)\n`)

func TestSplitKeepsTheText(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOfN(rapid.SampledFrom([]string{"群众", "。", "\n", "a", "😀", "，", "！"}), 0, 400).Draw(t, "pieces"), "")
		max := rapid.IntRange(32, 300).Draw(t, "max")
		parts := message.Split(text, max)
		var joined strings.Builder
		for _, p := range parts {
			if len(p) > max {
				t.Fatalf("part of %d bytes, want at most %d", len(p), max)
			}
			if !utf8.ValidString(p) {
				t.Fatalf("part %q is cut inside a character", p)
			}
			if len(parts) > 1 {
				p = number.ReplaceAllString(p, "")
			}
			joined.WriteString(p)
		}
		if joined.String() != text {
			t.Fatalf("joined parts differ from the text")
		}
	})
}

// TestSplitKeepsNamesWhole splits lists of names, which have no end of a sentence.
func TestSplitKeepsNamesWhole(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		mark := rapid.SampledFrom([]string{"、", "，", ", ", "\n"}).Draw(t, "mark")
		text := "心得体会：未报（" + strings.Join(rapid.SliceOfN(rapid.SampledFrom([]string{"李涛桂", "欧阳秀兰（文化馆）", "Zhang Wei"}), 0, 200).Draw(t, "names"), mark) + "）"
		parts := message.Split(text, rapid.IntRange(80, 300).Draw(t, "max"))
		for i, p := range parts {
			if i < len(parts)-1 && !strings.HasSuffix(p, mark) {
				t.Fatalf("part %q ends inside a name", p)
			}
		}
	})
}

func TestCut(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		text string
		max  int
		want string
	}{
		{"短", 10, "短"},
		{"为了谁、依靠谁", 12, "为了谁…"},
		{"为了谁、依靠谁", 14, "为了谁…"},
		{"abc", 2, ""},
		{"", 0, ""},
	} {
		if got := message.Cut(tt.text, tt.max); got != tt.want {
			t.Errorf("Cut(%q, %d) = %q, want %q", tt.text, tt.max, got, tt.want)
		}
	}
}

func TestFillLeavesBracesOfValuesAlone(t *testing.T) {
	t.Parallel()
	got := message.Fill("{name}，您好{name}", message.Args{"name": "{x}"})
	if got != "{x}，您好{x}" {
		t.Errorf("got %q", got)
	}
}
