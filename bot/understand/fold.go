package understand

import (
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// Texts longer than maxRunes are read at head and tail only.
const (
	maxRunes  = 800
	headRunes = 560
	tailRunes = 240
)

// text is a message folded for comparison: half-width, Simplified, lower case,
// homophones set right. Every byte of s knows where its character starts in
// raw, so that a finding can be cut out as it was sent.
type text struct {
	raw, s string
	at     []int32 // len(s)+1 offsets into raw
}

// cut returns the original bytes behind s[i:j].
func (t *text) cut(i, j int) string {
	if i >= j {
		return ""
	}
	return t.raw[t.at[i]:t.at[j]]
}

type folder struct {
	simple [0xA000 - 0x4E00]rune
	typos  *strings.Replacer
}

func newFolder() *folder {
	f := &folder{typos: strings.NewReplacer(homophones...)}
	rs := []rune(traditional)
	for i := 0; i+1 < len(rs); i += 2 {
		f.simple[rs[i]-0x4E00] = rs[i+1]
	}
	return f
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
	"节木", "节目", "补冲", "补充", "创新讲", "创新奖", "作品争集", "作品征集", "坐谈会", "座谈会", "登计", "登记", "登纪", "登记", "邦助", "帮助",
}

// rune folds one character; 0 drops it.
func (f *folder) rune(r rune) rune {
	switch {
	case r >= 0xFF01 && r <= 0xFF5E:
		r -= 0xFEE0
	case r >= 0x4E00 && r < 0xA000:
		if c := f.simple[r-0x4E00]; c != 0 {
			return c
		}
		return r
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

// fold folds raw, or head and tail of a long one.
func (f *folder) fold(raw string) text {
	skipFrom, skipTo := len(raw), len(raw)
	if utf8.RuneCountInString(raw) > maxRunes {
		skipFrom, skipTo = runeOffset(raw, headRunes), tailOffset(raw, tailRunes)
	}
	var b strings.Builder
	b.Grow(len(raw))
	at := make([]int32, 0, len(raw)+1)
	for i, r := range raw {
		if i >= skipFrom && i < skipTo {
			continue
		}
		c := f.rune(r)
		if c == 0 {
			continue
		}
		n := b.Len()
		b.WriteRune(c)
		for ; n < b.Len(); n++ {
			at = append(at, int32(i))
		}
	}
	at = append(at, int32(len(raw)))
	s := b.String()
	if fixed := f.typos.Replace(s); len(fixed) == len(s) {
		s = fixed
	}
	return text{raw: raw, s: s, at: at}
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
func (f *folder) string(s string) string { return f.fold(strings.TrimSpace(s)).s }

func runeOffset(s string, n int) int {
	for i := range s {
		if n == 0 {
			return i
		}
		n--
	}
	return len(s)
}

func tailOffset(s string, n int) int {
	i := len(s)
	for ; n > 0 && i > 0; n-- {
		_, size := utf8.DecodeLastRuneInString(s[:i])
		i -= size
	}
	return i
}
