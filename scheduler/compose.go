package scheduler

import (
	"context"
	"errors"
	"fmt"
	"time"

	"duban/campaign"
)

// Compose puts the planned deliveries whose moment has come into calls: those
// that are still called for, equal texts together, no more to one recipient than
// the platform lets through. The surplus stays planned.
func (s *Scheduler) Compose(ctx context.Context, now time.Time) error {
	for {
		taken, more := 0, false
		err := s.Store.Update(ctx, now, func(tx campaign.Tx) (err error) {
			planned, err := tx.Planned(ctx, now, s.AtOnce)
			if err != nil || len(planned) == 0 {
				taken = 0
				return err
			}
			more = len(planned) == s.AtOnce
			taken, err = s.compose(ctx, tx, planned, now)
			return err
		})
		if err != nil {
			return fmt.Errorf("compose calls: %w", err)
		}
		if taken == 0 || !more {
			return nil
		}
	}
}

// compose settles what becomes of the deliveries and returns for how many it did.
func (s *Scheduler) compose(ctx context.Context, tx campaign.Tx, planned []campaign.Delivery, now time.Time) (int, error) {
	verdicts, err := s.planner.judge(ctx, tx, planned, now)
	if err != nil {
		return 0, err
	}
	pace := &pace{tx: tx, now: now, used: map[campaign.Channel]*usage{}}
	b := batch{calls: map[callKey]*bundle{}}
	taken := 0
	for _, v := range verdicts {
		sender, ok := s.Senders[v.Channel]
		if !ok {
			v.drop = "no way to send on this channel"
		}
		if _, open := s.breaker.open(endpoint(v.Channel, v.To), now); open && v.drop == "" {
			continue
		}
		if v.drop == "" {
			free, err := pace.take(ctx, v.Delivery, sender.Limits())
			if err != nil {
				return 0, err
			}
			if !free {
				continue
			}
		}
		taken++
		if err := v.settle(ctx, tx); err != nil {
			return 0, err
		}
		if v.drop == "" {
			if s.Cards && v.Card == "" {
				if v.Card, err = s.planner.card(v.Delivery); err != nil {
					return 0, fmt.Errorf("make the card of %s: %w", v.Key, err)
				}
			}
			if s.Markdown && v.Card == "" {
				if v.Card, err = markdown(v.Delivery); err != nil {
					return 0, fmt.Errorf("write %s as markdown: %w", v.Key, err)
				}
			}
			b.add(v.Delivery, sender.Limits().PerCall)
		}
	}
	for _, bundle := range b.order {
		if err := s.addCall(ctx, tx, bundle, now); err != nil {
			return 0, err
		}
	}
	return taken, nil
}

// addCall stores the call of a bundle, or drops the bundle where no call can
// carry it.
func (s *Scheduler) addCall(ctx context.Context, tx campaign.Tx, b *bundle, now time.Time) error {
	body, err := s.body(b, now, false)
	if err == nil {
		var twice bool
		if twice, err = tx.SameCall(ctx, body, now.Add(-dropsRepeats)); err != nil {
			return err
		}
		if twice { // somebody means to say the same again
			body, err = s.body(b, now, true)
		}
	}
	if err != nil {
		s.Log.ErrorContext(ctx, "cannot be sent", "channel", b.channel, "recipients", len(b.to), "error", err)
		for _, id := range b.ids {
			if err := tx.DropDelivery(ctx, id, err.Error()); err != nil {
				return err
			}
		}
		return nil
	}
	_, err = tx.AddCall(ctx, campaign.Call{Channel: b.channel, Target: b.target, Body: body, Judged: now}, b.ids)
	return err
}

// body renders what a bundle brings: a document, a card or a text.
func (s *Scheduler) body(b *bundle, now time.Time, twice bool) ([]byte, error) {
	if b.file.Key != "" {
		sender, ok := s.Senders[b.channel].(FileSender)
		if !ok {
			return nil, errors.New("no way to send a file on this channel")
		}
		return sender.FileBody(b.to, b.file)
	}
	card, err := forCall(b.card, b.text, s.Options.Plan.ID, b.first, now)
	if err != nil {
		return nil, err
	}
	return s.Senders[b.channel].Body(b.to, b.text, card, twice)
}

// callKey is what deliveries of one call share. Round tells the messages of one
// text to one person apart.
type callKey struct {
	channel    campaign.Channel
	purpose    campaign.Purpose
	target     string
	text, card string
	file       campaign.File
	round      int
}

// bundle is a call in the making.
type bundle struct {
	callKey
	first string // key of its first delivery
	to    []string
	ids   []int64
	has   map[string]bool
}

// batch joins deliveries into bundles, in the order of their first delivery.
type batch struct {
	calls map[callKey]*bundle
	order []*bundle
}

func (b *batch) add(d campaign.Delivery, most int) {
	k := callKey{channel: d.Channel, purpose: d.Purpose, text: d.Text, card: d.Card, file: d.File}
	if d.Channel == campaign.ChannelGroup {
		k.target = d.To
	}
	who := campaign.UserKey(d.To)
	for {
		open := b.calls[k]
		if open == nil || most > 0 && len(open.to) >= most {
			open = &bundle{callKey: k, first: d.Key, has: map[string]bool{}}
			b.calls[k], b.order = open, append(b.order, open)
		}
		if !open.has[who] {
			open.to, open.ids = append(open.to, d.To), append(open.ids, d.ID)
			open.has[who] = true
			return
		}
		k.round++
	}
}

// pace keeps to the number of messages that one recipient gets.
type pace struct {
	tx   campaign.Tx
	now  time.Time
	used map[campaign.Channel]*usage
}

type usage struct{ minute, hour map[string]int }

// take counts what the recipient gets by a delivery and reports true, or reports
// false where the window is full. A text of more messages than the window holds
// has one to itself.
func (p *pace) take(ctx context.Context, d campaign.Delivery, l Limits) (bool, error) {
	u := p.used[d.Channel]
	if u == nil {
		u = &usage{}
		var err error
		if u.minute, err = p.tx.SentCounts(ctx, d.Channel, l.PerText, p.now.Add(-time.Minute)); err != nil {
			return false, err
		}
		if u.hour, err = p.tx.SentCounts(ctx, d.Channel, l.PerText, p.now.Add(-time.Hour)); err != nil {
			return false, err
		}
		p.used[d.Channel] = u
	}
	who, n := campaign.UserKey(d.To), 1
	if l.PerText > 0 && len(d.Text) > l.PerText {
		n += 2 * len(d.Text) / l.PerText // its parts are half full at least
	}
	full := func(used, limit int) bool { return limit > 0 && used > 0 && used+n > limit }
	if full(u.minute[who], l.PerMinute) || full(u.hour[who], l.PerHour) {
		return false, nil
	}
	u.minute[who] += n
	u.hour[who] += n
	return true, nil
}
