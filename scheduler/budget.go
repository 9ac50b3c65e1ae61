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
// belongs to a week that has passed, and fits it into the person's week: the
// messages up to the last but one leave as they are, the last takes in what is
// still to come this week, and what lies beyond is held. A message with a
// deadline near enough always leaves.
func (r *run) withinBudget(i int, m *campaign.Member, l *letter) {
	l.rung = r.newestRung(*l)
	if l.at = l.rung; l.at.Before(r.weekEnd.AddDate(0, 0, -7)) {
		l.at = r.now // it belongs to this week's budget
	}
	limit := r.plan.Burden.PerWeek
	if limit == 0 {
		return
	}
	n := r.counts[campaign.UserKey(m.UserID)] + 1
	if n < limit {
		return
	}
	if n > limit && !r.urgent(*l, r.now) {
		r.withhold(m, l)
		return
	}
	for _, next := range r.lettersAhead(i, m) {
		if r.urgent(next, next.at) {
			continue
		}
		for _, id := range r.combos.list(next.own) {
			if !slices.Contains(r.combos.list(l.own), id) {
				l.own = r.combos.add(l.own, id)
			}
		}
		l.up = append(slices.Clip(l.up), next.up...)
	}
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

// findHeld finds what was held back in a week that has passed, and the stages
// that it may be about.
func (r *run) findHeld() []*stage {
	week := r.weekEnd.AddDate(0, 0, -7)
	about := map[string]bool{}
	for mark, at := range r.facts.Marks {
		key, ok := strings.CutPrefix(mark, markHeld)
		if !ok || at.After(week) {
			continue
		}
		if r.held == nil {
			r.held, r.holders = map[string]bool{}, map[string]bool{}
		}
		deliverable, _, _ := strings.Cut(key, "|")
		r.held[key], r.holders[key[strings.LastIndexByte(key, '|')+1:]], about[deliverable] = true, true, true
	}
	for _, s := range r.all {
		if about[s.ID] {
			r.heldBack = append(r.heldBack, s)
		}
	}
	return r.heldBack
}

// takeHeld puts a rung that was held back into the person's first message of a
// later week, where the debt is still open and it is still its newest rung.
func (r *run) takeHeld(up map[int][]*told) {
	if len(r.heldBack) == 0 {
		return
	}
	var takers []int
	for i := range r.people.list {
		m := &r.people.list[i]
		who := campaign.UserKey(m.UserID)
		if r.holders[who] && r.counts[who] == 0 && !m.Left && (r.own[i] != 0 || len(up[i]) > 0) {
			takers = append(takers, i)
		}
	}
	for _, i := range takers {
		r.takeHeldOwn(i, &r.people.list[i])
	}
	r.takeHeldUp(takers, up)
}

func (r *run) takeHeldOwn(i int, m *campaign.Member) {
	if r.facts.Snoozes[campaign.UserKey(m.UserID)].After(r.now) {
		return
	}
	for _, s := range r.heldBack {
		rung, ok := within(s.own, time.Time{}, r.now)
		debtor := r.people.debtor(s.OwedBy, m)
		if !ok || debtor == "" || s.Late == campaign.LateClose && r.now.After(s.due) {
			continue
		}
		if !r.held[campaign.ItemKey(s.item(debtor, rung.Name), m.UserID)] || !r.owes(s, debtor) || s.wasSent(debtor, rung.Name, m.UserID) {
			continue
		}
		if id := r.ref(s, rung).id; !slices.Contains(r.combos.list(r.own[i]), id) {
			r.own[i] = r.combos.add(r.own[i], id)
		}
	}
}

func (r *run) takeHeldUp(takers []int, up map[int][]*told) {
	if len(takers) == 0 {
		return
	}
	news := len(r.out.Held)
	newest := r.escalate(r.heldBack, r.own, time.Time{}, r.now, false)
	r.out.Held = r.out.Held[:news] // whom these rungs pass over was told when they stood
	for _, i := range takers {
		for _, t := range newest[i] {
			if r.held[campaign.ItemKey(t.item(t.unit, t.rung.Name), r.people.list[i].UserID)] {
				up[i] = append(up[i], t)
			}
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
