package bot

import (
	"strings"

	"duban/bot/understand"
	"duban/campaign"
)

// fieldFor marks a work whose text the name of a deliverable led, with its id.
const fieldFor = "_for"

// maxHeading is the length in bytes of the longest heading that is looked at, and
// leastText the length in characters of the shortest text under one that is asked
// about.
const (
	maxHeading = 150
	leastText  = 6
)

// heading parts a text that begins with the name of a deliverable and a colon:
// 事项乙：…. ok is false for any other, and where several go by that name.
func (e *Engine) heading(text string) (d deliverable, rest string, ok bool) {
	i := strings.IndexAny(text[:min(len(text), maxHeading)], ":：\n")
	if i < 0 || text[i] == '\n' {
		return d, "", false
	}
	named := e.byName[understand.Fold(strings.TrimSpace(text[:i]))]
	if len(named) != 1 {
		return d, "", false
	}
	return named[0], strings.TrimPrefix(strings.TrimPrefix(text[i:], ":"), "："), true
}

// headed reads a text that the name of a deliverable leads, outside of any draft, as
// one that a word of its kind leads. What then still looks like no filing is asked
// about, but for questions and small talk.
func (t *turn) headed() {
	d, rest, ok := t.heading(t.text)
	if !ok {
		return
	}
	t.aim = d.ID
	if a := t.read.Action; a == understand.File || a == understand.Command || t.conv.Asking == askArgument {
		return
	}
	r := t.reader.Read(understand.Input{Text: t.kindName(d.Kind) + "：" + rest, Role: understand.Role(t.who.Top()), At: t.in.At})
	switch {
	case r.Intent == d.Kind && r.Action != understand.None:
	case t.read.Action != understand.None || r.Intent != "none" || question(rest) || chars(rest) < leastText || understand.SmallTalk(rest):
		return
	default:
		r = understand.Reading{Intent: d.Kind, Action: understand.Confirm, Why: "led by the name of a deliverable"}
	}
	r.Body = rest
	if r.Slots == nil {
		r.Slots = understand.Slots{}
	}
	t.read = r
}

// isNamed tells whether a work whose text the name of d led counts toward d
// whatever else is owed. A name that is the kind's own is said of all of the kind:
// it means d while d is wanted.
func (t *turn) isNamed(o owed, id string, day campaign.Date) bool {
	return o.ID == id && (understand.Fold(o.Name) != understand.Fold(t.kindName(o.Kind)) || t.rank(o, day) == wanted)
}
