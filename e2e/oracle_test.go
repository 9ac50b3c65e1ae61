package e2e

import (
	"encoding/csv"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"duban/campaign"
)

// oracle says who is to be told what and when, from the sentences of "When a
// reminder leaves" alone. It is slow and plain on purpose and shares nothing
// with the planner but the campaign file and the roster: days, ladders,
// audiences and budgets are worked out once more.
type oracle struct {
	plan    *campaign.Plan
	days    map[string]string // day to "off" or "work"; nil: every day is a workday
	people  []campaign.Member
	done    map[campaign.DebtKey]bool            // settled, excused, reported as nil
	own     map[campaign.DebtKey]move            // a debtor's own deadline
	moved   map[campaign.DebtKey]move            // everyone's: a key without debtor
	last    time.Time                            // the last tick
	known   map[any]bool                         // debts, people and events of earlier ticks
	sent    map[told]bool                        // with a zero At
	heard   map[string]map[campaign.DebtKey]bool // own debts of which a person was reminded
	count   map[string]int                       // messages by person and Monday
	held    map[told]time.Time                   // what the budget held back, and when
	limit   int                                  // messages a week; 0 for none
	periods map[string][]campaign.Period         // of each deliverable
	ladders map[rungsOf][]step                   // worked out so far
}

// rungsOf names a ladder: that of a deliverable with a deadline.
type rungsOf struct {
	deliverable string
	due         int64
}

// move is a deadline in place of the plan's, and when it was given.
type move struct{ due, since time.Time }

// told is one reason of one message.
type told struct {
	At                                time.Time
	To                                string
	Deliverable, Period, Debtor, Rung string
	Due                               time.Time
}

// step is one rung: whom it tells ("" the debtor), how many days from the
// deadline it stands, and when it leaves.
type step struct {
	name string
	to   campaign.Role
	away int
	at   time.Time
	day  string
}

func newOracle(tb testing.TB, plan *campaign.Plan, people []campaign.Member) *oracle {
	o := &oracle{
		plan: plan, people: slices.Clone(people), limit: plan.Burden.PerWeek,
		done: map[campaign.DebtKey]bool{}, own: map[campaign.DebtKey]move{}, moved: map[campaign.DebtKey]move{},
		known: map[any]bool{}, sent: map[told]bool{}, heard: map[string]map[campaign.DebtKey]bool{}, count: map[string]int{}, held: map[told]time.Time{},
		periods: map[string][]campaign.Period{}, ladders: map[rungsOf][]step{},
	}
	if plan.Calendar != "none" {
		o.days = holidayTable(tb)
	}
	for _, d := range plan.Deliverables() {
		o.periods[d.ID] = o.periodsOf(d)
	}
	return o
}

// holidayTable reads the table itself.
func holidayTable(tb testing.TB) map[string]string {
	tb.Helper()
	f, err := os.Open("../configs/holidays/cn.csv")
	if err != nil {
		tb.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		tb.Fatal(err)
	}
	days := map[string]string{}
	for _, row := range rows[1:] {
		days[row[0]] = row[1]
	}
	return days
}

// clone returns a copy that may go its own way.
func (o *oracle) clone() *oracle {
	c := *o
	c.people = slices.Clone(o.people)
	c.done, c.own, c.moved = maps.Clone(o.done), maps.Clone(o.own), maps.Clone(o.moved)
	c.known, c.sent, c.count, c.held = maps.Clone(o.known), maps.Clone(o.sent), maps.Clone(o.count), maps.Clone(o.held)
	c.heard = map[string]map[campaign.DebtKey]bool{}
	for who, debts := range o.heard {
		c.heard[who] = maps.Clone(debts)
	}
	return &c
}

// periodsOf returns the spans of a deliverable: one, or one for each month or
// quarter whose due day lies within the phase.
func (o *oracle) periodsOf(d campaign.Placed) []campaign.Period {
	if d.Every == campaign.Once {
		return []campaign.Period{{Due: d.Due}}
	}
	var out []campaign.Period
	for year := d.Phase.From.Year; year <= d.Phase.To.Year; year++ {
		for month := 1; month <= 12; month++ {
			key := time.Date(year, time.Month(month), 1, 0, 0, 0, 0, o.plan.Zone).Format("2006-01")
			if d.Every == campaign.EveryQuarter {
				if month%3 != 0 {
					continue
				}
				key = key[:5] + []string{"Q1", "Q2", "Q3", "Q4"}[month/3-1]
			}
			end := time.Date(year, time.Month(month+1), 0, 0, 0, 0, 0, o.plan.Zone).Day()
			n := d.DueDay
			if n == campaign.LastDay || n > end {
				n = end
			}
			due := time.Date(year, time.Month(month), n, d.DueClock.Hour, d.DueClock.Minute, 0, 0, o.plan.Zone)
			if day := due.Format(time.DateOnly); day >= d.Phase.From.String() && day <= d.Phase.To.String() {
				out = append(out, campaign.Period{Key: key, Due: due})
			}
		}
	}
	return out
}

func (o *oracle) workday(day time.Time) bool {
	if o.plan.Calendar == "none" {
		return true
	}
	switch o.days[day.Format(time.DateOnly)] {
	case "work":
		return true
	case "off":
		return false
	}
	return day.Weekday() != time.Saturday && day.Weekday() != time.Sunday
}

// ladder returns the rungs of a deadline, rules 1 and 2.
func (o *oracle) ladder(d campaign.Placed, due time.Time) []step {
	policy, ok := o.plan.Reminders[d.Policy]
	if !ok {
		return nil
	}
	key := rungsOf{d.ID, due.Unix()}
	if out, ok := o.ladders[key]; ok {
		return out
	}
	due = due.In(o.plan.Zone)
	var out []step
	add := func(name string, to campaign.Role, days, direction int) {
		day := time.Date(due.Year(), due.Month(), due.Day()+days, 0, 0, 0, 0, o.plan.Zone)
		for !o.workday(day) {
			day = day.AddDate(0, 0, direction)
		}
		minutes := min(max(policy.At.Minutes(), o.plan.Hours.From.Minutes()), o.plan.Hours.To.Minutes())
		at := day.Add(time.Duration(minutes) * time.Minute)
		if d.Late == campaign.LateClose && at.After(due) {
			return
		}
		out = append(out, step{name, to, max(days, -days), at, at.Format(time.DateOnly)})
	}
	for _, b := range policy.Before {
		add("before:"+b.Text, "", -b.Days, -1)
	}
	if policy.OnDay {
		add("on_day", "", 0, -1)
	}
	for _, v := range policy.Overdue {
		add("overdue:"+v.Text, "", v.Days, 1)
	}
	for _, e := range policy.Escalate {
		add("escalate:"+string(e.To), e.To, e.After.Days, 1)
	}
	o.ladders[key] = out
	return out
}

// joined leaves of the rungs to one role on one day the one nearest to the
// deadline, rule 3.
func joined(steps []step) []step {
	var out []step
	for i, s := range steps {
		nearer := func(j int, o step) bool {
			return o.to == s.to && o.day == s.day && (o.away < s.away || o.away == s.away && j < i)
		}
		beaten := false
		for j, other := range steps {
			beaten = beaten || nearer(j, other)
		}
		if !beaten {
			out = append(out, s)
		}
	}
	return out
}

// with returns the people of a unit with a role; unit "" is anywhere.
func (o *oracle) with(role campaign.Role, unit string) []string {
	var out []string
	for _, m := range o.people {
		if !m.Left && (unit == "" || m.Unit == unit) && slices.Contains(m.Roles, role) {
			out = append(out, m.UserID)
		}
	}
	return out
}

// debtors returns who owes a deliverable, each with the unit he is counted in.
func (o *oracle) debtors(d campaign.Placed) map[string]string {
	out := map[string]string{}
	for _, m := range o.people {
		if m.Left {
			continue
		}
		switch d.OwedBy {
		case campaign.OwedByMember:
			if slices.Contains(m.Roles, campaign.RoleMember) {
				out[strings.ToLower(m.UserID)] = m.Unit
			}
		case campaign.OwedByUnit:
			for _, r := range m.Roles {
				if r == campaign.RoleMember || r == campaign.RoleLiaison || r == campaign.RoleHead {
					out[m.Unit] = m.Unit
				}
			}
		case campaign.OwedByOffice:
			out[campaign.OfficeDebtor] = campaign.OfficeDebtor
		}
	}
	return out
}

// readers returns who is reminded of a debt as of his own, rule 4.
func (o *oracle) readers(d campaign.Placed, debtor string) []string {
	switch d.OwedBy {
	case campaign.OwedByMember:
		for _, m := range o.people {
			if strings.ToLower(m.UserID) == debtor {
				return []string{m.UserID}
			}
		}
	case campaign.OwedByUnit:
		if liaisons := o.with(campaign.RoleLiaison, debtor); len(liaisons) > 0 {
			return liaisons
		}
		return o.with(campaign.RoleHead, debtor)
	case campaign.OwedByOffice:
		return o.with(campaign.RoleOffice, "")
	}
	return nil
}

// climbed returns the role that an escalation reaches, and who holds it: the
// next one up where the unit lacks the role, rule 6.
func (o *oracle) climbed(d campaign.Placed, to campaign.Role, unit string) (campaign.Role, []string) {
	ladder := []campaign.Role{campaign.RoleLiaison, campaign.RoleHead, campaign.RoleOffice, campaign.RoleLeader}
	at := slices.Index(ladder, to)
	if at < 0 || d.OwedBy == campaign.OwedByOffice && to != campaign.RoleLeader {
		return "", nil
	}
	for _, role := range ladder[at:] {
		where := unit
		if role == campaign.RoleOffice || role == campaign.RoleLeader {
			where = ""
		}
		if people := o.with(role, where); len(people) > 0 {
			return role, people
		}
	}
	return "", nil
}

// raised returns the escalations among the steps, each at the role that it
// reaches, and who holds the roles.
func (o *oracle) raised(d campaign.Placed, steps []step, unit string) (up []step, readers map[campaign.Role][]string) {
	readers = map[campaign.Role][]string{}
	for _, s := range steps {
		if s.to == "" {
			continue
		}
		if role, people := o.climbed(d, s.to, unit); role != "" {
			s.to, readers[role] = role, people
			up = append(up, s)
		}
	}
	return up, readers
}

// deadline returns when a debt is due and from when on its rungs count.
func (o *oracle) deadline(k campaign.DebtKey, p campaign.Period) move {
	if m, ok := o.own[k]; ok {
		return m
	}
	if m, ok := o.moved[campaign.DebtKey{Deliverable: k.Deliverable, Period: k.Period}]; ok {
		return m
	}
	return move{due: p.Due}
}

// note is what one person is told at one moment.
type note struct {
	debts  map[told]bool
	events map[told]bool
	urgent bool // one of his own debts is due within a day
}

// look calls yield for every debt that is owed now, with its rungs.
func (o *oracle) look(yield func(d campaign.Placed, k campaign.DebtKey, unit string, m move, steps []step)) {
	for _, d := range o.plan.Deliverables() {
		for _, p := range o.periods[d.ID] {
			for debtor, unit := range o.debtors(d) {
				k := campaign.DebtKey{Deliverable: d.ID, Period: p.Key, Debtor: debtor}
				if o.done[k] {
					continue
				}
				m := o.deadline(k, p)
				var counting []step
				for _, s := range o.ladder(d, m.due) {
					if !s.at.Before(m.since) {
						counting = append(counting, s)
					}
				}
				yield(d, k, unit, m, counting)
			}
		}
	}
}

// newest returns the newest rung to a role in (after, now], rule 7.
func newest(steps []step, to campaign.Role, after, now time.Time) (step, bool) {
	var best step
	for _, s := range steps {
		if s.to == to && s.at.After(after) && !s.at.After(now) && s.at.After(best.at) {
			best = s
		}
	}
	return best, best.name != ""
}

// since returns from when on what is due counts: the last tick, or, for what
// was not there then, this very moment.
func (o *oracle) since(subject any, now time.Time) time.Time {
	if !o.known[subject] {
		return now.Add(-1)
	}
	return o.last
}

// notes returns what everybody is to be told now, but for the budget.
func (o *oracle) notes(now time.Time) map[string]*note {
	out := map[string]*note{}
	of := func(who string) *note {
		if out[who] == nil {
			out[who] = &note{debts: map[told]bool{}, events: map[told]bool{}}
		}
		return out[who]
	}
	reason := func(k campaign.DebtKey, about, rung, to string, due time.Time) told {
		return told{To: to, Deliverable: k.Deliverable, Period: k.Period, Debtor: about, Rung: rung, Due: due.UTC()}
	}
	hearing := map[string]map[campaign.DebtKey]bool{}
	o.look(func(d campaign.Placed, k campaign.DebtKey, _ string, m move, steps []step) {
		after := o.since(k, now)
		if _, some := newest(steps, "", after, now); !some {
			return
		}
		s, ok := newest(joined(steps), "", after, now)
		if !ok || d.Late == campaign.LateClose && now.After(m.due) {
			return
		}
		for _, who := range o.readers(d, k.Debtor) {
			t := reason(k, k.Debtor, s.name, who, m.due)
			if o.sent[t] {
				continue
			}
			n := of(who)
			n.debts[t] = true
			if left := m.due.Sub(now); left >= 0 && left <= 24*time.Hour {
				n.urgent = true
			}
			if hearing[who] == nil {
				hearing[who] = map[campaign.DebtKey]bool{}
			}
			hearing[who][k] = true
		}
	})
	o.look(func(d campaign.Placed, k campaign.DebtKey, unit string, m move, steps []step) {
		after := o.since(k, now)
		if !slices.ContainsFunc(steps, func(s step) bool { return s.to != "" && s.at.After(after) && !s.at.After(now) }) {
			return
		}
		up, readers := o.raised(d, steps, unit)
		for role, people := range readers {
			s, ok := newest(joined(up), role, after, now)
			if !ok || d.Late == campaign.LateClose && now.After(m.due) {
				continue
			}
			for _, who := range people {
				t := reason(k, unit, s.name, who, m.due)
				if !o.sent[t] && !o.heard[who][k] && !hearing[who][k] {
					of(who).debts[t] = true
				}
			}
		}
	})
	for _, e := range o.plan.Events() {
		for _, m := range o.people {
			if m.Left || now.After(e.At) || !invited(e, m) {
				continue
			}
			after := o.since(e.ID, now)
			if fresh := o.since(m.UserID, now); fresh.After(after) {
				after = fresh
			}
			var steps []step
			for _, r := range e.Remind {
				steps = append(steps, step{name: "event:" + r.Text, at: e.At.AddDate(0, 0, -r.Days).Add(-r.Rest)})
			}
			if s, ok := newest(steps, "", after, now); ok {
				t := told{To: m.UserID, Deliverable: e.ID, Rung: s.name, Due: e.At.UTC()}
				if !o.sent[t] {
					of(m.UserID).events[t] = true
				}
			}
		}
	}
	return out
}

func invited(e campaign.Event, m campaign.Member) bool {
	if len(e.Who.Units) > 0 && !slices.Contains(e.Who.Units, m.Unit) {
		return false
	}
	return len(e.Who.Roles) == 0 || slices.ContainsFunc(m.Roles, func(r campaign.Role) bool { return slices.Contains(e.Who.Roles, r) })
}

// remember notes what leaves now and who is there.
func (o *oracle) remember(now time.Time, all map[string]*note) {
	for who, n := range all {
		if o.heard[who] == nil {
			o.heard[who] = map[campaign.DebtKey]bool{}
		}
		for t := range n.debts {
			o.sent[t] = true
			if !strings.HasPrefix(t.Rung, "escalate:") {
				o.heard[who][campaign.DebtKey{Deliverable: t.Deliverable, Period: t.Period, Debtor: t.Debtor}] = true
			}
		}
		for t := range n.events {
			o.sent[t] = true
		}
	}
	for _, d := range o.plan.Deliverables() {
		for _, p := range o.periods[d.ID] {
			for debtor := range o.debtors(d) {
				o.known[campaign.DebtKey{Deliverable: d.ID, Period: p.Key, Debtor: debtor}] = true
			}
		}
	}
	for _, e := range o.plan.Events() {
		o.known[e.ID] = true
	}
	for _, m := range o.people {
		if !m.Left {
			o.known[m.UserID] = true
		}
	}
	o.last = now
}

// next returns the first moment after t at which a rung of anything stands.
func (o *oracle) next(t time.Time) (at time.Time, ok bool) {
	take := func(m time.Time) {
		if m.After(t) && (!ok || m.Before(at)) {
			at, ok = m, true
		}
	}
	o.stages(func(_ campaign.Placed, _ move, steps []step) {
		for _, s := range steps {
			take(s.at)
		}
	})
	for _, e := range o.plan.Events() {
		for _, r := range e.Remind {
			take(e.At.AddDate(0, 0, -r.Days).Add(-r.Rest))
		}
	}
	if len(o.held) > 0 {
		o.second(t, take)
	}
	return at, ok
}
