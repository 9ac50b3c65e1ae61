package scheduler

import (
	"slices"
	"time"

	"duban/campaign"
)

// letter is what one person is told at one moment.
type letter struct {
	at      time.Time // when it leaves
	rung    time.Time // of its newest rung; names it, whoever plans it and when
	own     int32     // combo of the refs of his own debts
	up      []*told
	recalls []*recall
}

// told is one escalation as one person is told it: who of a unit still owes.
type told struct {
	*stage
	rung  campaign.Rung
	unit  string // the unit, OfficeDebtor for a debt of the office
	owing []debtor
}

// remind plans the messages of all people: reminders and recalls of events.
func (r *run) remind(due []*stage, events []*recall) {
	if r.people == nil {
		return
	}
	r.own = r.ownRefs(due)
	up := r.escalate(due, r.own, r.lo, r.now, false)
	r.takeHeld(up)
	letters := len(up)
	for _, c := range r.own {
		if c != 0 {
			letters++
		}
	}
	r.out.Deliveries = make([]campaign.Delivery, 0, letters)
	for i := range r.people.list {
		m := &r.people.list[i]
		if m.Left {
			continue
		}
		l := letter{own: r.own[i], up: up[i]}
		if len(events) > 0 {
			l.recalls = r.recalls(m, r.fresh(m.UserID), events)
		}
		if l.own != 0 || len(l.up) > 0 {
			r.withinBudget(i, m, &l)
		}
		r.post(m, l)
	}
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
	all := &told{s, rung, unit, owing}
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
		if len(t.owing) > 0 {
			out[i] = append(out[i], t)
		} else if !ahead {
			r.hold(m.UserID, s.item(unit, rung.Name), HeldReminded)
		}
	}
}

// without returns the escalation without one debtor.
func (t *told) without(key string) *told {
	kept := slices.DeleteFunc(slices.Clone(t.owing), func(d debtor) bool { return d.key == key })
	if len(kept) == len(t.owing) {
		return t
	}
	return &told{t.stage, t.rung, t.unit, kept}
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
	s.owing = map[string][]debtor{}
	if s.OwedBy == campaign.OwedByMember && s.debtors == nil {
		for _, u := range r.facts.Roster.Units() {
			s.owing[u.Name] = make([]debtor, 0, u.Members)
		}
	}
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
	case s.debtors != nil:
		for _, name := range s.debtors {
			if m, ok := r.facts.Roster.Member(name); ok && !m.Left && m.Has(campaign.RoleMember) {
				add(m.Unit, name, m.Name)
			}
		}
	default:
		for i := range r.people.list {
			if m := &r.people.list[i]; !m.Left && m.Has(campaign.RoleMember) {
				add(m.Unit, campaign.UserKey(m.UserID), m.Name)
			}
		}
	}
	return s.owing
}

// post turns a letter into a delivery.
func (r *run) post(m *campaign.Member, l letter) {
	refs := r.combos.list(l.own)
	if len(refs)+len(l.up)+len(l.recalls) == 0 {
		return
	}
	d := campaign.Delivery{Channel: campaign.ChannelApp, Purpose: campaign.PurposeReminder, To: m.UserID, State: campaign.DeliveryPlanned}
	if len(refs)+len(l.up) == 0 {
		d.Purpose = campaign.PurposeEvent
	}
	d.At = l.at
	d.Items = make([]campaign.Item, 0, len(refs)+len(l.up)+len(l.recalls))
	for _, id := range refs {
		s := r.refs[id].stage
		d.Items = append(d.Items, s.item(r.people.debtor(s.OwedBy, m), r.refs[id].rung.Name))
	}
	for _, t := range l.up {
		if i := t.item(t.unit, t.rung.Name); !slices.Contains(d.Items, i) {
			d.Items = append(d.Items, i)
		}
	}
	for _, e := range l.recalls {
		d.Items = append(d.Items, e.item())
		d.At, l.rung = later(d.At, e.rung.At), later(l.rung, e.rung.At)
	}
	d.Key = string(d.Purpose) + "|" + l.rung.UTC().Format(time.RFC3339) + "|" + string(d.Channel) + "|" + campaign.UserKey(m.UserID)
	d.Text = r.textOf(l)
	r.out.Deliveries = append(r.out.Deliveries, d)
}

// textOf renders a letter; people with the same debts share one text.
func (r *run) textOf(l letter) string {
	shared := len(l.up)+len(l.recalls) == 0
	if text, ok := r.texts[l.own]; ok && shared {
		return text
	}
	var c content
	for _, id := range r.combos.list(l.own) {
		if s := r.refs[id].stage; !slices.Contains(c.own, s) {
			c.own = append(c.own, s)
		}
	}
	c.up = l.up
	for _, e := range l.recalls {
		c.events = append(c.events, e.Event)
	}
	text := r.render(c, r.now)
	if shared {
		r.texts[l.own] = text
	}
	return text
}
