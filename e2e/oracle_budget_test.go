package e2e

import (
	"slices"
	"strings"
	"time"

	"duban/campaign"
)

// The budget, rule 9, worked out once more: the last message of a week takes in
// what is still to come in it and is true already, or waits while something is to
// come that is true only later; what does not find room leaves when the next week
// begins, or when its deadline is a day off.

// tick returns everything that is to leave now, and remembers that it did.
func (o *oracle) tick(now time.Time) []told {
	now = now.In(o.plan.Zone)
	all := o.notes(now)
	var rest map[string][]foretold
	if o.limit > 0 {
		rest = o.restOfWeek(now, all)
		if o.stirs(now) {
			o.secondChance(now, all, rest)
		}
	}
	for who, n := range all {
		if len(n.debts) == 0 || o.limit == 0 {
			continue
		}
		week := who + mondayOf(now).Format(time.DateOnly)
		early, wait := o.early(rest[who], now)
		switch {
		case o.count[week]+1 < o.limit:
		case o.count[week]+1 > o.limit && !n.urgent, wait && !n.urgent:
			for t := range n.debts {
				o.held[t] = now
			}
			n.debts = nil
			continue
		default:
			for _, t := range early {
				n.debts[t] = true
			}
		}
		o.count[week]++
	}
	o.remember(now, all)
	var out []told
	for _, n := range all {
		for _, list := range []map[told]bool{n.debts, n.events} {
			for t := range list {
				t.At = now
				out = append(out, t)
			}
		}
	}
	return out
}

// secondChance adds what was held back and may leave now, where it is still owed
// and no newer rung of the debt has come up.
func (o *oracle) secondChance(now time.Time, all map[string]*note, rest map[string][]foretold) {
	until := mondayOf(now)
	if o.reopens(until).After(now) {
		until = until.AddDate(0, 0, -7)
	}
	held := map[string]bool{}
	for t := range o.held {
		held[t.To] = true
	}
	for _, m := range o.people {
		if m.Left || !held[m.UserID] {
			continue
		}
		_, wait := o.early(rest[m.UserID], now)
		last := !wait && o.count[m.UserID+mondayOf(now).Format(time.DateOnly)] < o.limit
		n := all[m.UserID]
		if n == nil {
			n = &note{debts: map[told]bool{}, events: map[told]bool{}}
		}
		o.release(n, m.UserID, now, func(since, due time.Time) bool {
			left := due.Sub(now)
			return since.Before(until) || last && !since.Before(mondayOf(now)) || left >= 0 && left <= 24*time.Hour
		})
		if len(n.debts) > 0 {
			all[m.UserID] = n
		}
	}
}

// release adds to what a person is told what was held back of his own debts where
// free allows, and then of others'.
func (o *oracle) release(n *note, who string, now time.Time, free func(since, due time.Time) bool) {
	add := func(k campaign.DebtKey, about, rung string, due time.Time, near bool) {
		t := told{To: who, Deliverable: k.Deliverable, Period: k.Period, Debtor: about, Rung: rung, Due: due.UTC()}
		if !near {
			due = time.Time{}
		}
		if since, held := o.held[t]; held && !o.sent[t] && free(since, due) {
			n.debts[t] = true
			left := due.Sub(now)
			n.urgent = n.urgent || left >= 0 && left <= 24*time.Hour
		}
	}
	o.look(func(d campaign.Placed, k campaign.DebtKey, _ string, m move, steps []step) {
		s, ok := newest(joined(steps), "", time.Time{}, now)
		if ok && slices.Contains(o.readers(d, k.Debtor), who) && !(d.Late == campaign.LateClose && now.After(m.due)) {
			add(k, k.Debtor, s.name, m.due, true)
		}
	})
	own := map[campaign.DebtKey]bool{}
	for t := range n.debts {
		if !strings.HasPrefix(t.Rung, "escalate:") {
			own[campaign.DebtKey{Deliverable: t.Deliverable, Period: t.Period, Debtor: t.Debtor}] = true
		}
	}
	o.look(func(d campaign.Placed, k campaign.DebtKey, unit string, m move, steps []step) {
		if !o.known[k] || o.heard[who][k] || own[k] || d.Late == campaign.LateClose && now.After(m.due) {
			return
		}
		up, readers := o.raised(d, steps, unit)
		for role, people := range readers {
			if s, ok := newest(joined(up), role, time.Time{}, now); ok && slices.Contains(people, who) {
				add(k, unit, s.name, m.due, false)
			}
		}
	})
}

// foretold is what a person is told at a later moment.
type foretold struct {
	*note
	at time.Time
}

// early returns what of the rest of a week can be told now, and whether there is
// something that is not true yet.
func (o *oracle) early(rest []foretold, now time.Time) (list []told, wait bool) {
	for _, later := range rest {
		if later.urgent {
			continue
		}
		for t := range later.debts {
			if strings.HasPrefix(t.Rung, "escalate:") || later.at.After(t.Due) && !now.After(t.Due) {
				wait = true
			} else {
				list = append(list, t)
			}
		}
	}
	return list, wait
}

// restOfWeek returns what people would be told later this week if nobody had a
// budget and nothing changed.
func (o *oracle) restOfWeek(now time.Time, all map[string]*note) map[string][]foretold {
	c := o.clone()
	c.limit, c.held = 0, nil
	c.remember(now, all)
	out := map[string][]foretold{}
	end := mondayOf(now).AddDate(0, 0, 7)
	for at, ok := c.next(now); ok && at.Before(end); at, ok = c.next(at) {
		notes := c.notes(at)
		for who, n := range notes {
			out[who] = append(out[who], foretold{n, at})
		}
		c.remember(at, notes)
	}
	return out
}

// stirs tells whether a debt has a rung, or a second chance, since the last tick:
// what was held back is looked at then and at no other time.
func (o *oracle) stirs(now time.Time) (yes bool) {
	take := func(at time.Time) { yes = yes || at.After(o.last) && !at.After(now) }
	o.stages(func(d campaign.Placed, m move, steps []step) {
		for _, s := range steps {
			if !(d.Late == campaign.LateClose && now.After(m.due)) {
				take(s.at)
			}
		}
	})
	o.second(o.last, take)
	return yes && len(o.held) > 0
}

// stages calls yield for every deadline that there is, whoever owes by it: of each
// period everyone's, and those of open debts with one of their own.
func (o *oracle) stages(yield func(d campaign.Placed, m move, steps []step)) {
	each := func(d campaign.Placed, m move) {
		yield(d, m, slices.DeleteFunc(slices.Clone(o.ladder(d, m.due)), func(s step) bool { return s.at.Before(m.since) }))
	}
	for _, d := range o.plan.Deliverables() {
		for _, p := range o.periods[d.ID] {
			each(d, o.deadline(campaign.DebtKey{Deliverable: d.ID, Period: p.Key}, p))
			for debtor := range o.debtors(d) {
				k := campaign.DebtKey{Deliverable: d.ID, Period: p.Key, Debtor: debtor}
				if m, own := o.own[k]; own && !o.done[k] {
					each(d, m)
				}
			}
		}
	}
}

// second gives the moments after t at which something held back may leave.
func (o *oracle) second(t time.Time, take func(time.Time)) {
	for _, week := range []time.Time{mondayOf(t.In(o.plan.Zone)), mondayOf(t.In(o.plan.Zone)).AddDate(0, 0, 7)} {
		take(o.reopens(week))
	}
	o.stages(func(d campaign.Placed, m move, steps []step) {
		if !slices.ContainsFunc(steps, func(s step) bool { return s.to == "" }) {
			return
		}
		near := m.due.In(o.plan.Zone).Add(-24 * time.Hour)
		usual := o.plan.Reminders[d.Policy].At
		for _, at := range []time.Time{o.clock(near, 0, usual), o.clock(near, 1, usual), o.clock(near, 1, o.plan.Hours.From)} {
			if !at.Before(near) && !at.After(m.due) {
				take(at)
				return
			}
		}
	})
}

// reopens returns when what earlier weeks held back may leave.
func (o *oracle) reopens(week time.Time) time.Time {
	first := campaign.Clock{Hour: 23, Minute: 59}
	for _, p := range o.plan.Reminders {
		if p.At.Minutes() < first.Minutes() {
			first = p.At
		}
	}
	for !o.workday(week) {
		week = week.AddDate(0, 0, 1)
	}
	return o.clock(week, 0, first)
}

// clock returns a time of day so many days later, within the hours.
func (o *oracle) clock(day time.Time, days int, c campaign.Clock) time.Time {
	minutes := min(max(c.Minutes(), o.plan.Hours.From.Minutes()), o.plan.Hours.To.Minutes())
	return time.Date(day.Year(), day.Month(), day.Day()+days, minutes/60, minutes%60, 0, 0, o.plan.Zone)
}

func mondayOf(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day()-(int(t.Weekday())+6)%7, 0, 0, 0, 0, t.Location())
}

// lined leaves of what a message says of one's own debt the rung nearest to the
// deadline: a rehearsal has one line for each debt.
func lined(list []told) []told {
	away := func(t told) int {
		n := 0
		for _, c := range t.Rung {
			if c >= '0' && c <= '9' {
				n = n*10 + int(c-'0')
			}
		}
		return n
	}
	own := func(t told) bool {
		return !strings.HasPrefix(t.Rung, "escalate:") && !strings.HasPrefix(t.Rung, "event:")
	}
	return slices.DeleteFunc(slices.Clone(list), func(t told) bool {
		return own(t) && slices.ContainsFunc(list, func(o told) bool {
			return own(o) && o.At.Equal(t.At) && o.To == t.To && o.Deliverable == t.Deliverable && o.Period == t.Period && o.Debtor == t.Debtor && away(o) < away(t)
		})
	})
}
