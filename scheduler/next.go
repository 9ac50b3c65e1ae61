package scheduler

import (
	"time"

	"duban/campaign"
)

// Next returns the next moment after a moment at which something may be due; ok
// is false when nothing is to come.
func (p *Planner) Next(f Facts, after time.Time) (at time.Time, ok bool) {
	after = after.In(p.plan.Zone)
	take := func(t time.Time) {
		if t.After(after) && (!ok || t.Before(at)) {
			at, ok = t, true
		}
	}
	takeAll := func(rungs []campaign.Rung) {
		for _, r := range rungs {
			take(r.At)
		}
	}
	stage := func(s *stage) {
		takeAll(s.own)
		takeAll(s.up)
		for _, until := range f.Snoozes {
			if until.After(after) {
				takeAll(s.snoozed(until))
			}
		}
	}
	stages := p.stages(f, after)
	for _, s := range stages {
		stage(s)
	}
	for _, e := range p.plan.Events() {
		takeAll(campaign.EventRungs(e, p.plan.Zone))
	}
	for i, c := range p.crons {
		next := c.Next(after)
		if last, ends := p.lastSummary(i, stages); !ends || !next.After(last) {
			take(next)
		}
	}
	takeAll(p.calendarNotices())
	takeAll(p.burdenNotices())
	return at.In(p.plan.Zone), ok
}
