package understand

import (
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// docNumber finds a filing's number: 42, #42, 42号, 第42篇, 四十二号. A bare
// number counts only where loose is set or it stands alone; one with a measure
// behind it (42天, 3月, 5号路) never does.
func docNumber(s string, loose bool) (num string, lo, hi int) {
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		if !isDigit(r) && r != '幺' && !strings.ContainsRune(numerals, r) {
			i += size
			continue
		}
		n, end, ok := number(s, i)
		if end <= i {
			end = i + size
		}
		if ok && n > 0 && n < 10000000 && numbered(s, i, end, loose) {
			return strconv.Itoa(n), i, end
		}
		i = end
		for i < len(s) && isDigit(rune(s[i])) {
			i++
		}
	}
	return "", 0, 0
}

func numbered(s string, lo, hi int, loose bool) bool {
	before, after := s[:lo], s[hi:]
	chinese := !isDigit(rune(s[lo]))
	marked := endsAny(before, "#", "第", "编号", "编号是", "编号:", "no.", "no", "号码", "编号为", "# ", "编号 ")
	if startsAny(after, "号") {
		rest := after[len("号"):]
		if startsAny(rest, "下午", "上午", "前", "之前", "报的", "交的", "写的", "发的", "提交的", "晚", "楼", "院", "到", "去", "在", "线", "以前", "早", "那天", "截止", "后") && !startsAny(rest, "前面", "后面", "后边") {
			return false
		}
		if endsAny(before, "月", "个月") {
			return false
		}
		return true
	}
	if chinese && !marked && (hi-lo < 2*len("一") || startsAny(after, "下", "点", "些", "样", "起", "直", "定")) {
		return false
	}
	if startsAny(after, "里的", "里头", "里面", "里边", "里写") {
		return marked || loose
	}
	if startsAny(after, "天", "年", "月", "个", "名", "次", "期", "人", "元", "分", "点", "万", "多", "户", "村", "位", "本", "场", "张", "%", "家", "岁", "届", "日", "里",
		"公里", "块", "处", "项", "件", "册", "小时", "周", "遍", "趟", "千", "百", "亿", "米", "斤", "吨", "/", "-", ".", "例", "页", "字", "座", "轮", "版", "台", "支", "只",
		"道", "层", "级", "种", "步", "秒", "班", "所", "群众", "幅", "袋", "套", "盏", "份", "份材料", "余", "来", "几", "亩", "路", "岁", ":") && !(marked &&
		startsAny(after, "个", "份", "项", "件", ":", "本", "-")) {
		return startsAny(after, ":") && loose && !isDigit(firstRune(after[1:]))
	}
	if startsAny(after, "条", "篇") && !marked {
		return false
	}
	if marked || loose {
		return true
	}
	return !chinese
}

// pastDates returns the named days that have come.
func (m *message) pastDates() []span {
	var out []span
	for _, d := range m.dates() {
		if !d.day.After(midnight(m.in.At)) {
			out = append(out, d)
		}
	}
	return out
}

// slips are words by which a writer takes back the day just named.
var slips = []string{"不对", "说错", "记错", "写错", "哦不", "啊不", "噢不", "应该是", "更正", "纠正", "准确说", "确切说", "想岔", "弄错", "打错"}

// logDate returns the day that a log is about: the first one that has come,
// unless it is taken back or only says when the log is written (今天补记上周三的).
func (m *message) logDate() string {
	days := m.pastDates()
	today := midnight(m.in.At)
	if len(days) == 0 {
		if len(m.dates()) == 0 && m.saysToday() {
			return today.Format(isoDay)
		}
		return ""
	}
	d := days[0]
	for _, x := range days[1:] {
		between := m.s[d.hi:x.lo]
		if len(between) < 60 && (m.holds(between, slips...) || endsAny(m.s[:d.lo], "不是", "并非") && endsAny(between, "是")) {
			d = x
			continue
		}
		if x.lo-d.hi < 90 && x.day.Sub(d.day) > 20*24*time.Hour && today.Sub(x.day) < 4*24*time.Hour && m.holds(head(m.s[x.hi:], 15), "又", "再", "去", "到", "回访") {
			d = x // 去年腊月送了年货，昨天又去
			continue
		}
		if !d.day.Equal(today) || x.day.Equal(today) || x.lo-d.lo > 120 {
			break
		}
		if m.holds(head(m.s[d.hi:], 30), "补", "才", "想起", "记一下", "交", "报一下", "登记", "说说", "整理", "抽空") {
			d = x
		}
	}
	// 11月15日 after 今天-less heads; a past-year comparison is not the day
	for len(days) > 1 && endsAny(m.s[:d.lo], "自", "从") && m.holds(head(m.s[d.hi:], 12), "起", "以来", "开始") {
		days = days[1:]
		d = days[0]
	}
	return d.day.Format(isoDay)
}

// saysToday reports that one of the first clauses begins with a part of the day
// or with 刚才, which without a day means today.
func (m *message) saysToday() bool {
	for i, c := range clauses(head(m.s, 150), clauseMarks+":】") {
		if startsAny(m.s[c.lo:], "上午", "下午", "早上", "中午", "晚上", "一早", "一大早", "大清早", "清早", "早晨", "头晌", "过晌", "后晌", "晌午", "傍晚", "头半晌", "下半晌", "前晌", "下晌", "大早", "傍黑", "刚才", "刚刚", "刚从", "刚去", "刚到", "方才", "才从", "凌晨") {
			return true
		}
		if i == 2 {
			break
		}
	}
	return false
}
