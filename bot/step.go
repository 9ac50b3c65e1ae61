package bot

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
	"unicode"

	"duban/bot/understand"
	"duban/campaign"
	"duban/message"
)

// NewWork stands for the number of the work that a step adds, until the store
// has given it: in the conversation, the message, attachments and lines.
const NewWork int64 = -1

// Line is one text to say. An argument NewWork is replaced by the new number.
type Line struct {
	Key  message.Key
	Args message.Args
}

// Step is what a message comes to: data only. Every list is to be written in
// the transaction that read the facts.
type Step struct {
	Inbound      campaign.Inbound // with outcome, intent and number
	Reply        []Line           // joined by line breaks
	Conversation campaign.Conversation
	Talked       bool                  // the conversation changed
	Works        []campaign.Submission // number 0: a new one, at most one
	Versions     []Version
	Attachments  []campaign.Attachment
	Debts        []campaign.Debt
	Deadlines    []campaign.Deadline
	Deliveries   []campaign.Delivery
	Pairings     []campaign.Pairing
	Audits       []campaign.Audit
	Inbounds     []campaign.Inbound // earlier messages whose outcome changed
	Requests     []campaign.Request // ID 0: a new one, at most one
	Codes        map[string]string  // sign-in codes by event
	Attendance   *campaign.Attendance
	Again        []Line // said instead of Reply where the attendance was there already
}

// Version is an earlier text of a work.
type Version struct {
	Number int64
	campaign.Version
}

// turn is one message on its way through the engine.
type turn struct {
	*Engine
	ctx   context.Context
	q     Facts
	now   time.Time
	in    campaign.Inbound
	who   campaign.Member
	conv  campaign.Conversation
	text  string // what is read: the text, or the command behind a button
	read  understand.Reading
	reach Scope // how far the person's roles reach for the intent
	step  Step

	draft     *campaign.Submission // the open draft, once loaded
	moved     []campaign.Deadline
	movedRead bool
	works     map[campaign.DebtKey][]campaign.Standing // read so far
	aim       string                                   // the deliverable that leads the text by its name
	by        *campaign.Member                         // whose work it is, where not the sender's
	trial     bool                                     // the command is only tried: it says what it would do
}

// Step decides what a message comes to. It writes nothing. now is the moment
// of receipt; the message's own time decides deadlines and order.
func (e *Engine) Step(ctx context.Context, q Facts, in campaign.Inbound, now time.Time) (Step, error) {
	t := e.newTurn(ctx, q, in, now)
	who, err := q.Member(ctx, in.UserID)
	if campaign.CodeOf(err) == campaign.CodeNotFound || err == nil && who.Left {
		return t.stranger()
	}
	if err != nil {
		return Step{}, fmt.Errorf("look up %s: %w", in.UserID, err)
	}
	t.who = who
	if t.conv, err = q.Conversation(ctx, who.UserID); err != nil {
		return Step{}, fmt.Errorf("read the dialog of %s: %w", in.UserID, err)
	}
	t.conv.UserID = who.UserID
	before := t.conv
	before.Args, before.Choices, before.Suspended = maps.Clone(before.Args), slices.Clone(before.Choices), slices.Clone(before.Suspended)
	if err := t.receive(); err != nil {
		return Step{}, err
	}
	t.step.Talked = !sameTalk(before, t.conv)
	return t.done(), nil
}

func (e *Engine) newTurn(ctx context.Context, q Facts, in campaign.Inbound, now time.Time) *turn {
	if in.At.IsZero() {
		in.At = now
	}
	in.At = in.At.In(e.plan.Zone)
	return &turn{Engine: e, ctx: ctx, q: q, now: now.In(e.plan.Zone), in: in, text: in.Text}
}

// receive takes the message by its type.
func (t *turn) receive() error {
	switch t.in.Type {
	case campaign.InboundText:
		return t.converse()
	case campaign.InboundEvent:
		return t.event()
	case campaign.InboundImage, campaign.InboundVoice, campaign.InboundVideo, campaign.InboundFile:
		return t.media()
	}
	return t.reference()
}

// converse reads the text and does what it asks for.
func (t *turn) converse() error {
	t.expire()
	if n, ok := listed(t.text); ok && n <= len(t.conv.Choices) {
		return t.chosen(n - 1)
	}
	if i := t.optionSaid(); i >= 0 {
		return t.chosen(i)
	}
	if t.waits() {
		return nil
	}
	draft, err := t.readingDraft()
	if err != nil {
		return err
	}
	if handled, err := t.fillLines(); handled || err != nil {
		return err
	}
	if err := t.proxy(); err != nil {
		return err
	}
	var formal bool
	if t.read, formal, err = t.act(); err != nil {
		return err
	}
	if !formal {
		t.read = t.understand(draft, t.pending())
		if draft == "" {
			t.headed()
		}
	}
	t.trial = t.read.Intent == "extend" && mentions(t.text, supposing)
	t.outcome(campaign.OutcomeCommand)
	t.step.Inbound.Intent = t.read.Intent
	if t.isKind(t.read.Intent) && !t.allowed(t.read.Intent) {
		t.outcome(campaign.OutcomeOffered)
		return nil
	}
	switch t.read.Action {
	case understand.File:
		return t.fileNow()
	case understand.Command:
		return t.command()
	}
	if t.conv.Asking == askArgument && t.read.Action != understand.Ask {
		return t.argument()
	}
	switch t.read.Action {
	case understand.Append:
		return t.append()
	case understand.Confirm:
		if draft != "" && !t.resting() {
			return t.append()
		}
		return t.candidate()
	case understand.Ask:
		if t.isKind(t.read.Intent) {
			return t.open()
		}
		return t.command()
	}
	return t.smallTalk()
}

// understand reads the text in a dialog. Inside a draft a bare wish to write
// something else is no text of it; nor is, once the draft has rested, what
// stands for itself.
func (t *turn) understand(draft, pending string) understand.Reading {
	in := understand.Input{Text: t.text, Role: understand.Role(t.who.Top()), At: t.in.At, Draft: draft, Pending: pending}
	r := t.reader.Read(in)
	if asked := t.asksOfDraft(); draft != "" && (asked || t.maybeApart(r.Action)) {
		in.Draft, in.Pending = "", ""
		if asked || !t.resting() {
			in.Pending = askArgument // a guess is no reason to leave the draft
		}
		if alone := t.reader.Read(in); t.standsAlone(alone, draft) {
			r = alone
		}
	}
	if acts := r.Action == understand.Command || r.Action == understand.Ask; acts && !dialogWord(r.Intent) && oneSign(t.text) {
		r = understand.Reading{Intent: "none", Action: understand.None, Why: "one sign is no command"}
	}
	if r.Slots == nil {
		r.Slots = understand.Slots{}
	}
	return r
}

// oneSign tells whether a text is a single letter, character or digit: an answer
// such as 是 or 1, which means nothing where nothing was asked.
func oneSign(text string) bool {
	signs := []rune(strings.TrimFunc(text, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsPunct(r) }))
	return len(signs) == 1
}

// maybeApart tells whether a text that was read within a draft may be meant for
// itself: a short one, or one that comes when the draft has rested.
func (t *turn) maybeApart(a understand.Action) bool {
	switch a {
	case understand.Append:
		return t.resting() || chars(t.text) <= 12
	case understand.None:
		return chars(t.text) <= 12
	}
	return false
}

// standsAlone tells whether a text means something beside the open draft.
func (t *turn) standsAlone(r understand.Reading, draft string) bool {
	wish := r.Action == understand.Ask && t.isKind(r.Intent)
	if t.asksOfDraft() {
		return wish && chars(t.text) <= 12 || r.Action == understand.File
	}
	if wish && chars(t.text) <= 12 || !t.resting() {
		return wish
	}
	switch r.Action {
	case understand.None:
		return chars(t.text) <= 30
	case understand.Confirm:
		return r.Intent != draft
	}
	return true
}

// done completes the step.
func (t *turn) done() Step {
	s := t.step
	out, intent, number := s.Inbound.Outcome, s.Inbound.Intent, s.Inbound.Number
	s.Inbound = t.in
	s.Inbound.Outcome, s.Inbound.Intent, s.Inbound.Number = out, intent, number
	s.Conversation = t.conv
	return s
}

func (t *turn) outcome(o campaign.Outcome) { t.step.Inbound.Outcome = o }

// isKind tells whether an intent is a kind of work.
func (e *Engine) isKind(intent string) bool {
	_, ok := e.kinds[intent]
	return ok
}

// say adds a line to the answer.
func (t *turn) say(k message.Key, args message.Args) {
	t.step.Reply = append(t.step.Reply, Line{k, args})
}

// day returns the message's day in the campaign's zone.
func (t *turn) day() campaign.Date { return campaign.DateOf(t.in.At) }

// put writes a work at the end of the step, once.
func (t *turn) put(w campaign.Submission) {
	w.UpdatedAt = t.in.At
	for i := range t.step.Works {
		if t.step.Works[i].Number == w.Number {
			t.step.Works[i] = w
			return
		}
	}
	t.step.Works = append(t.step.Works, w)
}

// audit leaves a trail of an act beyond a member's own.
func (t *turn) audit(target, detail string) {
	if t.who.Top().Rank() <= campaign.RoleMember.Rank() {
		return
	}
	t.step.Audits = append(t.step.Audits, campaign.Audit{
		At: t.in.At, Actor: t.who.UserID, Act: t.read.Intent, Target: target, Detail: detail,
	})
}

// sameTalk tells whether nothing changed between two states of a dialog.
func sameTalk(a, b campaign.Conversation) bool {
	return a.Draft == b.Draft && a.Last == b.Last && a.Asking == b.Asking &&
		a.LastFiled.Equal(b.LastFiled) && a.Touched.Equal(b.Touched) && a.SnoozeTo.Equal(b.SnoozeTo) &&
		maps.Equal(a.Args, b.Args) && slices.Equal(a.Choices, b.Choices) && slices.Equal(a.Suspended, b.Suspended)
}

// deliver puts a message to a person into the outbox.
func (t *turn) deliver(why campaign.Purpose, key, to, text string, items []campaign.Item) {
	t.step.Deliveries = append(t.step.Deliveries, campaign.Delivery{
		Key: key + "|" + campaign.UserKey(to), Purpose: why, Channel: campaign.ChannelApp, To: to, At: t.now,
		Items: items, Text: text, State: campaign.DeliveryPlanned,
	})
}
