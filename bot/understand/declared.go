package understand

import (
	"duban/bot/understand/internal/gram"
	"strings"
	"unicode/utf8"
)

// declared returns the kind under which the head or the tail of the message
// says that it is handed in, in words that no list foresees: 补个下基层日志，上周五…;
// 代我们站老郝投个稿：…; …这段记成下基层日志，麻烦了.
func (m *message) declared() string {
	if m.n < 25 || m.asks() && m.n < 60 {
		return ""
	}
	cs := clauses(head(m.bare, 240), ",。;!?:\n《 ")
	if len(cs) > 2 && cs[0].hi <= 4*len("馆") { // who is called: 馆长，…
		cs = cs[1:]
	}
	if id := m.handsIn(m.bare, cs[:min(len(cs), 2)]); id != "" {
		return id
	}
	end := tail(m.bare, 150)
	cs = clauses(end, ",。;!?:\n ")
	return m.handsIn(end, cs[max(1, len(cs)-2):])
}

// maxSaying is how long a clause may be, in characters, that hands a text in.
const maxSaying = 22

// handsIn returns the kind that one of two clauses of s, which stand side by
// side, names with a word of handing in, or else both of them together.
func (m *message) handsIn(s string, cs []clause) string {
	id, given, hollow := "", false, false
	for _, c := range cs {
		part := s[c.lo:c.hi]
		if utf8.RuneCountInString(part) > maxSaying { // without marks, as spoken
			part = head(part, 3*11)
		}
		if m.holds(strings.ReplaceAll(part, "小说", ""), notHanded...) {
			hollow = true
			continue
		}
		named, behind := m.kindNamed(part)
		gives := m.holds(part, handed...)
		if named != "" && gives && (m.holds(behind, handed...) || utf8.RuneCountInString(behind) <= 3 || startsAny(behind, "啊", "哈", "吧", "呀")) {
			return named
		}
		id, given = id+named, given || gives
	}
	if !given || hollow || builtin[id] == "" {
		return ""
	}
	return id
}

var (
	handed = []string{"交一", "交个", "交篇", "交上", "上交", "提交", "我交", "报一", "报个", "报上", "上报", "报送", "申报", "投个", "投一", "投篇", "投稿", "补个", "补一", "补交", "补报", "登个", "登成", "请登记", "给做个", "给登个", "给记个", "登记一下", "记成", "记作", "记一条",
		"收下", "收一下", "请收", "查收", "提上去", "呈", "如下", "交作业", "登记成", "存成", "算作", "录成", "提交的", "提一条", "作为", "送上", "奉上", "附上", "归到", "填报", "递上"}
	notHanded = []string{"不", "别", "没", "未", "谁", "怎", "吗", "?", "如果", "要是", "假如", "说", "让", "要求", "他", "她", "人家", "别人", "明天", "下周", "打算", "准备", "想", "通知", "各", "你们", "听", "看到",
		"交了", "投给", "报了", "投了", "写了", "昨天交", "上次", "等", "转发", "收到", "截止日", "截止时", "截止到", "截止是", "截止了", "每人", "务必", "催", "提醒", "前报", "前交", "大家", "帮助", "建议各", "请于", "撤", "改", "哪", "几篇", "多少", "啥", "什么", "才能", "可以", "导出", "汇编", "之前", "以前", "的时候", "的事", "要求", "把关", "先"}
)

// kindNamed returns the kind whose word s holds, the longest word first, and
// what stands behind the word.
func (m *message) kindNamed(s string) (id, behind string) {
	for _, k := range m.r.kinds {
		if len(k.word) > len("稿") && !plainWord[k.word] {
			if i := m.index(s, k.word); i >= 0 {
				return k.id, s[i+len(k.word):]
			}
		}
	}
	for _, w := range []string{"申报一个节目", "申报个节目", "申报节目", "报一个节目", "报个节目"} {
		if i := m.index(s, w); i >= 0 {
			return "programme", s[i+len(w):]
		}
	}
	for _, w := range []string{"投个稿", "投篇稿", "投一篇"} {
		if i := m.index(s, w); i >= 0 {
			return "work", ""
		}
	}
	return "", ""
}

// plainWord words name a kind at the head of a text alone.
var plainWord = map[string]bool{"建议": true, "反映": true, "体会": true, "作品": true, "走访": true, "宣讲": true, "帮扶": true, "采风": true, "刊播": true, "见报": true, "稿件": true, "民意": true, "节目": true, "感想": true}

// littleTalk is the share of talk above which nothing said is a filing.
const littleTalk = 0.1

// handedIn files what was to be confirmed where the message itself says that it
// is handed in and the table of weights does not take it for talk.
func (m *message) handedIn(got Reading) Reading {
	if got.Action != Confirm {
		return got
	}
	kind := m.declared()
	if kind == "" {
		return got
	}
	slots := m.slotsFor(kind, 0, true)
	if m.complete(kind, m.bare, m.n, slots) == Ask {
		return got
	}
	if _, talk := m.r.table.Guess(gram.Grams(m.nameless(), m.traits()...), "none"); talk > littleTalk {
		return got
	}
	return Reading{Intent: kind, Action: File, Slots: slots, Why: "said to be handed in; " + got.Why}
}

// apology reports that the leading phrase goes on with a few words of one's own
// and then a colon or a new line: 补一篇心得，上周出差没赶上：….
func (m *message) apology(h string, from int) bool {
	rest := h[from:]
	i := strings.IndexAny(rest, ":\n")
	return i > 0 && utf8.RuneCountInString(rest[:i]) <= 20 && !m.holds(rest[:i], "说", "要求", "《", "别", "谁", "?", "怎", "不用", "明天", "通知") && len(m.s)-from-i > 60
}

// plainLead reports a log's or an award's word that leads the text without more
// and is followed by what such a text begins with: 帮扶日志，本周一，….
func (m *message) plainLead(l lead, words string) bool {
	if l.lo != m.lo || utf8.RuneCountInString(words) < 20 {
		return false
	}
	switch l.kind {
	case "visit", "pairing":
		past := m.pastDates()
		return len(past) > 0 && past[0].lo-l.end <= 12 && (m.place() != "" || m.partner(false) != "")
	case "nomination":
		return !generic[l.word]
	}
	return false
}
