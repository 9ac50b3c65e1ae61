package scheduler

import (
	"time"

	"github.com/robfig/cron/v3"

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
	if f.mayHold(p.plan) {
		week := monday(campaign.DateOf(after))
		for _, s := range stages {
			take(p.lastCall(s))
			for _, rungs := range [][]campaign.Rung{s.own, s.up} {
				if n := len(rungs); n > 0 && !week.After(monday(campaign.DateOf(rungs[n-1].At)).AddDays(7)) {
					take(p.resumes(week))
					take(p.resumes(week.AddDays(7)))
				}
			}
		}
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

// byTheWall is a schedule that does not fire a second time in the hour that is
// repeated when the clocks are put back.
type byTheWall struct{ cron.Schedule }

// Next implements cron.Schedule.
func (s byTheWall) Next(t time.Time) time.Time {
	for t = s.Schedule.Next(t); !t.IsZero(); t = s.Schedule.Next(t) {
		before := t.Add(-time.Hour)
		if before.Hour() != t.Hour() || !s.Schedule.Next(before.Add(-time.Second)).Equal(before) {
			break
		}
	}
	return t
}
