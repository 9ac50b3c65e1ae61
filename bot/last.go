package bot

import (
	"fmt"
	"slices"

	"duban/bot/understand"
	"duban/campaign"
	"duban/message"
)

// fileLast files the message before as a kind: 上一条作为心得提交.
func (t *turn) fileLast() error {
	kind := t.read.Slots["kind"]
	draft, err := t.openDraft()
	if err != nil {
		return err
	}
	if draft != nil && draft.Body != "" && kind != "" && !t.resting() {
		w := *draft
		w.Kind = kind
		t.answered()
		t.read.Slots = nil
		t.describe(&w)
		return t.file(w)
	}
	last, found, err := t.lastMessage()
	if err != nil {
		return err
	}
	if !found {
		t.say(message.BotNoMessage, nil)
		return nil
	}
	if last.Outcome == campaign.OutcomeFiled && last.Number != 0 {
		t.say(message.BotLastFiled, message.Args{"number": last.Number})
		return nil
	}
	if kind == "" {
		return t.askKind(last)
	}
	return t.fileMessage(kind, last)
}

// fileMessage files an earlier message as a kind.
func (t *turn) fileMessage(kind string, in campaign.Inbound) error {
	body := in.Text
	if r := t.reader.Read(t.input(in, "")); r.Action == understand.File {
		body = r.Body
	}
	t.read.Slots = t.reader.Read(t.input(in, t.kindName(kind)+"：")).Slots
	delete(t.read.Slots, "kind")
	w := t.workOf(kind, body)
	w.CreatedAt = in.At
	w.Parts = []campaign.Part{{InboundID: in.ID, MsgID: in.MsgID, At: in.At, Text: body}}
	if t.kinds[kind].Log && w.Fields[fieldDayAssumed] != "" {
		w.Date = campaign.DateOf(in.At.In(t.plan.Zone))
	}
	if title, _ := titleOf(body); title != "" {
		w.Title = title
	}
	if err := t.file(w); err != nil {
		return err
	}
	if slices.ContainsFunc(t.step.Works, func(x campaign.Submission) bool {
		return x.Number == w.Number && x.Status == campaign.StatusDraft
	}) {
		if err := t.markParts(w, campaign.OutcomeDraft); err != nil {
			return err
		}
	}
	t.outcome(campaign.OutcomeCommand)
	return nil
}

// lastMessage returns what the person sent before: the newest text that waits
// in the inbox, else the newest that was filed.
func (t *turn) lastMessage() (campaign.Inbound, bool, error) {
	ins, err := t.q.Inbounds(t.ctx, campaign.InboundFilter{UserID: t.who.UserID, Limit: 20})
	if err != nil {
		return campaign.Inbound{}, false, fmt.Errorf("look for the last message of %s: %w", t.who.UserID, err)
	}
	for _, in := range ins {
		if in.Text == "" || in.ID == t.in.ID {
			continue
		}
		if in.Outcome == campaign.OutcomeOffered || in.Outcome == campaign.OutcomeFiled ||
			in.Outcome == campaign.OutcomeCommand && in.Intent == "none" && chars(in.Text) > 2 {
			return in, true, nil
		}
	}
	return campaign.Inbound{}, false, nil
}

// askKind asks as what the last message is to be filed.
func (t *turn) askKind(in campaign.Inbound) error {
	var options, values []string
	add := func(id string) {
		for _, v := range values {
			if v == id {
				return
			}
		}
		options, values = append(options, t.kindName(id)), append(values, id)
	}
	for _, d := range t.all {
		if d.begun(t.day()) && len(values) < 6 {
			add(d.Kind)
		}
	}
	for _, k := range t.plan.AllKinds() {
		if len(values) < 6 {
			add(k.ID)
		}
	}
	t.offer("file_last", "kind", message.BotWhichKind, message.Args{"text": message.Cut(in.Text, 60)}, options, values)
	return nil
}

// input is an earlier message as the reader meets it, led by a word.
func (t *turn) input(in campaign.Inbound, word string) understand.Input {
	return understand.Input{Text: word + in.Text, Role: understand.Role(t.who.Top()), At: in.At.In(t.plan.Zone)}
}
