package scheduler

import (
	"slices"
	"time"

	"duban/campaign"
)

// told is one escalation as one person is told it: who of a unit still owes.
// Many share the list.
type told struct {
	*stage
	rung   campaign.Rung
	unit   string // the unit, OfficeDebtor for a debt of the office
	owing  []debtor
	except string // key of one of owing who is not named: the reader himself; "" for nobody
}

// escalate returns by person what he is told of others' debts by rungs in
// (lo, hi]: the newest of each stage and role or, for a look ahead, all.
func (r *run) escalate(stages []*stage, own []int32, lo, hi time.Time, ahead bool) map[int][]*told {
	out := map[int][]*told{}
	for _, s := range stages {
		lo := lo
		if s.fresh && !ahead {
			lo = r.from(true)
		}
		if _, ok := within(s.up, lo, hi); !ok {
			continue
		}
		owing := r.owingOf(s)
		for _, unit := range r.unitsOf(s) {
			if len(owing[unit]) == 0 {
				continue
			}
			for _, rung := range pick(s.escalations(r.people.profile(unit), r.people), lo, hi, ahead) {
				r.tell(out, own, s, rung, unit, owing[unit], ahead)
			}
		}
	}
	return out
}

// pick returns the rungs in (lo, hi], of each role only the newest unless all
// are asked for.
func pick(rungs []campaign.Rung, lo, hi time.Time, all bool) []campaign.Rung {
	var out []campaign.Rung
	for i := len(rungs) - 1; i >= 0; i-- {
		r := rungs[i]
		if !r.At.After(lo) || r.At.After(hi) {
			continue
		}
		if all || !slices.ContainsFunc(out, func(o campaign.Rung) bool { return o.To == r.To }) {
			out = append(out, r)
		}
	}
	return out
}

// tell adds an escalation to all who hold its role.
func (r *run) tell(out map[int][]*told, own []int32, s *stage, rung campaign.Rung, unit string, owing []debtor, ahead bool) {
	fresh := func(d debtor) bool { return r.freshDebtor(s, d) }
	if !ahead && !rung.At.Equal(r.now) && slices.ContainsFunc(owing, fresh) {
		owing = slices.DeleteFunc(slices.Clone(owing), fresh) // theirs begin with the next rung
	}
	all := &told{stage: s, rung: rung, unit: unit, owing: owing}
	for _, i := range r.people.with(rung.To, unit) {
		m := &r.people.list[i]
		if s.wasSent(unit, rung.Name, m.UserID) {
			if !ahead {
				r.hold(m.UserID, s.item(unit, rung.Name), HeldSent)
			}
			continue
		}
		t := all
		if name := r.people.concern(s.OwedBy, m, unit); name != "" && r.reminded(s, rung, m, name, own[i], ahead) {
			t = t.without(name)
		}
		if t.names() > 0 {
			out[i] = append(out[i], t)
		} else if !ahead {
			r.hold(m.UserID, s.item(unit, rung.Name), HeldReminded)
		}
	}
}

// without returns the escalation without one debtor.
func (t *told) without(key string) *told {
	if !slices.ContainsFunc(t.owing, func(d debtor) bool { return d.key == key }) {
		return t
	}
	kept := *t
	kept.except = key
	return &kept
}

// names returns how many debtors the escalation names.
func (t *told) names() int {
	if t.except != "" {
		return len(t.owing) - 1
	}
	return len(t.owing)
}

// plain returns the escalations with nobody in their lists who is not named.
func plain(up []*told) []*told {
	out := make([]*told, len(up))
	for i, t := range up {
		if out[i] = t; t.except == "" {
			continue
		}
		named := *t
		if named.except = ""; i > 0 && sameList(t, up[i-1]) {
			named.owing = out[i-1].owing
		} else {
			named.owing = slices.DeleteFunc(slices.Clone(t.owing), func(d debtor) bool { return d.key == t.except })
		}
		out[i] = &named
	}
	return out
}

// sameList tells whether two escalations name the same people because they share
// their list.
func sameList(a, b *told) bool {
	return a.except == b.except && len(a.owing) == len(b.owing) && &a.owing[0] == &b.owing[0]
}

// reminded tells whether the person is himself reminded of the debt, now or
// before; of a look ahead, whether he will have been.
func (r *run) reminded(s *stage, rung campaign.Rung, m *campaign.Member, name string, own int32, ahead bool) bool {
	if s.reminded(name, m.UserID) {
		return true
	}
	if r.people.debtor(s.OwedBy, m) != name {
		return false
	}
	return slices.ContainsFunc(r.combos.list(own), func(id int32) bool { return r.refs[id].stage == s }) ||
		ahead && slices.ContainsFunc(s.own, func(o campaign.Rung) bool { return o.At.After(r.now) && !o.At.After(rung.At) })
}

func (r *run) freshDebtor(s *stage, d debtor) bool {
	switch s.OwedBy {
	case campaign.OwedByMember:
		return r.fresh(d.key)
	case campaign.OwedByUnit:
		return r.freshUnit(d.key)
	}
	return false
}

// unitsOf returns the names under which the stage's open debts are grouped.
func (r *run) unitsOf(s *stage) []string {
	if s.OwedBy == campaign.OwedByOffice {
		return []string{campaign.OfficeDebtor}
	}
	units := r.facts.Roster.Units()
	out := make([]string, len(units))
	for i, u := range units {
		out[i] = u.Name
	}
	return out
}

// owingOf returns the open debts of the stage by unit.
func (r *run) owingOf(s *stage) map[string][]debtor {
	if s.owing != nil {
		return s.owing
	}
	if s.OwedBy == campaign.OwedByMember && s.debtors == nil {
		s.owing = r.membersOwing(s)
		return s.owing
	}
	s.owing = map[string][]debtor{}
	add := func(unit, key, name string) {
		if r.owes(s, key) {
			s.owing[unit] = append(s.owing[unit], debtor{key, name})
		}
	}
	switch {
	case s.OwedBy == campaign.OwedByOffice:
		add(campaign.OfficeDebtor, campaign.OfficeDebtor, "")
	case s.OwedBy == campaign.OwedByUnit:
		for _, u := range r.facts.Roster.Units() {
			add(u.Name, u.Name, u.Name)
		}
	default:
		for _, name := range s.debtors {
			if m, ok := r.facts.Roster.Member(name); ok && !m.Left && m.Has(campaign.RoleMember) {
				add(m.Unit, name, m.Name)
			}
		}
	}
	return s.owing
}

// membersOwing returns the members who owe, by unit. A unit in which all do
// shares its list with the other stages.
func (r *run) membersOwing(s *stage) map[string][]debtor {
	if r.members == nil {
		r.members = map[string][]debtor{}
		for _, u := range r.facts.Roster.Units() {
			r.members[u.Name] = make([]debtor, 0, u.Members)
		}
		for i := range r.people.list {
			if m := &r.people.list[i]; !m.Left && m.Has(campaign.RoleMember) {
				r.members[m.Unit] = append(r.members[m.Unit], debtor{campaign.UserKey(m.UserID), m.Name})
			}
		}
	}
	if len(r.closed[s.ID]) == 0 {
		return r.members
	}
	out := make(map[string][]debtor, len(r.members))
	var open []debtor
	for unit, all := range r.members {
		open = open[:0]
		for _, d := range all {
			if r.owes(s, d.key) {
				open = append(open, d)
			}
		}
		if out[unit] = all; len(open) < len(all) {
			out[unit] = slices.Clone(open)
		}
	}
	return out
}
