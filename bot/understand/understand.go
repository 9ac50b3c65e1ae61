package understand

import (
	"slices"
	"strings"
	"time"

	"duban/bot/understand/internal/gram"
)

// Role is what the author of a message is in the campaign. It settles a few
// readings (a deadline moved by the office, more time asked for by a member);
// permissions are checked elsewhere.
type Role string

// The roles.
const (
	Member  Role = "member"
	Liaison Role = "liaison"
	Head    Role = "head"
	Office  Role = "office"
	Leader  Role = "leader"
)

// Action is what should be done with a message.
type Action string

// The actions.
const (
	File    Action = "file"    // said to be a filing: file it now
	Confirm Action = "confirm" // looks like a filing: keep a draft and ask once
	Command Action = "command" // do it
	Ask     Action = "ask"     // an indispensable argument is missing
	Append  Action = "append"  // text of the open draft
	None    Action = "none"    // conversation: file nothing
)

// Kind is a campaign's own kind of work with the words that name it. A kind
// whose ID is a built-in one adds words to it.
type Kind struct {
	ID, Name string
	Words    []string
}

// Options are names that the campaign knows. They are found before any guess
// from the form of a name.
type Options struct {
	Partners, Units, Places []string
}

// Input is one message and the state it meets.
type Input struct {
	Text    string
	Role    Role
	At      time.Time // when it was sent, in the campaign's zone
	Draft   string    // kind of the open draft, "" for none
	Pending string    // the bot's open question: "", "confirm", "choice" or "argument"
}

// Slots are the arguments found in a message, by name: kind, number, title,
// body, date, place, partner, unit, period, code, until, reason, text, scope
// and score. date is an ISO day; until a day, with THH:MM where an hour is
// named; period YYYY-MM or an ISO week; scope me, unit or all. The values of
// title, body, place, partner, unit, reason and text stand verbatim in the text.
type Slots map[string]string

// Reading is what a message was taken for.
type Reading struct {
	Intent string
	Action Action
	Slots  Slots
	Why    string // the rule that decided, for logs and tests
	Body   string // of a filing: what follows the kind's word, else the text as sent
}

// Reader reads messages. It is immutable and safe for concurrent use.
type Reader struct {
	folder *folder
	lead   *vocab  // words that may stand around a kind's word at the head
	wish   *vocab  // words of a bare wish to file
	dialog *vocab  // words of an open dialog
	kinds  []kind  // longest word first
	own    []kind  // those of the campaign's own kinds
	opts   Options // folded
	table  *gram.Table
}

// New returns a Reader that knows the built-in kinds and the given ones.
func New(kinds []Kind, opts Options) *Reader {
	r := &Reader{folder: standard(), dialog: newVocab(dialogWords), table: weights()}
	r.kinds = kindWords(r.folder, kinds)
	r.lead = newVocab(leadWords).with(r.kinds)
	r.wish = newVocab(wishWords).with(r.kinds)
	r.own = slices.DeleteFunc(slices.Clone(r.kinds), func(k kind) bool { return builtin[k.id] != "" })
	r.opts = Options{
		Partners: r.folder.names(opts.Partners),
		Units:    r.folder.names(opts.Units),
		Places:   r.folder.names(opts.Places),
	}
	return r
}

// Read reads one message. It never fails: what it cannot place is none/none.
func (r *Reader) Read(in Input) Reading {
	if quoted, own, ok := splitReply(in.Text); ok {
		in.Text = own
		return answering(quoted, r.Read(in))
	}
	m := r.message(in)
	if m.bare == "" {
		return m.silence()
	}
	for _, rule := range rules {
		if got, ok := rule.try(m); ok {
			return m.finish(m.handedIn(m.judge(got, rule.hold)))
		}
	}
	return m.finish(m.handedIn(m.judge(none("nothing recognised"), loose)))
}

// rule reads a message or passes it on; hold says how firmly it decides.
type rule struct {
	try  func(*message) (Reading, bool)
	hold float64
}

// rules is the reading order; the first that decides wins.
var rules = []rule{
	{(*message).dialogWord, firm},
	{(*message).wholeHelp, firm},
	{(*message).nameOnly, firm},
	{(*message).calendar, firm},
	{(*message).greeting, firm},
	{(*message).notOwn, 40},
	{(*message).command, 20},
	{(*message).draftText, loose},
	{(*message).heldBack, 10},
	{(*message).leading, 30},
	{(*message).statement, firm},
	{(*message).bareWish, firm},
	{(*message).conversation, loose},
	{(*message).narrative, 25},
}

// finish completes a reading with what every reading carries.
func (m *message) finish(r Reading) Reading {
	if r.Slots == nil {
		r.Slots = Slots{}
	}
	for k, v := range r.Slots {
		if v == "" {
			delete(r.Slots, k)
		}
	}
	if r.Body == "" && r.Action != None && r.Action != Command {
		r.Body = m.in.Text
	}
	if r.Action == File && strings.TrimSpace(r.Body) == "" {
		r.Action = Ask
	}
	return r
}

func none(why string) Reading { return Reading{Intent: "none", Action: None, Why: why} }

func help(why string) Reading { return Reading{Intent: "help", Action: Command, Why: why} }

// silence reads a message without a single letter: a lone question mark asks
// for help, anything else (a sticker, dots) is conversation.
func (m *message) silence() Reading {
	if strings.Contains(m.s, "?") {
		return m.finish(help("question mark alone"))
	}
	return m.finish(none("no words"))
}
