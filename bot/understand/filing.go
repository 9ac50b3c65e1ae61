package understand

import (
	"strings"
	"unicode/utf8"
)

// lead is a phrase at the head of a text that names a kind of work.
type lead struct {
	kind    string
	word    string
	topical bool // names what it is about, as a title does
	verbal  bool // holds a word of handing in
	prelude bool // other words stand before it
	sep     byte // ':', '\n', ' ', ',', '(' for 《
	lo      int  // where the phrase begins in s
	end     int  // where it ends
}

// generic kinds' words are everyday words too; without a colon or a verb they
// lead nothing.
var generic = map[string]bool{
	"意见": true, "建议": true, "反映": true, "节目": true, "作品": true, "体会": true, "感想": true, "走访": true, "宣讲": true, "帮扶": true, "采风": true, "送戏": true,
	"送文化": true, "刊发": true, "调研": true, "结对": true, "下基层": true, "稿子": true, "稿件": true, "见报": true, "民意": true, "刊播": true, "感悟": true, "群众反映": true, "创新奖": true,
	"走基层": true, "创新项目": true, "送戏下乡": true, "群众意见": true, "心得": true, "征文": true, "心得体会": true, "文艺节目": true, "参演节目": true, "七一节目": true, "晚会节目": true, "演出节目": true,
}

// leadMarks are the marks behind which a leading phrase may begin.
var leadMarks = newRunes(",。!;:\n")

// findLead finds the phrase that leads the text, if any.
func (m *message) findLead() (lead, bool) {
	h := head(m.s, 260)
	starts := []int{m.lo}
	for i, r := range h {
		if i >= 150 || len(starts) == 5 {
			break
		}
		if i > m.lo && leadMarks.has(r) {
			j := i + utf8.RuneLen(r)
			starts = append(starts, j+len(h[j:])-len(strings.TrimLeft(h[j:], " \n")))
		}
	}
	for k, start := range starts {
		if start >= len(h) {
			continue
		}
		if l, ok := m.leadFrom(h, start); ok {
			l.prelude = k > 0
			if l.sep == ',' && l.verbal && m.apology(h, l.end) {
				return l, true
			}
			if l.prelude && (l.sep == ' ' || l.sep == ',') {
				continue
			}
			return l, true
		}
	}
	return lead{}, false
}

// leadFrom tries the phrase beginning at start, up to each mark that may end it.
func (m *message) leadFrom(h string, start int) (lead, bool) {
	var best lead
	top := 0
	for i, r := range h[start:] {
		end := start + i
		if i > 120 {
			break
		}
		w := rank(r)
		if w > 0 && (w >= top) && i > 0 {
			if ts, ok := m.r.lead.split(dropBrackets(strings.TrimRight(h[start:end], " "))); ok {
				if l, named := leadOf(ts); named {
					l.lo, l.end, l.sep = start, end, sepOf(r)
					best, top = l, w
				}
			}
		}
		if r == '\n' {
			break
		}
	}
	return best, top > 0
}

// rank tells how plainly a mark ends the phrase that leads a text.
func rank(r rune) int {
	switch r {
	case ':', '】', ']':
		return 5
	case '\n', '|':
		return 4
	case '《':
		return 3
	case ' ', '-':
		return 2
	case ',', '。', '!':
		return 1
	}
	return 0
}

// dropBrackets removes a short remark in brackets: 投稿(小小说).
func dropBrackets(s string) string {
	i := strings.IndexByte(s, '(')
	if i <= 0 {
		return s
	}
	j := strings.IndexByte(s[i:], ')')
	if j < 0 || utf8.RuneCountInString(s[i:i+j]) > 12 {
		return s
	}
	return s[:i] + s[i+j+1:]
}

func sepOf(r rune) byte {
	switch r {
	case ':', '】', ']', '|':
		return ':'
	case '\n', ' ':
		return byte(r)
	case '《':
		return '('
	case '-':
		return ' '
	}
	return ','
}

func leadOf(ts []token) (lead, bool) {
	var l lead
	for _, t := range ts {
		switch t.class {
		case kindName:
			if l.kind == "" || l.word == "反映" || l.word == "建议" || generic[l.word] && !generic[t.word] && t.kind != l.kind {
				l.kind, l.word = t.kind, t.word
			}
		case verb:
			l.verbal = true
		case topic:
			l.topical = true
		}
	}
	if l.kind == "" && len(ts) > 1 && ts[len(ts)-1].class == prose && strings.HasPrefix(ts[0].word, "投") {
		l.kind, l.word, l.verbal = "work", ts[len(ts)-1].word, true // 投一首诗
	}
	for _, w := range []string{"申报", "报送", "登记", "投稿", "提交", "报名"} {
		l.verbal = l.verbal || strings.Contains(l.word, w)
	}
	return l, l.kind != ""
}

// leading reads a text led by a kind's word: 心得：…, 报送调研成果\n….
func (m *message) leading() (Reading, bool) {
	l, ok := m.findLead()
	if !ok {
		return pass()
	}
	rest := m.s[l.end:]
	if l.sep == ':' || l.sep == ' ' || l.sep == '\n' {
		rest = strings.TrimLeftFunc(rest, func(r rune) bool { return strings.ContainsRune(" :\n,-】]", r) })
	}
	at := len(m.s) - len(rest)
	words := strings.TrimFunc(rest, notWord)
	if words == "" {
		return pass()
	}
	n := m.n - utf8.RuneCountInString(m.s[m.lo:at+strings.Index(rest, words)])
	if l.prelude && m.badPrelude(m.s[:l.lo]) {
		return none("kind word led by a text that is not a filing"), true
	}
	switch l.sep {
	case '\n':
		if l.topical && !startsAny(m.s[m.lo:], "提交", "报送", "我的", "投稿", "上交") {
			return pass()
		}
	case ' ':
		if n < 12 || generic[l.word] && !l.verbal && !(startsAny(m.s[m.lo:], "我的", "俺的", "这是") || len(words) > 150) {
			return pass()
		}
	case ',':
		told := m.holds(m.s[l.lo:l.end], "报的", "投的", "交的", "写的", "登的", "上次", "昨天")
		named := l.verbal && n >= 12 && !told && strings.Contains(head(rest, 120), "《")
		if !named && !(l.kind == "opinion" && l.verbal && n >= 15) && !m.plainLead(l, words) && !m.apology(head(m.s, 260), l.end) && !(startsAny(words, "标题", "题目", "请") || strings.Contains(rest, "\n") &&
			m.holds(head(words, 90), "投", "交", "报", "提交", "发", "如下", "写") || l.verbal && n > 60 && !generic[l.word] || l.verbal && n > 90) {
			return pass()
		}
	case '(':
		closing := strings.Index(rest, "》")
		after := ""
		if closing > 0 {
			after = strings.TrimLeft(rest[closing+len("》"):], " ")
		}
		to := endsAny(m.s[l.lo:l.end], "给", "到", "在") // 投给《青岛文学》
		if to || startsAny(after, "了") || !l.verbal && !strings.HasPrefix(after, "\n") && utf8.RuneCountInString(after) < 40 {
			return pass()
		}
	}
	if why := m.hollow(l, words, n); why != "" {
		if m.asksAboutBot(m.s) {
			return help("question about filing"), true
		}
		if why == nothingYet && l.sep == ':' && !l.prelude && builtin[l.kind] == "" && n >= 6 {
			return Reading{Intent: l.kind, Action: Confirm, Why: why + ", under a heading of the campaign's own", Body: m.cut(m.behindMark(l.end), len(m.s))}, true
		}
		return none(why), true
	}
	if !m.evident(l.kind, words, n) {
		return none("kind word with nothing of the kind behind it"), true
	}
	body := ""
	switch l.sep {
	case ':': // what follows is the author's own, blanks included
		body = m.cut(m.behindMark(l.end), len(m.s))
	case '\n', ' ':
		body = m.cut(at, len(m.s))
	}
	slots := m.slotsFor(l.kind, at, true)
	r := Reading{Intent: l.kind, Action: File, Slots: slots, Why: "kind word leads the text: " + l.word, Body: body}
	r.Action = m.complete(l.kind, words, n, slots)
	if r.Action == Ask {
		r.Why += ", but something indispensable is missing"
	}
	return r, true
}

// behindMark returns where the text begins behind the colon at i, or behind the
// bracket there and a colon that follows it.
func (m *message) behindMark(i int) int {
	_, n := utf8.DecodeRuneInString(m.s[i:])
	if m.s[i] != ':' && strings.HasPrefix(m.s[i+n:], ":") {
		n++
	}
	return i + n
}

// evident reports that words hold something of the kind that leads them: a
// programme its form or length, a publication its medium, an essay a sentence.
func (m *message) evident(kind, words string, n int) bool {
	switch kind {
	case "programme":
		return m.holds(words, "《", "“", "分钟", "演员", "时长", "形式", "人", "表演", "伴奏", "原创", "出演") || m.holds(words, strongest()[kind]...) || strings.Contains(m.s, "《")
	case "publication":
		return strings.Contains(m.s, "《") || m.holds(words, "报", "台", "网", "登", "播", "刊", "版", "栏目", "新闻", "杂志", "媒体")
	}
	return true
}

// complete says whether a led text can be filed, or what it needs is missing:
// a log's place or partner, an essay's text beyond its title.
func (m *message) complete(kind, words string, n int, s Slots) Action {
	if n <= 24 && kind != "opinion" && kind != "programme" && kind != "publication" && m.holds(words, "交", "报上", "上报", "再写", "再说", "审", "截止",
		"领导", "办公室", "发给", "格式") && !strings.Contains(m.s, "《") && s["place"] == "" && s["partner"] == "" {
		return Confirm // may speak of the filing instead of being it
	}
	switch kind {
	case "visit", "pairing":
		if s["place"] == "" && s["partner"] == "" && !(s["period"] != "" && m.holds(words, "户次", "户", "人次", "场", "趟", "次")) {
			return Ask
		}
	case "report", "work", "reflection", "nomination":
		if !strings.Contains(words, "\n") && n <= 34 && !m.holds(words, "。", ",", ";", "!") && (kind == "report" || strings.HasSuffix(strings.TrimSpace(m.s), "》")) {
			return Ask
		}
		if rest, ok := strings.CutPrefix(words, "标题:"); ok && !strings.Contains(rest, "\n") && n <= 40 {
			return Ask
		}
	}
	return File
}

// statement reads a plain statement of submission anywhere: 以上是我的学习体会，
// 请查收; 请把这段作为心得提交.
func (m *message) statement() (Reading, bool) {
	if m.n < 25 {
		return pass()
	}
	for _, part := range []string{tail(m.s, 130), head(m.s, 110)} {
		for _, c := range clauses(part, "。!\n;:") {
			s := part[c.lo:c.hi]
			id := m.submits(s)
			if id == "" {
				continue
			}
			slots := m.slotsFor(id, 0, true)
			r := Reading{Intent: id, Action: File, Slots: slots, Why: "plain statement of submission: " + s}
			if m.complete(id, m.bare, m.n, slots) == Ask {
				r.Action = Confirm
			}
			return r, true
		}
	}
	return pass()
}

// submits returns the kind that the sentence s plainly submits.
func (m *message) submits(s string) string {
	if utf8.RuneCountInString(s) > 40 || m.holds(s, "不是", "不算", "别", "不要", "不用", "还没", "没写", "如果", "要是", "吗", "?", "明天", "下周", "打算", "准备", "他的",
		"她的", "人家", "再交", "等", "才交", "让我", "叫我", "要求", "每人", "听说", "谁", "先不", "未", "没交", "改天", "回头", "怎么", "老李的", "小李的", "是不是", "能不能", "算不算", "行不行",
		"才能", "昨天交", "上次", "都交", "必须", "各单位", "请于", "前报", "大家", "之前", "以前", "把关", "的时候") {
		return ""
	}
	id, at := "", -1
	for _, k := range m.r.kinds {
		if i := m.index(s, k.word); i >= 0 && (at < 0) && (!generic[k.word] || shown(s, k.word) || k.word == "心得" || k.word == "心得体会" || k.word == "体会" ||
			k.word == "征文" || m.holds(s, "作为", "当作", "算作", "按", "当")) {
			id, at = k.id, i
			break
		}
	}
	if id == "" {
		return ""
	}
	ref := m.holds(s[:at], "以上", "这是", "上面", "本文", "附上", "此为", "这篇", "上述", "以上就是", "这段", "把这", "将此", "现将", "特此", "这就是", "如上", "此文", "这算", "这份", "这个", "这首", "这条", "这些", "就算", "算", "当", "作为", "按")
	give := m.holds(s, "查收", "提交", "请收", "交上", "报上", "请审", "请指正", "投给", "报送", "上交", "收下", "登记", "交了", "交吧", "报了", "报吧", "收一下", "交差", "请收录", "给收",
		"申报", "投稿", "归档", "交", "报", "投", "收", "请批", "存档", "入账", "计入")
	is := m.holds(s[:at], "以上是我", "以上就是我", "以上为我", "这就是我", "以上是本人", "以上是我们", "以上就是我们", "以上为本人", "以上系本人", "以上是我的", "以上为我单位", "以上是我单位", "以上是", "以上为", "以上就是", "以上系", "上面是我", "上面就是我")
	opens := m.holds(s[:at], "我", "俺", "咱", "附", "交", "报", "投", "送", "写") && endsAny(s, "交上", "报上", "交上了", "报上了", "呈上", "奉上", "附后", "如下", "请查收", "查收", "请审阅", "现在交", "交一下", "送上", "发上", "请指正")
	if opens {
		return id
	}
	as := m.holds(s, "作为", "当作", "算作", "按", "当成", "就当", "当", "算我", "算是我") && give
	if ref && give || is || as {
		return id
	}
	return ""
}

// shown reports that s points at the text by the kind's word and ends by handing
// it in: 这个节目给我们报上.
func shown(s, word string) bool {
	return containsAny(s, "这个"+word, "这条"+word, "这篇"+word, "这首"+word, "这份"+word) && endsAny(strings.TrimRightFunc(s, notWord), "报上", "交上", "提上", "登上", "投上", "报上去", "交上去", "提上去", "递上去", "收下")
}

// bareWish reads a wish to file that brings no text: 我想投稿, 写心得.
func (m *message) bareWish() (Reading, bool) {
	if m.n > 32 {
		return pass()
	}
	ts, ok := m.r.wish.split(m.bare)
	if !ok || has(ts, gone) {
		return pass()
	}
	l, named := leadOf(ts)
	if !named {
		return pass()
	}
	return Reading{Intent: l.kind, Action: Ask, Why: "bare wish to file: " + l.word}, true
}

// slotsFor returns the slots of a filing whose text begins at from.
func (m *message) slotsFor(kind string, from int, led bool) Slots {
	s := Slots{"title": m.title(kind, from, led)}
	switch kind {
	case "visit", "pairing":
		s["date"], s["place"] = m.logDate(), m.place()
		s["partner"] = m.partner(kind == "pairing")
		s["period"] = m.ledgerPeriod()
	case "publication":
		s["date"] = m.logDate()
	}
	return s
}
