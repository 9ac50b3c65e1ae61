package scheduler

import (
	"slices"
	"strings"
	"time"

	"duban/campaign"
)

// urgent is how near a deadline has to be for its message never to be withheld.
const urgent = 24 * time.Hour

// withinBudget sets the letter's moment, that of its newest rung or now where that
// is past, and fits it into the person's week: the messages up to the last but one
// leave as they are, the last takes in what is still to come this week, and what
// lies beyond is held. A message with a deadline near enough always leaves.
//
// Nothing is told before it is true, so that an escalation, or a debt as overdue,
// is not taken in: the last message waits for them.
func (r *run) withinBudget(i int, m *campaign.Member, l *letter) {
	l.rung = r.newestRung(*l)
	if l.at = l.rung; l.released || l.at.Before(r.weekEnd.AddDate(0, 0, -7)) {
		l.at = r.now // it belongs to this week's budget
	}
	limit := r.plan.Burden.PerWeek
	n := r.counts[campaign.UserKey(m.UserID)] + 1
	if limit == 0 || n < limit {
		return
	}
	near := r.urgent(*l, r.now)
	if n > limit && !near {
		r.withhold(m, l)
		return
	}
	early, untrue := r.restOfWeek(i, m)
	if untrue && !near {
		r.withhold(m, l)
		return
	}
	for _, id := range early {
		if !slices.Contains(r.combos.list(l.own), id) {
			l.own = r.combos.add(l.own, id)
		}
	}
}

// restOfWeek returns what a message that leaves now can take in of what is still
// to come this week, and whether there is something that is not true yet.
func (r *run) restOfWeek(i int, m *campaign.Member) (early []int32, untrue bool) {
	for _, next := range r.lettersAhead(i, m) {
		if r.urgent(next, next.at) {
			continue
		}
		untrue = untrue || len(next.up) > 0
		for _, id := range r.combos.list(next.own) {
			switch ref := r.refs[id]; {
			case ref.rung.At.After(ref.due) && !r.now.After(ref.due):
				untrue = true
			case !slices.Contains(early, id):
				early = append(early, id)
			}
		}
	}
	return early, untrue
}

// newestRung returns the moment of a letter's newest rung.
func (r *run) newestRung(l letter) time.Time {
	var at time.Time
	for _, id := range r.combos.list(l.own) {
		at = later(at, r.refs[id].rung.At)
	}
	for _, t := range l.up {
		at = later(at, t.rung.At)
	}
	return at
}

// urgent tells whether a letter that leaves at a moment is about a deadline near
// enough.
func (r *run) urgent(l letter, at time.Time) bool {
	for _, id := range r.combos.list(l.own) {
		if left := r.refs[id].due.Sub(at); left >= 0 && left <= urgent {
			return true
		}
	}
	return false
}

// withhold takes the reminders out of a letter.
func (r *run) withhold(m *campaign.Member, l *letter) {
	for _, id := range r.combos.list(l.own) {
		s := r.refs[id].stage
		i := s.item(r.people.debtor(s.OwedBy, m), r.refs[id].rung.Name)
		r.hold(m.UserID, i, HeldBudget)
		r.out.Marks[markHeld+campaign.ItemKey(i, m.UserID)] = r.now
	}
	for _, t := range l.up {
		i := t.item(t.unit, t.rung.Name)
		r.hold(m.UserID, i, HeldBudget)
		r.out.Marks[markHeld+campaign.ItemKey(i, m.UserID)] = r.now
	}
	l.own, l.up, l.at, l.rung = 0, nil, time.Time{}, time.Time{}
}

// resumes returns the moment at which what earlier weeks held back may leave: on
// the first workday of a week, when its first reminders do.
func (p *Planner) resumes(week campaign.Date) time.Time {
	first := campaign.Clock{Hour: 23, Minute: 59}
	for _, policy := range p.plan.Reminders {
		if policy.At.Minutes() < first.Minutes() {
			first = policy.At
		}
	}
	return p.plan.Hours.Clamp(p.cal.Forward(week).At(first, p.plan.Zone))
}

// lastCall returns the moment from which the stage's deadline is near enough for
// what was held back to leave all the same: the first that its reminders leave at,
// else the first of the hours; the zero time where there is none.
func (p *Planner) lastCall(s *stage) time.Time {
	near := s.due.Add(-urgent)
	day := campaign.DateOf(near)
	at := func(d campaign.Date, c campaign.Clock) time.Time { return p.plan.Hours.Clamp(d.At(c, p.plan.Zone)) }
	usual := p.plan.Reminders[s.Policy].At
	for _, at := range []time.Time{at(day, usual), at(day.AddDays(1), usual), at(day.AddDays(1), p.plan.Hours.From)} {
		if len(s.own) > 0 && !at.Before(near) && !at.After(s.due) {
			return at
		}
	}
	return time.Time{}
}

// releases tells whether what was held back may leave now.
func (r *run) releases() bool {
	if !r.facts.mayHold(r.plan) {
		return false
	}
	due := func(at time.Time) bool { return at.After(r.lo) && !at.After(r.now) }
	this := monday(campaign.DateOf(r.now))
	return due(r.resumes(this)) || due(r.resumes(this.AddDays(-7))) ||
		slices.ContainsFunc(r.all, func(s *stage) bool { return due(r.lastCall(s)) })
}

// mayHold tells whether a budget may have held something back.
func (f Facts) mayHold(plan *campaign.Plan) bool {
	if plan.Burden.PerWeek == 0 {
		return false
	}
	for mark := range f.Marks {
		if strings.HasPrefix(mark, markHeld) {
			return true
		}
	}
	return f.Marks == nil // unknown
}

// findHeld finds what was held back, and the stages that it may be about.
func (r *run) findHeld() []*stage {
	about := map[string]bool{}
	for mark, at := range r.facts.Marks {
		key, ok := strings.CutPrefix(mark, markHeld)
		if !ok {
			continue
		}
		if r.held == nil {
			r.held, r.holders = map[string]time.Time{}, map[string]bool{}
		}
		deliverable, _, _ := strings.Cut(key, "|")
		r.held[key], r.holders[key[strings.LastIndexByte(key, '|')+1:]], about[deliverable] = at, true, true
	}
	for _, s := range r.all {
		if about[s.ID] {
			r.heldBack = append(r.heldBack, s)
		}
	}
	return r.heldBack
}

// takeHeld puts into what people are told now what was held back in an earlier
// week, what is about a deadline that is near enough and, where it waited for the
// last message of this week, what that brings: where the debt is still open and it
// is still its newest rung.
func (r *run) takeHeld(up map[int][]*told) (released map[int]bool) {
	if len(r.heldBack) == 0 {
		return nil
	}
	released = map[int]bool{}
	// what was held back since, for whom: of this week where its last message leaves
	// now, and of earlier ones
	this := r.weekEnd.AddDate(0, 0, -7)
	open := this
	if r.resumes(monday(campaign.DateOf(r.now))).After(r.now) {
		open = this.AddDate(0, 0, -7) // that of the last week has to wait a little
	}
	last := map[int]bool{}
	free := func(i int, since time.Time) bool { return !since.After(open) || last[i] && since.After(this) }
	var takers []int
	for i := range r.people.list {
		m := &r.people.list[i]
		who := campaign.UserKey(m.UserID)
		if m.Left || !r.holders[who] {
			continue
		}
		takers = append(takers, i)
		if r.counts[who] < r.plan.Burden.PerWeek {
			_, untrue := r.restOfWeek(i, m)
			last[i] = !untrue
		}
	}
	for _, i := range takers {
		was := r.own[i]
		r.takeHeldOwn(i, &r.people.list[i], free)
		released[i] = r.own[i] != was
	}
	news := len(r.out.Held)
	newest := r.escalate(r.heldBack, r.own, time.Time{}, r.now, false)
	r.out.Held = r.out.Held[:news] // whom these rungs pass over was told when they stood
	for _, i := range takers {
		for _, t := range newest[i] {
			since, held := r.held[campaign.ItemKey(t.item(t.unit, t.rung.Name), r.people.list[i].UserID)]
			if held && free(i, since) {
				up[i], released[i] = append(up[i], t), true
			}
		}
	}
	return released
}

func (r *run) takeHeldOwn(i int, m *campaign.Member, free func(int, time.Time) bool) {
	if r.facts.Snoozes[campaign.UserKey(m.UserID)].After(r.now) {
		return
	}
	for _, s := range r.heldBack {
		rung, ok := within(s.own, time.Time{}, r.now)
		debtor := r.people.debtor(s.OwedBy, m)
		if !ok || debtor == "" || s.Late == campaign.LateClose && r.now.After(s.due) {
			continue
		}
		since, held := r.held[campaign.ItemKey(s.item(debtor, rung.Name), m.UserID)]
		left := s.due.Sub(r.now)
		if near := left >= 0 && left <= urgent; !held || !near && !free(i, since) {
			continue
		}
		if !r.owes(s, debtor) || s.wasSent(debtor, rung.Name, m.UserID) {
			continue
		}
		if id := r.ref(s, rung).id; !slices.Contains(r.combos.list(r.own[i]), id) {
			r.own[i] = r.combos.add(r.own[i], id)
		}
	}
}

// lettersAhead returns what the person would be told later this week, as things
// stand now, the earliest first.
func (r *run) lettersAhead(i int, m *campaign.Member) []letter {
	var out []letter
	at := func(t time.Time) *letter {
		for k := range out {
			if out[k].at.Equal(t) {
				return &out[k]
			}
		}
		out = append(out, letter{at: t})
		return &out[len(out)-1]
	}
	until, snoozing := r.facts.Snoozes[campaign.UserKey(m.UserID)]
	for _, s := range r.ahead {
		debtor := r.people.debtor(s.OwedBy, m)
		if debtor == "" || !r.owes(s, debtor) {
			continue
		}
		rungs := s.own
		if snoozing {
			rungs = s.snoozed(until)
		}
		for _, rung := range rungs {
			if rung.At.After(r.now) && !rung.At.After(r.weekEnd) && !s.wasSent(debtor, rung.Name, m.UserID) {
				l := at(rung.At)
				l.own = r.combos.add(l.own, r.ref(s, rung).id)
			}
		}
	}
	if r.aheadUp == nil {
		r.aheadUp = r.escalate(r.ahead, r.own, r.now, r.weekEnd, true)
	}
	for _, t := range r.aheadUp[i] {
		l := at(t.rung.At)
		l.up = append(l.up, t)
	}
	slices.SortStableFunc(out, func(a, b letter) int { return a.at.Compare(b.at) })
	return out
}
