package bot

import (
	"strings"

	"duban/bot/understand"
	"duban/campaign"
	"duban/message"
)

// fieldDayAssumed marks a log whose day was taken from the message, so that the
// receipt says so. It is dropped before anything is written.
const fieldDayAssumed = "_day_assumed"

// describe puts what the message tells beside its text into the work: day,
// place and partner of a log, the fields of the campaign's own kinds.
func (t *turn) describe(w *campaign.Submission) {
	s := t.read.Slots
	w.Title = first(w.Title, s["title"])
	kind := t.kinds[w.Kind]
	if d, err := campaign.ParseDate(s["date"]); err == nil {
		w.Date = d
	} else if kind.Log && w.Date.IsZero() && periodDay(s["period"]).IsZero() {
		w.Date = t.day()
		setField(w, fieldDayAssumed, "1")
	} else if d := periodDay(s["period"]); kind.Log && w.Date.IsZero() {
		w.Date = d
	}
	if kind.Log {
		w.Place = first(s["place"], w.Place)
		w.Partner = first(s["partner"], w.Partner)
	}
	t.describeFields(w)
}

// periodDay returns the last day of a period 2011-12, zero for anything else.
func periodDay(period string) campaign.Date {
	d, err := campaign.ParseDate(period + "-01")
	if err != nil {
		return campaign.Date{}
	}
	return campaign.Date{Year: d.Year, Month: d.Month + 1, Day: 1}.AddDays(-1)
}

// askMissing asks for the one thing that a work still lacks, keeping it as a
// draft; asked is false where it lacks nothing.
func (t *turn) askMissing(w campaign.Submission) (asked bool, err error) {
	kind := t.kinds[w.Kind]
	if kind.Log && w.Place == "" && w.Partner == "" {
		t.keep(w)
		k := message.BotNeedPlace
		if w.Kind == campaign.KindPairing {
			k = message.BotNeedPartner
		}
		t.needForDraft("where", k, message.Args{"kind": kind.Name})
		return true, nil
	}
	for _, f := range kind.Fields {
		if f.Required && w.Fields[f.ID] == "" {
			t.keep(w)
			t.needForDraft(f.ID, message.BotNeedField, message.Args{"kind": kind.Name, "field": f.Name})
			return true, nil
		}
	}
	if w.Kind == campaign.KindPairing && w.Partner != "" {
		return t.askPartner(w)
	}
	return false, nil
}

// needForDraft asks for what the open draft lacks.
func (t *turn) needForDraft(slot string, k message.Key, args message.Args) {
	t.read.Intent = resumeDraft
	t.read.Slots = understand.Slots{}
	t.need(slot, k, args)
}

// fill puts the missing thing into the open draft and goes on with filing it.
func (t *turn) fill(slot, value string) error {
	draft, err := t.openDraft()
	if err != nil {
		return err
	}
	if draft == nil {
		t.say(message.BotNoDraft, nil)
		return nil
	}
	w := *draft
	switch slot {
	case "where":
		w.Place, w.Partner = t.read.Slots["place"], t.read.Slots["partner"]
		if w.Place == "" && w.Partner == "" {
			w.Place = value
			if w.Kind == campaign.KindPairing {
				w.Place, w.Partner = "", value
			}
		}
	case "partner":
		w.Partner = value
		setField(&w, fieldPartnerSure, "1")
	default:
		setField(&w, slot, value)
	}
	w.Parts = mergeParts(w.Parts, []campaign.Part{t.part("")})
	t.step.Inbound.Intent = w.Kind
	return t.file(w)
}

// answerFor reads the answer to the question for a slot.
func (t *turn) answerFor(slot string) (string, bool) {
	text := strings.TrimSpace(t.text)
	switch slot {
	case "number":
		n := digits(text)
		return n, n != ""
	case "code":
		n := digits(text)
		return first(n, text), chars(text) <= maxAnswer
	case "until":
		if u := first(t.read.Slots["until"], t.read.Slots["date"]); u != "" {
			return u, true
		}
		u := t.reread(message.BotUntilFrame, text).Slots["until"]
		return u, u != ""
	case "kind":
		return t.kindNamed(text)
	case "body", "text":
		return t.text, text != ""
	}
	if t.draft != nil {
		for _, f := range t.kinds[t.draft.Kind].Fields {
			if f.ID == slot {
				return t.fieldValue(f, text)
			}
		}
	}
	return text, text != ""
}

// reread reads an answer in the words that it answers to, in which a bare day
// is unmistakable.
func (t *turn) reread(frame message.Key, text string) understand.Reading {
	return t.reader.Read(understand.Input{Text: t.phrase(frame, message.Args{"text": text}), Role: understand.Office, At: t.in.At})
}

// digits returns the first run of digits of a text, full-width ones folded.
func digits(text string) string {
	var b strings.Builder
	for _, r := range text {
		if r >= '０' && r <= '９' {
			r -= '０' - '0'
		}
		if r >= '0' && r <= '9' {
			b.WriteRune(r)
		} else if b.Len() > 0 {
			break
		}
	}
	return b.String()
}
