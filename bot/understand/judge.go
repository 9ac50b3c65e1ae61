package understand

import (
	_ "embed"
	"fmt"
	"strings"
	"sync"
	"unicode/utf8"

	"duban/bot/understand/internal/gram"
)

//go:generate go run ./internal/teach -o weights.txt testdata

//go:embed weights.txt
var weightsText string

// weights is the table that the labelled samples of testdata taught.
var weights = sync.OnceValue(func() *gram.Table {
	t, err := gram.Parse(strings.NewReader(weightsText))
	if err != nil {
		panic(fmt.Sprintf("the embedded table of weights is broken: %v", err))
	}
	return t
})

// A rule's hold is how many times likelier the table must find another class
// before it overrules the rule; 0 is a rule that nothing overrules.
const (
	firm  = 0
	loose = 1
)

// sureTalk is the share above which a text under a heading may be talk, sureAlone
// the same of the text without its heading, and longHeaded how long, in
// characters, such a text may be.
const (
	sureTalk   = 0.9
	sureAlone  = 0.97
	longHeaded = 30
)

// longLog is the longest log, in characters, that may turn out a pairing's or a
// visit's against the cues, which a longer one has enough of.
const longLog = 140

// longAside is the longest aside, in characters, inside a draft.
const longAside = 24

// longTalk is the longest talk, in characters, that a rule takes for a filing.
const longTalk = 60

// shaky are the intents whose rules see what is not there more than others do:
// their words are those of questions and talk.
var shaky = map[string]bool{"missing": true, "progress": true, "compile": true, "nil": true, "help": true, "opinion": true}

// judge lets the table of weights overrule a rule that holds loosely. It may
// make a message a command, a draft to confirm, a question for the missing
// text, text of the open draft or conversation; it never files, and of what a
// rule files it undoes only what is almost surely talk.
func (m *message) judge(got Reading, hold float64) Reading {
	switch {
	case hold == firm, m.in.Pending != "", m.spelt(got), got.Action == File && m.n > longTalk, dated(got) && m.n > longLog:
		return got
	case got.Slots["number"] != "", got.Slots["unit"] != "" && got.Action == Command:
		hold *= 5
	case got.Intent == "opinion" && m.n <= longLog && m.complains(): // people say it
	case shaky[got.Intent] && got.Action != None:
		hold = min(hold, 4)
	case got.Action == None && m.in.Draft != "":
		hold = min(hold, 12)
	case got.Action == Append && m.n > longAside:
		return got
	case got.Action == Append:
		hold = 3
	case got.Action == File:
		hold = 10
	}
	top, own := m.r.table.Guess(gram.Grams(m.nameless(), m.traits()...), classOf(got))
	if got.Action == File && m.headed() && m.n <= longHeaded && top.Class == "none" && top.Share >= sureTalk && m.chatty(got.Body) {
		got.Action = Confirm // a heading speaks for a filing, so it is asked about
		return got
	}
	if dated(got) && top.Class != "visit" && top.Class != "pairing" || top.Class == classOf(got) || top.Share < own*hold || got.Action == File && (top.Class != "none" || m.headed()) {
		return got
	}
	if (got.Action == File || got.Action == Confirm) && got.Body != "" && builtin[got.Intent] == "" {
		got.Action = Confirm // a heading of the campaign's own, which the samples do not know
		return got
	}
	return m.outweighed(got, top)
}

// chatty reports that the text under a heading is talk by itself too: the word of
// the heading alone makes none.
func (m *message) chatty(body string) bool {
	b := m.r.message(Input{Text: body, Role: m.in.Role, At: m.in.At})
	top, _ := m.r.table.Guess(gram.Grams(b.nameless(), b.traits()...), "none")
	return top.Class == "none" && top.Share >= sureAlone
}

// ownWords are the intents of a dialog's own words.
var ownWords = map[string]bool{"done": true, "cancel": true, "yes": true, "no": true}

// sureCommand is the share above which a message inside a draft is a command.
const sureCommand = 0.8

// outweighed returns what the table takes the message for, or got where it cannot
// be that.
func (m *message) outweighed(got Reading, top gram.Guess) Reading {
	class, wish := strings.CutSuffix(top.Class, wishMark)
	if id := m.kindIn(head(m.s, 60)); id != "" && class == "reflection" && builtin[id] == "" {
		class = id // one of the campaign's own, see nameless
	}
	why := fmt.Sprintf("weighed as %s (%.2f) over: %s", top.Class, top.Share, got.Why)
	switch filing := builtin[top.Class] != "" || wish; {
	case class == added:
		if m.in.Draft != "" {
			return m.continues(why)
		}
	case class == "none":
		return none(why)
	case ownWords[class]:
		if m.in.Draft != "" {
			return m.order(class, why)
		}
	case m.in.Draft != "" && top.Share < sureCommand: // prose holds any word
	case filing && m.in.Draft != "", wish && (m.holds(m.s, "多少", "最多", "至少") || endsAny(m.bare, "几个", "几篇", "几份", "几条")):
	case filing && wish:
		if m.n <= 40 {
			return Reading{Intent: class, Action: Ask, Why: why}
		}
	case filing && m.n < 12: // no log is that short
		return Reading{Intent: class, Action: Ask, Why: why}
	case filing:
		return m.offer(class, why)
	case m.n <= maxCommand && !(orders[class] && m.wonders()):
		return m.order(class, why)
	}
	return got
}

// orders are the commands that a mere question does not give.
var orders = map[string]bool{
	"nil": true, "announce": true, "register_pair": true, "signin": true, "nudge": true, "extend": true, "snooze": true,
	"review": true, "amend": true, "withdraw": true, "file_last": true, "bulletin": true, "export": true,
}

// wonders reports a question that is no polite order: 要身份证号吗, not 导一份行吗.
func (m *message) wonders() bool {
	return m.asks() && !endsAny(strings.TrimRightFunc(m.bare, notWord), "吧", "行吗", "行不", "行不行", "可以吗", "好吗", "好不好", "成不", "中不", "呗") &&
		!m.holds(m.bare, "能不能", "可不可以", "能否", "可否", "帮我", "你帮", "替我", "麻烦", "你就")
}

// dated reports a log with its day and its place or partner: whose log it is
// may be weighed, not that it is one.
func dated(r Reading) bool {
	return r.Action == Confirm && r.Slots["date"] != "" && (r.Slots["place"] != "" || r.Slots["partner"] != "")
}

// headed reports a text under a heading of its own.
func (m *message) headed() bool {
	return strings.ContainsAny(head(m.bare, 60), ":】]") && !startsAny(strings.TrimSpace(m.s), "“")
}

// spelt reports a command in the form that the bot itself tells: its word at the
// head and a colon, a number or a name behind it: 请假：…, 撤回42, 免交 张伟 心得.
func (m *message) spelt(r Reading) bool {
	n := prefixLen(m.s, "免交", "请假", "通知", "撤回", "补充", "修改", "退回", "通过", "选用", "评分", "登记结对", "零报告", "签到", "查看", "申请缓交", "恢复原定")
	if n == 0 || r.Action != Command {
		return false
	}
	next := firstRune(m.s[n:])
	return next == ':' || next == ' ' || next == '#' || isDigit(next) || startsAny(m.s, "免交")
}

// offer makes a draft of a kind to confirm.
func (m *message) offer(kind, why string) Reading {
	if kind == "visit" || kind == "pairing" {
		r, _ := m.logLike(kind)
		r.Why = why
		return r
	}
	r, _ := m.confirm(kind, why)
	return r
}

// added is the class of text that goes on with an open draft.
const added = "append"

// wishMark ends the class of a bare wish to file.
const wishMark = "?"

// classOf returns the class of the table that a reading falls in.
func classOf(r Reading) string { return Class(r.Intent, r.Action) }

// Class returns the class under which the table of weights keeps an intent: a
// bare wish to file is told from a filing, and what goes on with a draft is one
// class whatever its kind. It serves the training.
func Class(intent string, a Action) string {
	if a == Append {
		return added
	}
	if _, filing := builtin[intent]; filing && a == Ask && intent != "visit" && intent != "pairing" {
		return intent + wishMark
	}
	return intent
}

// Features returns the features by which the table of weights knows a message.
// It serves the training.
func (r *Reader) Features(in Input) []string {
	m := r.message(in)
	return gram.Features(m.nameless(), m.traits()...)
}

// traits tell the table of weights who wrote the message and what it holds.
func (m *message) traits() []string {
	out := m.kin()
	if m.in.Draft != "" {
		first, _ := utf8.DecodeRuneInString(m.bare)
		out = append(out, "+draft", "+draft"+gram.Length(m.n), "+draft"+string(first))
	}
	for _, f := range []struct {
		name string
		held bool
	}{
		{"+office", m.in.Role == Office || m.in.Role == Leader},
		{"+past", len(m.pastDates()) > 0},
		{"+ahead", len(m.pastDates()) < len(m.dates())},
		{"+place", m.place() != ""},
		{"+partner", m.partner(false) != ""},
		{"+asks", m.asks()},
		{"+asksLast", m.n <= 60 && m.endsWithQuestion(m.s)},
		{"+titled", m.titled() != ""},
		{"+book", strings.Contains(m.s, "《")},
		{"+kind", m.kindIn(head(m.s, 120)) != ""},
		{"+complains", m.complains()},
	} {
		if f.held {
			out = append(out, f.name)
		}
	}
	return out
}

// nameless returns the text with a mark instead of its place and partner:
// names say nothing of what a message is for.
func (m *message) nameless() string {
	s := m.s
	if lo, hi := m.placeAt(); hi > lo {
		s = s[:lo] + "@" + s[hi:]
	}
	if name := m.r.folder.string(m.partner(false)); name != "" {
		s = strings.ReplaceAll(s, name, "%")
	}
	for _, k := range m.r.own { // the table knows no campaign's own kinds
		if m.holds(m.s, k.word) {
			s = strings.ReplaceAll(s, k.word, "心得")
		}
	}
	return s
}
