package bot

import (
	"context"
	"fmt"
	"path"
	"slices"
	"strings"
	"time"

	"duban/bot/understand"
	"duban/campaign"
	"duban/message"
)

// fieldFinish marks a draft that its author finished before the text of its
// file was read, with the moment of it (RFC 3339).
const fieldFinish = "_finish"

// readable tells whether a file of this name may hold text.
func readable(name string) bool {
	return slices.Contains([]string{".docx", ".pdf", ".txt"}, strings.ToLower(path.Ext(name)))
}

// awaited returns a file of the draft whose text is yet to be read.
func (t *turn) awaited(draft *campaign.Submission) (name string, err error) {
	files, err := t.q.Attachments(t.ctx, draft.Number, "")
	if err != nil {
		return "", fmt.Errorf("look for the files of #%d: %w", draft.Number, err)
	}
	for _, a := range files {
		if a.State == campaign.AttachmentPending && readable(a.Name) {
			return a.Name, nil
		}
	}
	return "", nil
}

// Extracted goes on with a file whose bytes were fetched, in the caller's
// transaction; a.Text is the text found inside, "" for none. The text becomes
// that of the open draft which the file belongs to where the draft has no other,
// and files it where its author finished it before. A file that belongs to
// nothing and reads like a work is offered, once. queued tells whether something
// is to leave.
func (e *Engine) Extracted(ctx context.Context, tx campaign.Tx, a campaign.Attachment, now time.Time) (queued bool, err error) {
	t := e.newTurn(ctx, tx, campaign.Inbound{ID: "extracted|" + a.ID, UserID: a.UserID, At: now, Type: campaign.InboundEvent}, now)
	if t.who, err = tx.Member(ctx, a.UserID); err != nil || t.who.Left {
		if campaign.CodeOf(err) == campaign.CodeNotFound {
			err = nil
		}
		return false, err
	}
	if t.conv, err = tx.Conversation(ctx, a.UserID); err != nil {
		return false, fmt.Errorf("read the dialog of %s: %w", a.UserID, err)
	}
	t.conv.UserID, t.read.Slots = t.who.UserID, understand.Slots{}
	if a.Number == 0 {
		err = t.offerText(a)
	} else {
		err = t.draftText(a)
	}
	if err != nil || len(t.step.Reply) == 0 {
		return false, err
	}
	return true, e.write(ctx, tx, t, "extracted|"+a.ID)
}

// write writes what a turn without a message came to; its answer leaves by
// itself.
func (e *Engine) write(ctx context.Context, tx campaign.Tx, t *turn, key string) error {
	s := t.done()
	s.Talked = true
	number, err := putWorks(ctx, tx, s)
	if err != nil {
		return err
	}
	s.resolve(number)
	if err := putRest(ctx, tx, s); err != nil {
		return err
	}
	for i, part := range message.Split(e.render(s.Reply), maxReplyBytes) {
		s.Deliveries = append(s.Deliveries, campaign.Delivery{
			Key: fmt.Sprintf("%s|%d", key, i+1), Purpose: campaign.PurposeReply, Channel: campaign.ChannelApp,
			To: t.who.UserID, At: t.now, Text: part, State: campaign.DeliveryPlanned,
		})
	}
	_, err = tx.Enqueue(ctx, s.Deliveries)
	return err
}

// draftText gives the text of a file to the draft that it belongs to.
func (t *turn) draftText(a campaign.Attachment) error {
	w, err := t.q.Submission(t.ctx, a.Number)
	if err != nil {
		return fmt.Errorf("read work #%d: %w", a.Number, err)
	}
	if w.Status != campaign.StatusDraft || w.Body != "" {
		return nil
	}
	args := message.Args{"name": message.Cut(a.Name, 120), "kind": t.kindName(w.Kind), "chars": chars(a.Text)}
	finish, err := time.Parse(time.RFC3339, w.Fields[fieldFinish])
	finished := err == nil
	if a.Text == "" {
		if finished {
			setField(&w, fieldFinish, "")
			t.put(w)
		}
		if readable(a.Name) {
			t.say(message.BotFileNoText, args)
		}
		return nil
	}
	t.fillFrom(&w, a)
	if finished && w.Number == t.conv.Draft {
		t.in.At = finish.In(t.plan.Zone)
		delete(w.Fields, fieldFinish)
		return t.file(w)
	}
	t.put(w)
	if w.Number == t.conv.Draft {
		t.conv.Touched = t.in.At
	}
	t.say(message.BotFileRead, args)
	return nil
}

// fillFrom makes the text of a file that of a work.
func (t *turn) fillFrom(w *campaign.Submission, a campaign.Attachment) {
	for i := range w.Parts {
		if w.Parts[i].InboundID == a.InboundID {
			w.Parts[i].Text = a.Text
		}
	}
	title := w.Title
	t.text = a.Text
	t.read.Slots = t.reader.Read(understand.Input{Text: t.kindName(w.Kind) + "：" + a.Text, Role: understand.Member, At: a.At.In(t.plan.Zone)}).Slots
	rebuild(w)
	t.describe(w)
	if fresh, _ := titleOf(a.Text); title == "" && fresh != "" {
		w.Title = fresh
	}
}

// offerText asks whether a file that belongs to nothing is to be filed, where
// its text or its name says what it is and nothing else is under way.
func (t *turn) offerText(a campaign.Attachment) error {
	if t.conv.Draft != 0 || t.conv.Asking != "" && t.conv.Args[argIntent] != resumeAttach || a.Text == "" {
		return nil
	}
	r := t.reader.Read(understand.Input{Text: a.Text, Role: understand.Role(t.who.Top()), At: a.At.In(t.plan.Zone)})
	kind := r.Intent
	if !t.isKind(kind) || r.Action != understand.File && r.Action != understand.Confirm {
		var ok bool
		if kind, ok = t.kindNamed(a.Name); !ok {
			return nil
		}
	}
	in, err := t.q.Inbound(t.ctx, a.InboundID)
	if err != nil {
		return fmt.Errorf("read message %s: %w", a.InboundID, err)
	}
	t.read.Intent = kind
	t.in.At = a.At.In(t.plan.Zone)
	w := t.workOf(kind, "")
	w.Parts = []campaign.Part{{InboundID: in.ID, MsgID: in.MsgID, At: in.At}}
	t.answered()
	if _, err := t.give(&w, campaign.OutcomeDraft); err != nil {
		return err
	}
	w.Parts = slices.CompactFunc(w.Parts, func(a, b campaign.Part) bool { return a.InboundID == b.InboundID })
	t.fillFrom(&w, a)
	t.in.At = t.now
	t.keep(w)
	t.ask(askConfirm, nil, []string{"yes", "no"})
	t.say(message.BotConfirmFile, message.Args{"name": message.Cut(a.Name, 120), "kind": t.kindName(kind), "title": titled(w.Title), "chars": w.Chars})
	return nil
}
