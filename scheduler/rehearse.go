package scheduler

import (
	"context"
	"iter"
	"maps"
	"slices"
	"strings"
	"time"

	"duban/campaign"
)

// Line is one message that would leave, for one of its reasons.
type Line struct {
	At          string           `json:"at"` // RFC 3339 in the campaign's zone
	To          string           `json:"to"` // user id, or name of a group
	Channel     campaign.Channel `json:"channel"`
	Deliverable string           `json:"deliverable"`
	Period      string           `json:"period,omitempty"`
	Rung        string           `json:"rung"`
	Text        string           `json:"text"`
}

// Rehearse yields what the scheduler would send from one moment to another, both
// included, if nothing changed but the clock, in the order of time: one line for each reason of each
// message, equal lines once. Earlier rungs count as past. It ends at the first
// error, which is the ledger's.
func (p *Planner) Rehearse(ctx context.Context, f Facts, from, to time.Time) iter.Seq2[Line, error] {
	return func(yield func(Line, error) bool) {
		f.Marks = maps.Clone(f.Marks)
		delete(f.Marks, f.planned())
		book := &rehearsal{Ledger: f.Ledger, sent: map[slot]map[string]bool{}, debts: map[string][]campaign.Debt{}}
		f.Ledger = book
		tell := func(ds []campaign.Delivery) bool {
			for _, d := range ds {
				for _, l := range p.lines(d) {
					if !yield(l, nil) {
						return false
					}
				}
			}
			return true
		}
		waiting := f.Waiting
		for now, ok := from, true; ok && !now.After(to); now, ok = p.Next(f, now) {
			out, err := p.Plan(ctx, f, now)
			if err != nil {
				yield(Line{}, err)
				return
			}
			if f.Marks == nil {
				f.Marks = map[string]time.Time{}
			}
			maps.Copy(f.Marks, out.Marks)
			book.record(out.Deliveries)
			n := 0
			for n < len(waiting) && !waiting[n].At.After(now) {
				n++
			}
			if !tell(waiting[:n]) || !tell(out.Deliveries) {
				return
			}
			waiting = waiting[n:]
		}
		tell(waiting)
	}
}

// lines returns the lines of one delivery: of several rungs of a person's own
// debt that it stands for, the one nearest to the deadline.
func (p *Planner) lines(d campaign.Delivery) []Line {
	at := d.At.In(p.plan.Zone).Format(time.RFC3339)
	if len(d.Items) == 0 {
		return []Line{{At: at, To: d.To, Channel: d.Channel, Text: d.Text}}
	}
	var out []Line
	own := map[campaign.DebtKey]int{}
	for _, i := range d.Items {
		l := Line{at, d.To, d.Channel, i.Deliverable, i.Period, i.Rung, d.Text}
		if slices.Contains(out, l) {
			continue
		}
		if judged(d) && !isEscalation(i) && !isRecall(i) {
			debt := campaign.DebtKey{Deliverable: i.Deliverable, Period: i.Period, Debtor: i.Debtor}
			if k, told := own[debt]; told {
				if !strings.HasPrefix(i.Rung, "overdue:") {
					out[k] = l
				}
				continue
			}
			own[debt] = len(out)
		}
		out = append(out, l)
	}
	return out
}

// rehearsal is a ledger that remembers what was planned on top of it.
type rehearsal struct {
	Ledger
	sent    map[slot]map[string]bool
	debts   map[string][]campaign.Debt
	planned []campaign.Delivery // reminders, for what people have had
}

// AllDebts reads each deliverable once, keeping the records that differ from a
// debt that is simply open.
func (b *rehearsal) AllDebts(ctx context.Context, deliverable string, yield func(campaign.Debt) error) error {
	kept, ok := b.debts[deliverable]
	if !ok {
		if err := b.Ledger.AllDebts(ctx, deliverable, func(d campaign.Debt) error {
			kept = append(kept, d)
			return nil
		}); err != nil {
			return err
		}
		b.debts[deliverable] = kept
	}
	for _, d := range kept {
		if err := yield(d); err != nil {
			return err
		}
	}
	return nil
}

// SentItems adds what the rehearsal planned.
func (b *rehearsal) SentItems(ctx context.Context, deliverable, period string, yield func(string) error) error {
	k := slot{deliverable, period}
	if b.sent[k] == nil {
		items := map[string]bool{}
		err := b.Ledger.SentItems(ctx, deliverable, period, func(key string) error {
			items[key] = true
			return nil
		})
		if err != nil {
			return err
		}
		b.sent[k] = items
	}
	for key := range b.sent[k] {
		if err := yield(key); err != nil {
			return err
		}
	}
	return nil
}

// ReminderCounts adds what the rehearsal planned.
func (b *rehearsal) ReminderCounts(ctx context.Context, from, to time.Time) (map[string]int, error) {
	stored, err := b.Ledger.ReminderCounts(ctx, from, to)
	if err != nil {
		return nil, err
	}
	counts := maps.Clone(stored)
	if counts == nil {
		counts = map[string]int{}
	}
	for _, d := range b.planned {
		if !d.At.Before(from) && d.At.Before(to) {
			counts[campaign.UserKey(d.To)]++
		}
	}
	return counts, nil
}

// Deliveries adds, to the first page of the reminders of a time, what the
// rehearsal planned.
func (b *rehearsal) Deliveries(ctx context.Context, f campaign.DeliveryFilter) ([]campaign.Delivery, error) {
	out, err := b.Ledger.Deliveries(ctx, f)
	if err != nil || f.Before > 0 {
		return out, err
	}
	for _, d := range b.planned {
		if d.Purpose == f.Purpose && !d.At.Before(f.Since) && !d.At.After(f.Until) {
			out = append(out, d)
		}
	}
	return out, nil
}

func (b *rehearsal) record(ds []campaign.Delivery) {
	for _, d := range ds {
		if d.Purpose == campaign.PurposeReminder {
			b.planned = append(b.planned, campaign.Delivery{Purpose: d.Purpose, To: d.To, At: d.At, Items: d.Items})
		}
		for _, i := range d.Items {
			if items, ok := b.sent[slot{i.Deliverable, i.Period}]; ok {
				items[campaign.ItemKey(i, d.To)] = true
			}
		}
	}
}
