package scheduler

import "duban/campaign"

// remind plans the messages of all people: reminders and recalls of events.
func (r *run) remind() error {
	if r.people == nil {
		return nil
	}
	r.own = r.ownRefs(r.due)
	up := r.escalate(r.due, r.own, r.lo, r.now, false)
	released := r.takeHeld(up)
	r.pile.expect(r.letters(up))
	for i := range r.people.list {
		m := &r.people.list[i]
		if m.Left {
			continue
		}
		l := letter{own: r.own[i], up: up[i], released: released[i]}
		if len(r.events) > 0 {
			l.recalls = r.recalls(m, r.fresh(m.UserID), r.events)
		}
		if l.own != 0 || len(l.up) > 0 {
			r.withinBudget(i, m, &l)
		}
		if err := r.post(m, l); err != nil {
			return err
		}
	}
	return nil
}

// letters returns how many people hear of debts.
func (r *run) letters(up map[int][]*told) int {
	n := 0
	for i, c := range r.own {
		if c != 0 || len(up[i]) > 0 {
			n++
		}
	}
	return n
}

// ownRefs returns the combo of everybody's own debts that are due.
func (r *run) ownRefs(due []*stage) []int32 {
	var all []*stage
	single := map[string][]*stage{}
	for _, s := range due {
		if s.debtors == nil {
			all = append(all, s)
		}
		for _, name := range s.debtors {
			single[name] = append(single[name], s)
		}
	}
	out := make([]int32, len(r.people.list))
	for i := range r.people.list {
		m := &r.people.list[i]
		if m.Left {
			continue
		}
		fresh := r.fresh(m.UserID)
		for _, s := range all {
			out[i] = r.ownRef(out[i], s, m, fresh)
		}
		if len(single) > 0 {
			for _, s := range r.singles(single, m) {
				out[i] = r.ownRef(out[i], s, m, fresh)
			}
		}
	}
	return out
}

// singles returns the stages of debts with their own deadline that concern m.
func (r *run) singles(single map[string][]*stage, m *campaign.Member) []*stage {
	var out []*stage
	for _, name := range []string{campaign.UserKey(m.UserID), m.Unit, campaign.OfficeDebtor} {
		for _, s := range single[name] {
			if r.people.debtor(s.OwedBy, m) == name {
				out = append(out, s)
			}
		}
	}
	return out
}

// ownRef adds the rung of the stage that the person is to be told now.
func (r *run) ownRef(c int32, s *stage, m *campaign.Member, fresh bool) int32 {
	switch s.OwedBy {
	case campaign.OwedByUnit:
		fresh = r.freshUnit(m.Unit)
	case campaign.OwedByOffice:
		fresh = false // the debt was there before the newcomer
	}
	ref := s.newest
	if fresh {
		ref = s.exact
	}
	if len(r.facts.Snoozes) > 0 {
		if until, ok := r.facts.Snoozes[campaign.UserKey(m.UserID)]; ok {
			ref = nil
			if rung, ok := within(s.snoozed(until), r.from(fresh || s.fresh), r.now); ok {
				ref = r.ref(s, rung)
			}
		}
	}
	if ref == nil {
		return c
	}
	debtor := r.people.debtor(s.OwedBy, m)
	if debtor == "" || !r.owes(s, debtor) {
		return c
	}
	if s.wasSent(debtor, ref.rung.Name, m.UserID) {
		r.hold(m.UserID, s.item(debtor, ref.rung.Name), HeldSent)
		return c
	}
	return r.combos.add(c, ref.id)
}
