package understand

import "strings"

// order makes the command of an intent with whatever slots the message holds,
// or asks for the argument that it cannot do without.
func (m *message) order(intent, why string) Reading {
	s := m.orderSlots(intent)
	r := Reading{Intent: intent, Action: Command, Slots: s, Why: why}
	if intent == "withdraw" && s["number"] == "" && s["kind"] == "" && !m.holds(m.bare, whichOne...) {
		r.Action = Ask
	}
	for _, need := range indispensable[intent] {
		for _, one := range strings.Split(need, "|") {
			if s[one] != "" {
				return r
			}
		}
		r.Action = Ask
	}
	return r
}

// whichOne are the words by which one speaks of a filing without its number.
var whichOne = []string{"那", "这", "刚", "才", "昨", "今", "上", "前", "早", "最后", "最近", "我交", "我报", "我投", "我发", "我登"}

// indispensable are the slots without which a command cannot be done.
var indispensable = map[string][]string{
	"signin":        {"code"},
	"register_pair": {"partner|place|unit"},
	"review":        {"number"},
	"extend":        {"until"},
	"snooze":        {"until"},
	"announce":      {"text"},
	"amend":         {"body|title"},
	"file_last":     {"kind"},
	"excuse":        {"reason|until|kind"},
}

// orderSlots returns the slots that belong to an intent.
func (m *message) orderSlots(intent string) Slots {
	s := Slots{}
	switch intent {
	case "tasks", "progress", "missing", "nudge", "export":
		s["kind"], s["scope"], s["unit"], s["period"] = m.kindIn(m.bare), m.scopeOf(m.bare), m.unit(), m.period()
	case "nil":
		s["kind"], s["period"] = m.kindIn(m.bare), m.period()
	case "bulletin":
		s["period"] = m.period()
	case "view", "withdraw":
		s["kind"] = m.kindIn(m.bare)
		s["number"], _, _ = docNumber(m.bare, true)
	case "review":
		num, _, hi := docNumber(m.bare, true)
		s["number"], s["score"], s["reason"] = num, m.score(), m.reasonBehind(hi)
	case "amend":
		s["number"], _, _ = docNumber(m.bare, true)
		s["title"], s["body"] = m.bookTitle(0), m.replacement()
	case "file_last", "why":
		s["kind"] = m.kindIn(m.bare)
	case "register_pair":
		s["place"], s["partner"], s["unit"] = m.place(), m.partner(true), m.unitBefore("和", "与", "跟", "同", "结对", "的")
		if s["unit"] == "" && m.holds(m.bare, "共建", "我们", "咱", "俺们", "单位") {
			s["unit"] = m.unitApart()
		}
	case "extend":
		s["kind"], s["unit"], s["until"] = m.kindIn(m.bare), m.unit(), m.until()
	case "excuse":
		s["kind"], s["until"], s["reason"] = m.kindIn(m.bare), m.until(), m.reason()
	case "snooze":
		s["until"] = m.until()
	case "signin":
		if lo, hi := digitRun(m.bare, 0); hi > lo {
			s["code"] = plainDigits(m.bare[lo:hi])
		}
	case "announce":
		s["text"], s["scope"] = m.behindFirst(":,。 \n"), noticeScope(m.bare)
	case "compile":
		s["kind"] = m.kindIn(m.bare)
	}
	return s
}

// behindFirst returns what follows the first of the marks, as sent.
func (m *message) behindFirst(marks string) string {
	i := strings.IndexAny(m.bare, marks)
	if i < 0 {
		return ""
	}
	return strings.Trim(m.cut(m.lo+i, len(m.s)), " ,，:：。\n")
}

// replacement returns what an amendment puts in place of something else.
func (m *message) replacement() string {
	for _, w := range []string{":", "改成", "改为", "换成", "应为", "应该是", "应是", "更正为", "写成", "打成", "说成", "补一句", "加一句", "添一句", "加一段", "补上", "补充", "不是", "是"} {
		if i := strings.Index(m.bare, w); i >= 0 && i+len(w) < len(m.bare) {
			return strings.Trim(m.cut(m.lo+i+len(w), m.lo+len(m.bare)), " ,，:：")
		}
	}
	return ""
}

// reasonBehind returns the last clause behind a number, which says why.
func (m *message) reasonBehind(from int) string {
	cs := clauses(m.bare[min(from, len(m.bare)):], clauseMarks+" ")
	for _, c := range cs {
		if part := m.bare[from:][c.lo:c.hi]; c.hi-c.lo >= 9 && !m.holds(part, "合格", "退回", "打回", "通过", "重报", "重写") {
			return m.cut(m.lo+from+c.lo, m.lo+from+c.hi)
		}
	}
	return ""
}

// noticeScope returns all where a notice is for everybody.
func noticeScope(s string) string {
	if containsAny(s, "全体", "所有", "大家", "全员", "全市", "每个人", "大伙", "各家") {
		return "all"
	}
	return ""
}
