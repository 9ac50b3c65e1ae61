package bot

import (
	"fmt"
	"time"

	"duban/campaign"
	"duban/message"
)

// view shows a work: 查看42.
func (t *turn) view() error {
	w, ok, err := t.work()
	if err != nil || !ok {
		return err
	}
	author, err := t.member(w.Author)
	if err != nil {
		return err
	}
	files, err := t.q.Attachments(t.ctx, w.Number, "")
	if err != nil {
		return fmt.Errorf("look for the files of #%d: %w", w.Number, err)
	}
	attached := ""
	if len(files) > 0 {
		attached = t.phrase(message.BotViewFiles, message.Args{"n": len(files)})
	}
	at := w.FiledAt
	if at.IsZero() {
		at = w.CreatedAt
	}
	t.say(message.BotView, message.Args{
		"number": w.Number, "kind": t.kindName(w.Kind), "title": titled(w.Title), "status": t.workStatus(w),
		"name": author.Name, "unit": w.Unit, "at": t.moment(at), "chars": w.Chars, "version": w.Version, "files": attached,
	})
	if w.Status == campaign.StatusReturned && w.Reason != "" {
		t.say(message.BotViewReason, message.Args{"reason": w.Reason})
	}
	if w.Score != "" {
		t.say(message.BotViewScore, message.Args{"score": w.Score})
	}
	if fields := t.fieldsText(w); fields != "" {
		t.say(message.BotVerbatim, message.Args{"text": fields})
	}
	t.say(message.BotVerbatim, message.Args{"text": w.Body})
	if w.Kind == campaign.KindOpinion {
		if err := t.sayDealing(w); err != nil {
			return err
		}
	}
	t.conv.Last, t.conv.LastFiled = w.Number, w.FiledAt
	return nil
}

// withdraw takes a work back before review: 撤回42.
func (t *turn) withdraw() error {
	if t.asks() && t.conv.Last == 0 {
		t.need("number", message.BotNeedNumber, nil)
		return nil
	}
	w, ok, err := t.work()
	if err != nil || !ok {
		return err
	}
	if w.Status == campaign.StatusDraft && w.Number == t.conv.Draft {
		return t.cancel()
	}
	if w.Status == campaign.StatusWithdrawn {
		t.say(message.BotWithdrawnBefore, message.Args{"number": w.Number})
		return nil
	}
	if !w.Status.Next(campaign.StatusWithdrawn) {
		t.say(message.BotReviewed, message.Args{"number": w.Number, "status": t.workStatus(w)})
		return nil
	}
	w.Status = campaign.StatusWithdrawn
	t.put(w)
	if err := t.offerAgain(w); err != nil {
		return err
	}
	t.audit(fmt.Sprintf("#%d", w.Number), "")
	o, counts, err := t.debtOf(w)
	if err != nil {
		return err
	}
	if t.conv.Last == w.Number {
		t.conv.Last, t.conv.LastFiled = 0, time.Time{}
	}
	args := message.Args{"number": w.Number, "kind": t.kindName(w.Kind), "title": titled(w.Title)}
	if !counts {
		t.say(message.BotWithdrawn, args)
		return t.tellAssigned(w)
	}
	d, err := t.settle(o, w)
	if err != nil {
		return err
	}
	args["name"], args["n"], args["quota"], args["due"] = t.name(o.deliverable, o.p.Key), d.Count, o.Count.Quota(), t.moment(o.due)
	t.say(message.BotWithdrawnCounts, args)
	return t.tellAssigned(w)
}

// offerAgain puts the messages of a work that was taken back into the inbox.
func (t *turn) offerAgain(w campaign.Submission) error {
	for _, p := range w.Parts {
		if _, err := t.mark(p.InboundID, campaign.OutcomeOffered, w.Number); err != nil {
			return err
		}
	}
	return nil
}
