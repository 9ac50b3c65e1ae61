package scheduler

import (
	"time"

	"duban/campaign"
)

// stage is one ladder: a deliverable in one period with one deadline, for
// everybody or, where debtors is set, for those who have their own.
type stage struct {
	campaign.Placed
	period  campaign.Period
	order   int // in the plan
	due     time.Time
	since   time.Time // rungs before it do not count
	fresh   bool      // first seen by this planning
	debtors []string

	own, up []campaign.Rung // the debtor's rungs; the escalations as the file has them
	last    time.Time       // the moment on the deadline's day, to which a snooze may last

	newest, exact *ref // own rungs due now: of a debt known before, of a fresh one
	profiles      map[profile][]campaign.Rung

	record *record
	owing  map[string][]debtor
	words  *words
}

// ref is one rung of a stage that is due for somebody, with the moment at which
// it leaves for him.
type ref struct {
	*stage
	rung campaign.Rung
	id   int32
}

// debtor is one who still owes.
type debtor struct{ key, name string }

// slot is one deliverable in one period.
type slot struct{ deliverable, period string }

// stages returns the ladders that the facts make of the plan: everyone's, and
// behind them those of the debts with their own deadline.
func (p *Planner) stages(f Facts, now time.Time) []*stage {
	var all []*stage
	moved := map[slot]campaign.Deadline{}
	for _, d := range f.Deadlines {
		moved[slot{d.Deliverable, d.Period}] = d
	}
	at := map[slot]int{}
	for i, b := range p.base {
		s := b
		if d, ok := moved[slot{s.ID, s.period.Key}]; ok {
			s.due = d.Due.In(p.plan.Zone)
			s.since = past(d.Since, now)
		}
		_, seen := f.Marks[s.mark()]
		s.fresh = !seen
		p.climb(&s)
		at[slot{s.ID, s.period.Key}] = i
		all = append(all, &s)
	}
	type ladder struct {
		slot
		due, since int64
	}
	single := map[ladder]*stage{}
	for _, d := range f.Extended {
		i, ok := at[slot{d.Deliverable, d.Period}]
		if !ok {
			continue
		}
		k := ladder{slot{d.Deliverable, d.Period}, d.Due.Unix(), d.DueSince.UnixNano()}
		s, ok := single[k]
		if !ok {
			own := p.base[i]
			s = &own
			s.due, s.since, s.fresh = d.Due.In(p.plan.Zone), past(d.DueSince, now), all[i].fresh
			p.climb(s)
			single[k], all = s, append(all, s)
		}
		s.debtors = append(s.debtors, d.Debtor)
	}
	return all
}

// past returns t, or the zero time where t lies after now: what is stored
// counts as present, whatever clock it was stored by.
func past(t, now time.Time) time.Time {
	if t.After(now) {
		return time.Time{}
	}
	return t
}

// climb builds the stage's ladder.
func (p *Planner) climb(s *stage) {
	policy, ok := p.plan.Reminders[s.Policy]
	if !ok {
		return
	}
	zone, hours := p.plan.Zone, p.plan.Hours
	for _, r := range campaign.Rungs(policy, s.due, s.Late, hours, p.cal, zone) {
		if r.At.Before(s.since) {
			continue
		}
		if r.To == "" {
			s.own = append(s.own, r)
		} else {
			s.up = append(s.up, r)
		}
	}
	s.last = hours.Clamp(p.cal.Back(campaign.DateOf(s.due)).At(policy.At, zone))
}

func (s *stage) mark() string {
	return markDeliverable + s.ID + "@" + s.period.Due.UTC().Format(time.RFC3339)
}

// item returns the reason of a delivery that a rung of the stage is.
func (s *stage) item(debtor, rung string) campaign.Item {
	return campaign.Item{Deliverable: s.ID, Period: s.period.Key, Debtor: debtor, Due: s.due, Rung: rung}
}

// within returns the newest rung of rungs in (lo, hi].
func within(rungs []campaign.Rung, lo, hi time.Time) (campaign.Rung, bool) {
	for i := len(rungs) - 1; i >= 0; i-- {
		if r := rungs[i]; r.At.After(lo) && !r.At.After(hi) {
			return r, true
		}
	}
	return campaign.Rung{}, false
}

// snoozed returns the own rungs as they leave for one who asked for silence
// until a moment: those before it are put off to it, though never past the
// deadline's day, and of those that come together the newest stays.
func (s *stage) snoozed(until time.Time) []campaign.Rung {
	out := make([]campaign.Rung, 0, len(s.own))
	for _, r := range s.own {
		at := r.At
		if at.Before(until) {
			at = until
			if !r.At.After(s.due) && at.After(s.last) {
				at = later(s.last, r.At)
			}
		}
		if n := len(out); n > 0 && !out[n-1].At.Before(at) {
			at = out[n-1].At
			out = out[:n-1]
		}
		r.At = at
		out = append(out, r)
	}
	return out
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// profile is which rungs of the ladder of roles a unit has people on.
type profile struct{ liaison, head bool }

// escalations returns the stage's escalations for a unit of such a profile:
// each goes to the lowest role that there is at or above the one it is meant
// for, and those that come to one role on one day are joined.
func (s *stage) escalations(has profile, people *people) []campaign.Rung {
	if rungs, ok := s.profiles[has]; ok {
		return rungs
	}
	var rungs []campaign.Rung
	for _, r := range s.up {
		if s.OwedBy == campaign.OwedByOffice && r.To != campaign.RoleLeader {
			continue
		}
		if r.To = people.atOrAbove(r.To, has); r.To != "" {
			rungs = append(rungs, r)
		}
	}
	rungs = campaign.JoinRungs(rungs)
	if s.profiles == nil {
		s.profiles = map[profile][]campaign.Rung{}
	}
	s.profiles[has] = rungs
	return rungs
}
