package bot

import (
	"maps"
	"time"

	"duban/bot/understand"
	"duban/campaign"
)

// Ahead returns an engine for one message that it has read already, the way
// most are meant: a member's, outside of any draft. Where the dialog turns out
// otherwise the message is read anew. It is for callers whose transaction keeps
// others waiting: the reading is the longest part of a step that needs no facts.
func (e *Engine) Ahead(in campaign.Inbound, now time.Time) *Engine {
	if in.Type != campaign.InboundText {
		return e
	}
	if in.At.IsZero() {
		in.At = now
	}
	ahead := *e
	guess := understand.Input{Text: in.Text, Role: understand.Member, At: in.At.In(e.plan.Zone)}
	ahead.reader = foresight{e.reader, guess, e.reader.Read(guess)}
	forms := formal(in.Text)
	ahead.formal = func(text string) []understand.Reading {
		if text == in.Text {
			return forms
		}
		return formal(text)
	}
	return &ahead
}

// foresight is a reader that has read one input.
type foresight struct {
	Reader
	read    understand.Input
	reading understand.Reading
}

// Read implements Reader. What it returns may be changed.
func (f foresight) Read(in understand.Input) understand.Reading {
	if in != f.read {
		return f.Reader.Read(in)
	}
	r := f.reading
	r.Slots = maps.Clone(r.Slots)
	return r
}
