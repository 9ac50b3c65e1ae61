package bot

import (
	"fmt"
	"slices"
	"time"

	"duban/campaign"
)

// owed is one debt in its place: the deliverable, the period, what is known of
// the debt, and the deadline that holds for this debtor.
type owed struct {
	deliverable
	p    campaign.Period
	debt campaign.Debt
	due  time.Time
}

// overdue tells whether the deadline has passed at.
func (o owed) overdue(at time.Time) bool { return at.After(o.due) }

// closed tells whether works are no longer taken at.
func (o owed) closed(at time.Time) bool {
	return o.Late == campaign.LateClose && o.overdue(at)
}

// min returns how many works settle the debt.
func (o owed) min() int { return max(o.Count.Min, 1) }

// open tells whether the debt is still owed.
func (o owed) open() bool { return o.debt.Open() }

// owedBy reads one debt.
func (t *turn) owedBy(d deliverable, p campaign.Period, debtor, unit string) (owed, error) {
	key := campaign.DebtKey{Deliverable: d.ID, Period: p.Key, Debtor: debtor}
	debt, err := t.q.Debt(t.ctx, key)
	if err != nil {
		return owed{}, fmt.Errorf("read debt %v: %w", key, err)
	}
	debt.DebtKey, debt.Unit = key, unit
	return t.placed(d, p, debt)
}

// placed puts a debt record in its place.
func (t *turn) placed(d deliverable, p campaign.Period, debt campaign.Debt) (owed, error) {
	due, err := t.due(d, p, debt)
	return owed{d, p, debt, due}, err
}

// due returns the deadline that holds: the debtor's own, else the one moved for
// everyone, else the plan's.
func (t *turn) due(d deliverable, p campaign.Period, debt campaign.Debt) (time.Time, error) {
	if !debt.Due.IsZero() {
		return debt.Due, nil
	}
	if !t.movedRead {
		var err error
		if t.moved, err = t.q.Deadlines(t.ctx); err != nil {
			return time.Time{}, fmt.Errorf("read moved deadlines: %w", err)
		}
		t.movedRead = true
	}
	for _, m := range t.moved {
		if m.Deliverable == d.ID && m.Period == p.Key {
			return m.Due, nil
		}
	}
	return p.Due, nil
}

// debtorOf returns the debtor of a deliverable that a work of the person counts
// for; ok is false where it counts for nobody.
func debtorOf(d deliverable, m campaign.Member) (debtor string, ok bool) {
	switch d.OwedBy {
	case campaign.OwedByMember:
		ok = m.Has(campaign.RoleMember)
	case campaign.OwedByUnit:
		ok = m.Has(campaign.RoleMember) || speaksForUnit(m)
	case campaign.OwedByOffice:
		ok = m.Has(campaign.RoleOffice)
	}
	return d.OwedBy.Debtor(m.UserID, m.Unit), ok
}

// target chooses the debt toward which a work of the author counts: that of the
// deliverable that it was named for, by id, else of those whose phase has begun the
// open one with the earliest deadline, else the latest; a closed one only where
// there is no other.
func (t *turn) target(kind string, author campaign.Member, day campaign.Date, named string) (best owed, found bool, err error) {
	for _, d := range t.byKind[kind] {
		debtor, ok := debtorOf(d, author)
		if !ok {
			continue
		}
		p, ok := d.periodOf(day)
		if !ok {
			continue
		}
		o, err := t.owedBy(d, p, debtor, author.Unit)
		if err != nil {
			return owed{}, false, err
		}
		if t.isNamed(o, named, day) {
			return o, true, nil
		}
		if !found || t.better(o, best, day) {
			best, found = o, true
		}
	}
	return best, found, nil
}

// better tells whether a is the likelier target of a work of day than b.
func (t *turn) better(a, b owed, day campaign.Date) bool {
	ra, rb := t.rank(a, day), t.rank(b, day)
	switch {
	case ra != rb:
		return ra < rb
	case ra == settled:
		return a.due.After(b.due)
	}
	return a.due.Before(b.due)
}

const (
	wanted   = iota // begun and open
	settled         // begun, but no longer owed
	upcoming        // not begun
	shut            // no longer taken
)

func (t *turn) rank(o owed, day campaign.Date) int {
	switch {
	case o.closed(t.in.At):
		return shut
	case !o.begun(day):
		return upcoming
	case o.open():
		return wanted
	}
	return settled
}

// settle writes a debt as its works make it after the given ones changed, and
// returns it. Works within the quota are no longer extra.
func (t *turn) settle(o owed, changed ...campaign.Submission) (campaign.Debt, error) {
	works, err := t.worksOf(o.debt)
	if err != nil {
		return campaign.Debt{}, err
	}
	works = slices.Clone(works)
	for _, w := range append(t.written(o.debt.DebtKey), changed...) {
		works = replace(works, w.Standing())
	}
	if err := t.promote(o, works, changed); err != nil {
		return campaign.Debt{}, err
	}
	d := o.debt.Settle(works, o.Count.Min, o.due)
	if d.Count > 0 {
		d.Nil = false
	}
	t.step.Debts = append(t.step.Debts, d)
	return d, nil
}

// written returns the known works of a debt as this message has changed them.
func (t *turn) written(key campaign.DebtKey) []campaign.Submission {
	var out []campaign.Submission
	for _, w := range t.step.Works {
		if w.Number != 0 && key == (campaign.DebtKey{Deliverable: w.Deliverable, Period: w.Period, Debtor: w.Debtor}) {
			out = append(out, w)
		}
	}
	return out
}

// worksOf reads the works of a debt that count or were returned, once for a
// message. The debt's record tells when there are none.
func (t *turn) worksOf(d campaign.Debt) ([]campaign.Standing, error) {
	key := d.DebtKey
	if d.Count == 0 && d.Returned == 0 {
		return nil, nil
	}
	if works, ok := t.works[key]; ok {
		return works, nil
	}
	works, err := t.q.WorksOf(t.ctx, key)
	if err != nil {
		return nil, fmt.Errorf("read the works of debt %v: %w", key, err)
	}
	if t.works == nil {
		t.works = map[campaign.DebtKey][]campaign.Standing{}
	}
	t.works[key] = works
	return works, nil
}

// replace puts a work in the place of what it was, a new one last.
func replace(works []campaign.Standing, w campaign.Standing) []campaign.Standing {
	for i := range works {
		if w.Number != 0 && works[i].Number == w.Number {
			works[i] = w
			return works
		}
	}
	return append(works, w)
}

// promote takes the mark of an extra work off those that are within the quota
// now that others were taken back. A work in changed is its newest state.
func (t *turn) promote(o owed, works []campaign.Standing, changed []campaign.Submission) error {
	if o.Count.Max == 0 {
		return nil
	}
	regular := 0
	for _, w := range works {
		if w.Status.Counts() && !w.Extra {
			regular++
		}
	}
	for _, w := range works {
		if regular >= o.Count.Max || w.Number == 0 || !w.Status.Counts() || !w.Extra {
			continue
		}
		regular++
		full, err := t.newest(w.Number, changed)
		if err != nil {
			return err
		}
		full.Extra = false
		t.put(full)
	}
	return nil
}

// newest returns a work as this message has made it so far.
func (t *turn) newest(number int64, changed []campaign.Submission) (campaign.Submission, error) {
	for _, works := range [][]campaign.Submission{changed, t.step.Works} {
		for _, w := range works {
			if w.Number == number {
				return w, nil
			}
		}
	}
	w, err := t.q.Submission(t.ctx, number)
	if err != nil {
		return w, fmt.Errorf("read work #%d of a debt: %w", number, err)
	}
	return w, nil
}

// counted returns how many works count toward a debt without one of them.
func (t *turn) counted(o owed, without int64) (int, error) {
	works, err := t.worksOf(o.debt)
	if err != nil {
		return 0, err
	}
	n := 0
	for _, w := range works {
		if w.Status.Counts() && w.Number != without {
			n++
		}
	}
	return n, nil
}
