package bot

import (
	"fmt"
	"strings"

	"duban/campaign"
	"duban/message"
)

// fileNow files a text that says itself what it is.
func (t *turn) fileNow() error {
	t.step.Inbound.Intent = t.read.Intent
	if t.conv.Asking == askArgument && (t.conv.Args[argNeed] == "body" || t.conv.Args[argNeed] == "text") {
		return t.resume(t.read.Body)
	}
	w := t.workOf(t.read.Intent, t.read.Body)
	draft, err := t.openDraft()
	if err != nil {
		return err
	}
	if draft != nil && draft.Kind == w.Kind && strings.Contains(w.Body, draft.Body) {
		w.Number, w.CreatedAt, w.Version = draft.Number, draft.CreatedAt, draft.Version
		w.Title = first(w.Title, draft.Title)
		w.Parts = mergeParts(said(draft.Parts), w.Parts)
	}
	asked := t.asksOfDraft()
	if err := t.file(w); err != nil || !asked || !t.asksOfDraft() || t.conv.Draft != draft.Number {
		return err
	}
	t.say(message.BotDraftKept, message.Args{"kind": t.kindName(draft.Kind)})
	return nil
}

// said returns the messages of a draft whose text stands in a later one.
func said(parts []campaign.Part) []campaign.Part {
	out := append([]campaign.Part(nil), parts...)
	for i := range out {
		out[i].Text = ""
	}
	return out
}

// workOf makes a work of a kind out of the message at hand.
func (t *turn) workOf(kind, body string) campaign.Submission {
	author := t.author()
	w := campaign.Submission{
		Kind: kind, Title: t.read.Slots["title"], Body: body, Chars: chars(body),
		Author: author.UserID, FiledBy: t.who.UserID, Unit: author.Unit,
		Status: campaign.StatusDraft, Version: 1, CreatedAt: t.in.At,
		Parts: []campaign.Part{t.part(body)},
	}
	if t.describe(&w); t.aim != "" {
		setField(&w, fieldFor, t.aim)
	}
	return w
}

// part is the message at hand as a part of a work.
func (t *turn) part(text string) campaign.Part {
	return campaign.Part{InboundID: t.in.ID, MsgID: t.in.MsgID, At: t.in.At, Text: text}
}

// file files a work if nothing is in the way; else it stays a draft and the
// answer says what is missing.
func (t *turn) file(w campaign.Submission) error {
	if asked, err := t.askMissing(w); asked || err != nil {
		return err
	}
	author, err := t.member(w.Author)
	if err != nil {
		return err
	}
	o, counts, err := t.target(w.Kind, author, t.workDay(w), w.Fields[fieldFor])
	if err != nil {
		return err
	}
	switch {
	case counts && o.closed(t.in.At):
		return t.refuseLate(w, o)
	case counts && w.Chars < o.MinChars:
		t.keep(w)
		t.say(message.BotTooShort, message.Args{"kind": t.kindName(w.Kind), "chars": w.Chars, "min": o.MinChars, "missing": o.MinChars - w.Chars})
		return nil
	}
	return t.finish(w, o, counts)
}

// workDay is the day that decides the period of a work: its own, else the day
// of filing.
func (t *turn) workDay(w campaign.Submission) campaign.Date {
	if !w.Date.IsZero() {
		return w.Date
	}
	return t.day()
}

// refuseLate keeps the text of a work that came after a closed deadline.
func (t *turn) refuseLate(w campaign.Submission, o owed) error {
	args := message.Args{"name": t.name(o.deliverable, o.p.Key), "due": t.moment(o.due)}
	if w.Number != 0 {
		t.put(w)
		t.say(message.BotClosedDraft, args)
		return nil
	}
	t.outcome(campaign.OutcomeOffered)
	t.say(message.BotClosed, args)
	return nil
}

// finish files a work toward a debt, or toward nothing, and writes the receipt.
func (t *turn) finish(w campaign.Submission, o owed, counts bool) error {
	w.Status, w.FiledAt = campaign.StatusFiled, t.in.At
	n := 0
	if counts {
		before, err := t.counted(o, w.Number)
		if err != nil {
			return err
		}
		w.Deliverable, w.Period, w.Debtor = o.ID, o.p.Key, o.debt.Debtor
		w.Late = o.overdue(w.FiledAt)
		w.Extra = o.Count.Max > 0 && before >= o.Count.Max
		d, err := t.settle(o, w)
		if err != nil {
			return err
		}
		n = d.Count
	}
	files, err := t.adoptFiles(&w)
	if err != nil {
		return err
	}
	marked := w
	w.Fields = withoutMarks(w.Fields)
	t.put(w)
	if err := t.markParts(w, campaign.OutcomeFiled); err != nil {
		return err
	}
	t.receipt(marked, o, counts, n, files)
	if t.by != nil {
		t.audit(t.by.UserID, t.kindName(w.Kind))
	}
	t.conv.Last, t.conv.LastFiled = ref(w), w.FiledAt
	if w.Number != 0 && w.Number == t.conv.Draft {
		return t.closeDraft()
	}
	return nil
}

// markParts records what became of the messages that a work is made of.
func (t *turn) markParts(w campaign.Submission, o campaign.Outcome) error {
	for _, p := range w.Parts {
		if p.InboundID == t.in.ID {
			t.outcome(o)
			t.step.Inbound.Number = ref(w)
			continue
		}
		if _, err := t.mark(p.InboundID, o, ref(w)); err != nil {
			return err
		}
	}
	if t.step.Inbound.Number == 0 {
		t.step.Inbound.Number = ref(w)
	}
	return nil
}

// mark records what became of an earlier message. One that was never recorded,
// as in works brought in from elsewhere, is passed over.
func (t *turn) mark(id string, o campaign.Outcome, number int64) (campaign.Inbound, error) {
	for i := range t.step.Inbounds {
		if in := &t.step.Inbounds[i]; in.ID == id {
			in.Outcome, in.Number = o, number
			return *in, nil
		}
	}
	in, err := t.q.Inbound(t.ctx, id)
	if campaign.CodeOf(err) == campaign.CodeNotFound {
		return campaign.Inbound{ID: id}, nil
	}
	if err != nil {
		return in, fmt.Errorf("read message %s of work #%d: %w", id, number, err)
	}
	in.Outcome, in.Number = o, number
	t.step.Inbounds = append(t.step.Inbounds, in)
	return in, nil
}

// member returns a person of the roster, the writer himself without a look-up.
func (t *turn) member(userID string) (campaign.Member, error) {
	if campaign.UserKey(userID) == campaign.UserKey(t.who.UserID) {
		return t.who, nil
	}
	m, err := t.q.Member(t.ctx, userID)
	if err != nil {
		return m, fmt.Errorf("look up %s: %w", userID, err)
	}
	return m, nil
}

func first(a, b string) string {
	if a != "" {
		return a
	}
	return b
}
