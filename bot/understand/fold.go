package understand

import (
	"slices"
	"sort"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// Texts longer than both together are read at head and tail only.
const (
	headRunes = 560
	tailRunes = 240
)

// text is a message folded for comparison: half-width, Simplified, lower case,
// homophones set right. A finding in s can be cut out as it was sent.
type text struct {
	glance
	raw, s string
	turns  []turn // where s and raw part
}

// turn tells that s stands from at on as raw does from raw on.
type turn struct{ at, raw int32 }

// cut returns the original bytes behind s[i:j].
func (t *text) cut(i, j int) string {
	if i >= j {
		return ""
	}
	return t.raw[t.sent(i):t.sent(j)]
}

// sent returns where the character at i stands in raw.
func (t *text) sent(i int) int {
	k := sort.Search(len(t.turns), func(k int) bool { return int(t.turns[k].at) > i })
	if k == 0 {
		return i
	}
	return i + int(t.turns[k-1].raw-t.turns[k-1].at)
}

type folder struct {
	plain [1 << 16]uint16 // what a character folds to
	slips []string        // wrong forms of the homophones
	typos *strings.Replacer
}

func newFolder() *folder {
	f := &folder{typos: strings.NewReplacer(homophones...)}
	for r := range f.plain {
		f.plain[r] = uint16(foldRune(rune(r)))
	}
	rs := []rune(traditional)
	for i := 0; i+1 < len(rs); i += 2 {
		f.plain[rs[i]] = uint16(rs[i+1])
	}
	for i := 0; i < len(homophones); i += 2 {
		f.slips = append(f.slips, homophones[i])
	}
	return f
}

// rune folds one character; 0 drops it.
func (f *folder) rune(r rune) rune {
	if int(r) < len(f.plain) {
		return rune(f.plain[r])
	}
	return r
}

// homophones are slips of the keyboard whose wrong form means nothing else.
// Both forms of a pair have the same length in bytes, which keeps offsets.
var homophones = []string{
	"心得体汇", "心得体会", "心的体会", "心得体会", "心得提会", "心得体会", "心得题会", "心得体会", "心德", "心得",
	"学习体汇", "学习体会", "提交心的", "提交心得", "我的心的", "我的心得", "写心的", "写心得", "新得体会", "心得体会",
	"台帐", "台账", "抬账", "台账", "撒回", "撤回", "彻回", "撤回", "撤会", "撤回", "签道", "签到", "签倒", "签到", "前到码", "签到码",
	"教上来", "交上来", "谁没教", "谁没交", "还没教的", "还没交的", "提教", "提交", "题交", "提交", "投搞", "投稿", "头稿", "投稿", "投告", "投稿",
	"征搞", "征稿", "登记结队", "登记结对", "登记接对", "登记结对", "结队帮扶", "结对帮扶", "结队户", "结对户", "结队日志", "结对日志", "节对", "结对",
	"帮付", "帮扶", "邦扶", "帮扶", "调颜", "调研", "调妍", "调研", "调言报告", "调研报告", "调演报告", "调研报告", "调研抱告", "调研报告",
	"汇遍", "汇编", "导处", "导出", "倒出台账", "导出台账", "崔办", "催办", "摧办", "催办", "催半", "催办", "崔一下", "催一下",
	"查着4", "查看4", "任物", "任务", "进渡", "进度", "下机层", "下基层", "下基成", "下基层", "宣奖", "宣讲",
	"意件", "意见", "零报高", "零报告", "另报告", "零报告", "通织", "通知", "申抱", "申报", "刊法登记", "刊发登记", "勘发", "刊发", "缓缴", "缓交",
	"调严", "调研", "调言", "调研", "证文", "征文", "走坊", "走访", "走仿", "走访", "采凤", "采风", "建意", "建议", "简抱", "简报", "刊灯", "刊登",
	"交新得", "交心得", "写新得", "写心得", "学习新得", "学习心得", "我的新得", "我的心得", "新得:", "心得:", "新得：", "心得：", "节木", "节目", "补冲", "补充", "创新讲", "创新奖", "作品争集", "作品征集", "坐谈会", "座谈会", "登计", "登记", "登纪", "登记", "邦助", "帮助",
}

// foldRune folds one character but for its Traditional form; 0 drops it.
func foldRune(r rune) rune {
	switch {
	case r >= 0xFF01 && r <= 0xFF5E:
		r -= 0xFEE0
	case r == '\r', r == 0x200B, r == 0x200C, r == 0x200D, r == 0xFEFF, r >= 0xFE00 && r <= 0xFE0F:
		return 0
	case r == '\n':
		return r
	case unicode.IsSpace(r):
		return ' '
	}
	switch r {
	case '。', '｡':
		return '。'
	case '、', '､':
		return '、'
	case '「', '『', '“', '‟', '„', '"', '”', '」', '』':
		return quote(r)
	case '﹕', '∶', '︰':
		return ':'
	case '〈':
		return '《'
	case '〉':
		return '》'
	case '—', '–', '─', '―', '−', '~', '～':
		return '-'
	case '•', '‧':
		return '·'
	case '⑴':
		return '1'
	}
	if r < utf8.RuneSelf {
		return unicode.ToLower(r)
	}
	return r
}

func quote(r rune) rune {
	switch r {
	case '”', '」', '』':
		return '”'
	}
	return '“'
}

// fold folds raw into t, or head and tail of a long one, and returns how many
// characters t has.
func (f *folder) fold(t *text, raw string) (n int) {
	b := folding{raw: raw}
	runes := 0
	for i := 0; i < len(raw); runes++ {
		if runes == headRunes {
			if skip := tailOffset(raw[i:], tailRunes); skip > 0 {
				b.keep(i)
				i += skip
				b.from = i
			}
		}
		r, size := decode(raw[i:])
		if c := f.rune(r); c != r || r == utf8.RuneError {
			b.put(c, i, size)
		}
		i += size
	}
	t.raw, t.s, t.turns = raw, b.done(), b.turns
	n = t.look(t.s)
	if t.holds(t.s, f.slips...) {
		if fixed := f.typos.Replace(t.s); len(fixed) == len(t.s) {
			t.s = fixed
			t.look(fixed)
		}
	}
	return n
}

// decode reads the first character of s, a Chinese one the short way.
func decode(s string) (rune, int) {
	if len(s) > 2 && s[0] > 0xE0 && s[0] < 0xF0 && s[0] != 0xED && s[1]&0xC0 == 0x80 && s[2]&0xC0 == 0x80 {
		return rune(s[0]&0xF)<<12 | rune(s[1]&0x3F)<<6 | rune(s[2]&0x3F), 3
	}
	return utf8.DecodeRuneInString(s)
}

// folding writes a folded text and keeps account of where it parts from raw.
type folding struct {
	strings.Builder
	raw   string
	from  int // where the characters begin that are not written yet
	turns []turn
	gap   int // how far raw is ahead
}

// align notes that what is written next stands at i of raw.
func (b *folding) align(i int) {
	if gap := i - b.Len(); gap != b.gap {
		if b.turns == nil {
			b.turns = make([]turn, 0, 4+len(b.raw)/16)
		}
		b.turns, b.gap = append(b.turns, turn{int32(b.Len()), int32(i)}), gap
	}
}

// keep writes the characters before i, which fold to themselves.
func (b *folding) keep(i int) {
	if b.Cap() == 0 {
		b.Grow(len(b.raw))
	}
	if b.from < i {
		b.align(b.from)
		b.WriteString(b.raw[b.from:i])
	}
}

// put writes c, unless it is 0, for the character of some bytes at i.
func (b *folding) put(c rune, i, size int) {
	b.keep(i)
	b.from = i + size
	if c != 0 {
		b.align(i)
		b.WriteRune(c)
	}
}

// done returns the folded text, which is raw where nothing changed.
func (b *folding) done() string {
	if b.from == 0 {
		return b.raw
	}
	b.keep(len(b.raw))
	b.align(len(b.raw))
	return b.String()
}

// Fold returns s as the reader compares it: Simplified, half-width, lower case,
// slips of the keyboard set right, without blanks. Two writings of one name
// fold to the same string.
func Fold(s string) string {
	return strings.Join(strings.Fields(standard().string(s)), "")
}

// standard is the folder that every reader shares.
var standard = sync.OnceValue(newFolder)

// string folds a word of the campaign for comparison.
func (f *folder) string(s string) string {
	var t text
	f.fold(&t, strings.TrimSpace(s))
	return t.s
}

// names folds the names of the campaign, longest first.
func (f *folder) names(words []string) []string {
	var out []string
	for _, w := range slices.SortedStableFunc(slices.Values(words), func(a, b string) int { return len(b) - len(a) }) {
		if w = f.string(w); w != "" {
			out = append(out, w)
		}
	}
	return out
}

func tailOffset(s string, n int) int {
	i := len(s)
	for ; n > 0 && i > 0; n-- {
		_, size := utf8.DecodeLastRuneInString(s[:i])
		i -= size
	}
	return i
}
