package scheduler

import (
	"context"
	"slices"
	"strings"
	"time"

	"duban/campaign"
)

// verdict is what becomes of a planned delivery at the moment of sending.
type verdict struct {
	campaign.Delivery
	drop    string // why it is not sent; "" sends it
	changed bool   // text and items differ from what was planned
}

// settle drops a planned delivery or gives it its new text.
func (v verdict) settle(ctx context.Context, tx campaign.Tx) error {
	switch {
	case v.drop != "":
		return tx.DropDelivery(ctx, v.ID, v.drop)
	case v.changed:
		return tx.SetDeliveryText(ctx, v.Delivery)
	}
	return nil
}

// manyDebtors is from how many debtors on it is cheaper to read all debts of
// the deliverables than those of each debtor.
const manyDebtors = 500

// judge decides again, as of now, on reminders and recalls that are to leave:
// debts that were settled or whose deadline moved in the meantime are taken out,
// and so are those of which something newer left or is about to, and what is left
// without a reason is dropped. A nudge is dropped where none of its debts is left.
// Other deliveries are kept as they are, but for those to people who left.
func (p *Planner) judge(ctx context.Context, tx campaign.Tx, ds []campaign.Delivery, now time.Time) ([]verdict, error) {
	f, err := sendingFacts(ctx, tx)
	if err != nil {
		return nil, err
	}
	r := p.newRun(f, now.In(p.plan.Zone))
	r.people = newPeople(f.Roster)
	j := &judgement{run: r, stages: map[stageKey][]*stage{}, events: map[string]campaign.Event{}}
	for _, s := range r.all {
		k := stageKey{slot{s.ID, s.period.Key}, s.due.Unix()}
		j.stages[k] = append(j.stages[k], s)
	}
	for _, e := range p.plan.Events() {
		j.events[e.ID] = e
	}
	if err := j.load(ctx, tx, ds); err != nil {
		return nil, err
	}
	newer, err := newerThan(ctx, tx, ds, now)
	if err != nil {
		return nil, err
	}
	j.rank(ds, newer)
	out := make([]verdict, len(ds))
	for i, d := range ds {
		out[i] = j.of(d)
	}
	return out, nil
}

// sendingFacts reads what a judgement needs.
func sendingFacts(ctx context.Context, tx campaign.Tx) (Facts, error) {
	f := Facts{Ledger: tx}
	var err error
	if f.Roster, err = tx.Roster(ctx); err != nil {
		return f, err
	}
	if f.Deadlines, err = tx.Deadlines(ctx); err != nil {
		return f, err
	}
	f.Extended, err = tx.ExtendedDebts(ctx)
	return f, err
}

// judgement is the working state of judge.
type judgement struct {
	*run
	stages map[stageKey][]*stage
	events map[string]campaign.Event
	newest map[string]time.Time // moment of the latest delivery, by what it is about and to whom
}

type stageKey struct {
	slot
	due int64
}

func keyOf(i campaign.Item) stageKey {
	return stageKey{slot{i.Deliverable, i.Period}, i.Due.Unix()}
}

// judged tells whether a delivery is about what is owed or to come.
func judged(d campaign.Delivery) bool {
	return d.Purpose == campaign.PurposeReminder || d.Purpose == campaign.PurposeEvent || d.Purpose == campaign.PurposeNudge
}

func isEscalation(i campaign.Item) bool { return strings.HasPrefix(i.Rung, "escalate:") }

func isRecall(i campaign.Item) bool { return strings.HasPrefix(i.Rung, "event:") }

// load reads the debts that the deliveries are about, and of those who are told
// of others' debts while they owe themselves what they were reminded of.
func (j *judgement) load(ctx context.Context, tx campaign.Tx, ds []campaign.Delivery) error {
	own, up := map[string]bool{}, map[string]bool{}
	deliverables := map[string]bool{}
	for _, d := range ds {
		if !judged(d) {
			continue
		}
		for _, i := range d.Items {
			switch {
			case isRecall(i):
			case isEscalation(i):
				up[i.Deliverable] = true
			default:
				own[i.Debtor], deliverables[i.Deliverable] = true, true
			}
		}
	}
	for deliverable := range up {
		if err := j.standings(ctx, deliverable); err != nil {
			return err
		}
	}
	if len(own) <= manyDebtors {
		if err := j.debtsOf(ctx, tx, own, up); err != nil {
			return err
		}
	} else {
		for deliverable := range deliverables {
			if err := j.standings(ctx, deliverable); err != nil {
				return err
			}
		}
	}
	for _, d := range ds {
		if err := j.reminders(ctx, tx, d); err != nil {
			return err
		}
	}
	return nil
}

// debtsOf reads the debts of some debtors, of deliverables not read as a whole.
func (j *judgement) debtsOf(ctx context.Context, tx campaign.Tx, debtors, whole map[string]bool) error {
	names := make([]string, 0, len(debtors))
	for name := range debtors {
		names = append(names, name)
	}
	debts, err := tx.DebtsOf(ctx, names)
	if err != nil {
		return err
	}
	for _, d := range debts {
		if whole[d.Deliverable] {
			continue
		}
		if j.closed[d.Deliverable] == nil {
			j.closed[d.Deliverable] = map[standing]standingState{}
		}
		if st := stateOf(d); st != 0 {
			j.closed[d.Deliverable][standing{d.Period, d.Debtor}] = st
		}
	}
	return nil
}

// reminders reads which reminders of his own debts the reader of an escalation
// was sent, where he owes one that it is about.
func (j *judgement) reminders(ctx context.Context, tx campaign.Tx, d campaign.Delivery) error {
	m, ok := j.facts.Roster.Member(d.To)
	if !ok || !judged(d) {
		return nil
	}
	var before []campaign.Delivery
	for _, i := range d.Items {
		if !isEscalation(i) {
			continue
		}
		for _, s := range j.stages[keyOf(i)] {
			if name := j.people.concern(s.OwedBy, &m, i.Debtor); name == "" || !j.owes(s, name) {
				continue
			}
			if before == nil {
				var err error
				if before, err = tx.Deliveries(ctx, campaign.DeliveryFilter{To: d.To, Purpose: campaign.PurposeReminder, Limit: 1000}); err != nil {
					return err
				}
			}
			s.hear(before, d.To)
		}
	}
	return nil
}

// hear notes of which debts of his own a person was reminded by deliveries.
func (s *stage) hear(before []campaign.Delivery, to string) {
	if s.record == nil {
		s.record = newRecord()
	}
	for _, b := range before {
		for _, i := range b.Items {
			if i.Deliverable == s.ID && i.Period == s.period.Key {
				s.record.hear(campaign.ItemKey(i, to))
			}
		}
	}
}

// of judges one delivery.
func (j *judgement) of(d campaign.Delivery) verdict {
	m, known := j.facts.Roster.Member(d.To)
	if d.Channel == campaign.ChannelApp && known && m.Left && d.Purpose != campaign.PurposeReply {
		return verdict{Delivery: d, drop: "left the campaign"}
	}
	if d.Purpose == campaign.PurposeSummary && len(d.Items) > 0 && j.outdated(d, d.Items[0]) {
		return verdict{Delivery: d, drop: "a newer one takes its place"}
	}
	if !judged(d) || len(d.Items) == 0 {
		return verdict{Delivery: d}
	}
	l := letter{at: d.At}
	items := make([]campaign.Item, 0, len(d.Items))
	for _, i := range d.Items {
		if !(outdates(d) && j.outdated(d, i)) && j.keep(&l, &m, i) {
			items = append(items, i)
		}
	}
	if len(items) == 0 {
		return verdict{Delivery: d, drop: "nothing owed any more"}
	}
	v := verdict{Delivery: d}
	if d.Purpose == campaign.PurposeNudge || len(items) == len(d.Items) && len(l.up) == 0 && j.stillTrue(d) {
		return v // nothing changed that the text could tell
	}
	v.Text, v.Items = j.textOf(l), items
	v.changed = v.Text != d.Text || len(items) != len(d.Items)
	return v
}

// stillTrue tells whether the days that a text counts, and the deadlines that it
// speaks of as to come, are still as they were when it was meant to leave.
func (j *judgement) stillTrue(d campaign.Delivery) bool {
	passed := func(i campaign.Item) bool { return !i.Due.Before(d.At) && i.Due.Before(j.now) }
	return campaign.DateOf(d.At.In(j.plan.Zone)) == campaign.DateOf(j.now) && !slices.ContainsFunc(d.Items, passed)
}

// keep puts one item of a delivery into the letter, or returns false where it is
// no longer called for.
func (j *judgement) keep(l *letter, m *campaign.Member, i campaign.Item) bool {
	switch {
	case isRecall(i):
		e, ok := j.events[i.Deliverable]
		if !ok || !e.At.Equal(i.Due) || j.now.After(e.At) {
			return false
		}
		l.recalls = append(l.recalls, &recall{Event: e})
		return true
	case isEscalation(i):
		return j.keepUp(l, m, i)
	}
	for _, s := range j.stages[keyOf(i)] {
		if j.owes(s, i.Debtor) && !(s.Late == campaign.LateClose && j.now.After(s.due)) {
			l.own = j.combos.add(l.own, j.ref(s, campaign.Rung{Name: i.Rung}).id)
			return true
		}
	}
	return false
}

// keepUp puts those who still owe into the letter.
func (j *judgement) keepUp(l *letter, m *campaign.Member, i campaign.Item) bool {
	kept := false
	for _, s := range j.stages[keyOf(i)] {
		t := &told{stage: s, rung: campaign.Rung{Name: i.Rung, At: j.now}, unit: i.Debtor, owing: j.owingOf(s)[i.Debtor]}
		if name := j.people.concern(s.OwedBy, m, i.Debtor); name != "" && j.reminded(s, t.rung, m, name, l.own, false) {
			t = t.without(name)
		}
		if t.names() > 0 {
			l.up = append(l.up, t)
			kept = true
		}
	}
	return kept
}

// stateOf reduces a debt's record to what the planner goes by.
func stateOf(d campaign.Debt) standingState {
	var st standingState
	if !d.Open() {
		st |= settled
	}
	if !d.Due.IsZero() {
		st |= extended
	}
	return st
}
