package bot

import (
	"context"
	"fmt"
	"strings"
	"time"

	"duban/campaign"
	"duban/message"
)

// maxReplyBytes is the longest text of one passive reply (doc 90241).
const maxReplyBytes = 2048

// Answer is what the person hears. Text goes out as the passive reply; it is
// "" where there is nothing to say or where the event takes no passive reply.
// The rest, if any, is already in the outbox.
type Answer struct {
	Text    string
	Inbound campaign.Inbound // as recorded: outcome, intent, number, all parts of the answer
	Repeat  bool             // the message was recorded before: nothing was changed
	Queued  bool             // something was put into the outbox
}

// Handle decides and writes in the caller's transaction: the message with its
// answer, and all it changed. A message that is recorded already gets the
// recorded answer and changes nothing.
func (e *Engine) Handle(ctx context.Context, tx campaign.Tx, in campaign.Inbound, now time.Time) (Answer, error) {
	return e.handle(ctx, tx, in, now, e.Step)
}

// HandleGroup does the same for a message that addresses the bot in a group.
func (e *Engine) HandleGroup(ctx context.Context, tx campaign.Tx, in campaign.Inbound, now time.Time) (Answer, error) {
	return e.handle(ctx, tx, in, now, e.GroupStep)
}

// stepper decides what a message comes to.
type stepper func(context.Context, Facts, campaign.Inbound, time.Time) (Step, error)

func (e *Engine) handle(ctx context.Context, tx campaign.Tx, in campaign.Inbound, now time.Time, decide stepper) (Answer, error) {
	old, err := tx.Inbound(ctx, in.ID)
	if err == nil {
		return Answer{Text: passive(old), Inbound: old, Repeat: true}, nil
	}
	if campaign.CodeOf(err) != campaign.CodeNotFound {
		return Answer{}, fmt.Errorf("look for message %s: %w", in.ID, err)
	}
	step, err := decide(ctx, tx, in, now)
	if err != nil {
		return Answer{}, fmt.Errorf("answer message %s: %w", in.ID, err)
	}
	rec, queued, err := e.apply(ctx, tx, step, now)
	if err != nil {
		return Answer{}, fmt.Errorf("record message %s: %w", in.ID, err)
	}
	return Answer{Text: passive(rec), Inbound: rec, Queued: queued}, nil
}

// passive returns the part of a recorded answer that goes out as passive reply.
func passive(in campaign.Inbound) string {
	if len(in.Reply) == 0 || pressed(in) {
		return ""
	}
	return in.Reply[0]
}

// pressed tells whether the message is a card's button: the platform takes no
// text as a passive reply to it (doc 90241).
func pressed(in campaign.Inbound) bool {
	return in.Type == campaign.InboundEvent && strings.HasPrefix(in.Event, "template_card")
}

// apply writes a step and returns the message as recorded; queued tells whether
// something is to leave.
func (e *Engine) apply(ctx context.Context, tx campaign.Tx, s Step, now time.Time) (_ campaign.Inbound, queued bool, err error) {
	number, err := putWorks(ctx, tx, s)
	if err != nil {
		return campaign.Inbound{}, false, err
	}
	s.resolve(number)
	if err := putRest(ctx, tx, s); err != nil {
		return campaign.Inbound{}, false, err
	}
	lines := s.Reply
	for _, r := range s.Requests {
		id, err := tx.PutRequest(ctx, r)
		if err != nil {
			return campaign.Inbound{}, false, err
		}
		if r.ID == 0 {
			s.numberRequest(id)
		}
	}
	if s.Attendance != nil {
		fresh, err := tx.SignIn(ctx, *s.Attendance)
		if err != nil {
			return campaign.Inbound{}, false, err
		}
		if !fresh {
			lines = s.Again
		}
	}
	in := s.Inbound
	if len(lines) > 0 {
		in.Reply = message.Split(e.render(lines), maxReplyBytes)
	}
	if rest := restOf(in, now); len(rest) > 0 {
		s.Deliveries = append(s.Deliveries, rest...)
	}
	if card, ok := e.card(s, in, now); ok {
		s.Deliveries = append(s.Deliveries, card)
	}
	if len(s.Deliveries) > 0 {
		if _, err := tx.Enqueue(ctx, s.Deliveries); err != nil {
			return campaign.Inbound{}, false, err
		}
	}
	return in, len(s.Deliveries) > 0, tx.AddInbound(ctx, in)
}

// putWorks writes the works and returns the number of the new one.
func putWorks(ctx context.Context, tx campaign.Tx, s Step) (int64, error) {
	for _, v := range s.Versions {
		if err := tx.AddVersion(ctx, v.Number, v.Version); err != nil {
			return 0, err
		}
	}
	var number int64
	for _, w := range s.Works {
		if w.Number != 0 {
			if err := tx.SetSubmission(ctx, w); err != nil {
				return 0, err
			}
			continue
		}
		n, err := tx.AddSubmission(ctx, w)
		if err != nil {
			return 0, err
		}
		number = n
	}
	return number, nil
}

// resolve puts the new work's number in its places.
func (s *Step) resolve(number int64) {
	set := func(n *int64) {
		if *n == NewWork {
			*n = number
		}
	}
	set(&s.Inbound.Number)
	set(&s.Conversation.Draft)
	set(&s.Conversation.Last)
	for i := range s.Conversation.Suspended {
		set(&s.Conversation.Suspended[i])
	}
	for i := range s.Attachments {
		set(&s.Attachments[i].Number)
	}
	for i := range s.Inbounds {
		set(&s.Inbounds[i].Number)
	}
	for _, l := range s.Reply {
		for k, v := range l.Args {
			if v == NewWork {
				l.Args[k] = number
			}
		}
	}
}

func putRest(ctx context.Context, tx campaign.Tx, s Step) error {
	if s.Talked {
		if err := tx.SaveConversation(ctx, s.Conversation); err != nil {
			return err
		}
	}
	for _, d := range s.Debts {
		if err := tx.PutDebt(ctx, d); err != nil {
			return err
		}
	}
	for _, d := range s.Deadlines {
		if err := tx.PutDeadline(ctx, d); err != nil {
			return err
		}
	}
	for _, a := range s.Attachments {
		if err := tx.PutAttachment(ctx, a); err != nil {
			return err
		}
	}
	for _, in := range s.Inbounds {
		if err := tx.SetInbound(ctx, in); err != nil {
			return err
		}
	}
	for _, p := range s.Pairings {
		if _, err := tx.PutPairing(ctx, p); err != nil {
			return err
		}
	}
	for event, code := range s.Codes {
		if err := tx.SetEventCode(ctx, event, code); err != nil {
			return err
		}
	}
	for _, a := range s.Audits {
		if err := tx.AddAudit(ctx, a); err != nil {
			return err
		}
	}
	return nil
}

// restOf returns the parts of an answer that do not fit the passive reply.
func restOf(in campaign.Inbound, now time.Time) []campaign.Delivery {
	var out []campaign.Delivery
	for i, part := range in.Reply {
		if i == 0 && !pressed(in) {
			continue
		}
		out = append(out, ReplyPart(in, i, part, now))
	}
	return out
}

// ReplyPart returns the delivery that carries the part of an answer at this
// index. There is one for each part of each message, however often it is made.
func ReplyPart(in campaign.Inbound, index int, part string, now time.Time) campaign.Delivery {
	return campaign.Delivery{
		Key: fmt.Sprintf("reply|%s|%d", in.ID, index+1), Purpose: campaign.PurposeReply, Channel: campaign.ChannelApp,
		To: in.UserID, At: now, Text: part, State: campaign.DeliveryPlanned,
	}
}

// render writes the lines.
func (e *Engine) render(lines []Line) string {
	var b strings.Builder
	for i, l := range lines {
		if i > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(e.texts.Text(l.Key, l.Args))
	}
	return b.String()
}
