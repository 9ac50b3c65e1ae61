package scheduler

import (
	"context"
	"errors"
	"slices"
	"time"

	"duban/campaign"
)

const (
	poll        = 15 * time.Second // the longest sleep: other processes fill the outbox too
	afterError  = 5 * time.Second
	planAtLeast = time.Hour
)

// horizon is up to where this process knows that nothing is due.
type horizon struct {
	roster *campaign.Roster
	at     time.Time // of the last planning
}

// Run plans and delivers until the context ends, whenever something is due or
// Wake is called. It finishes the call under way. Errors are logged and tried
// again; it returns nil.
func (s *Scheduler) Run(ctx context.Context) error {
	for ctx.Err() == nil {
		s.compareClocks(ctx)
		now := s.clock()
		pause := afterError
		if err := s.once(ctx, now); err == nil {
			pause = s.pause(ctx, now)
		} else if !errors.Is(err, context.Canceled) {
			s.Log.ErrorContext(ctx, "delivery failed", "error", err)
		}
		select {
		case <-ctx.Done():
		case <-s.wake:
		case <-s.After(pause):
		}
	}
	return nil
}

// maxSkew is how wrong a clock may be. One that is further off was set on
// purpose, and is followed.
const maxSkew = time.Hour

// clock returns the moment it is by the clock that all replicas share.
func (s *Scheduler) clock() time.Time { return s.Now().Add(time.Duration(s.skew.Load())) }

// compareClocks asks how far that clock is from this machine's; while it cannot
// be asked the last answer counts.
func (s *Scheduler) compareClocks(ctx context.Context) {
	if s.Skew == nil {
		return
	}
	skew, err := s.Skew(ctx)
	switch {
	case err != nil:
		s.Log.DebugContext(ctx, "clocks not compared", "error", err)
	case skew.Abs() < maxSkew:
		s.skew.Store(int64(skew))
	}
}

// Wake makes Run look at once, for example after a reply was put into the
// outbox or a deadline moved. It never blocks.
func (s *Scheduler) Wake() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

func (s *Scheduler) once(ctx context.Context, now time.Time) error {
	quiet, roster, err := s.quiet(ctx, now)
	if err != nil {
		return err
	}
	if !quiet {
		if _, err := s.plan(ctx, now, func(ds []campaign.Delivery) { s.planner.letSleep(ds, now) }); err != nil {
			return err
		}
		*s.seen = horizon{roster, now}
	}
	return s.deliver(ctx, s.clock) // leases and rate windows by the time it is, however long the calls take
}

// letSleep puts reminders that an outage delayed into the night off to the next
// working hours, but for those whose deadline comes before.
func (p *Planner) letSleep(ds []campaign.Delivery, now time.Time) {
	now = now.In(p.plan.Zone)
	day := campaign.DateOf(now)
	from, to := day.At(p.plan.Hours.From, p.plan.Zone), day.At(p.plan.Hours.To, p.plan.Zone)
	switch {
	case now.After(to):
		from = day.AddDays(1).At(p.plan.Hours.From, p.plan.Zone)
	case !now.Before(from):
		return
	}
	for i := range ds {
		d := &ds[i]
		soon := func(i campaign.Item) bool { return i.Due.After(now) && !i.Due.After(from) }
		if d.Purpose == campaign.PurposeReminder && !slices.ContainsFunc(d.Items, soon) && !slices.ContainsFunc(d.Items, isRecall) {
			d.At = from
		}
	}
}

// quiet tells whether a planning would find nothing: the people are those of
// the last one, and no rung came up since.
func (s *Scheduler) quiet(ctx context.Context, now time.Time) (quiet bool, roster *campaign.Roster, err error) {
	err = s.Store.View(ctx, func(tx campaign.Tx) error {
		f, err := s.horizonFacts(ctx, tx, s.seen.at)
		if err != nil {
			return err
		}
		roster = f.Roster
		if roster != s.seen.roster || now.Sub(s.seen.at) >= planAtLeast {
			return nil
		}
		next, ok := s.planner.Next(f, s.seen.at)
		quiet = !ok || next.After(now)
		return nil
	})
	return quiet, roster, err
}

func (s *Scheduler) horizonFacts(ctx context.Context, tx campaign.Tx, after time.Time) (Facts, error) {
	f, err := sendingFacts(ctx, tx)
	if err != nil {
		return f, err
	}
	f.Snoozes, err = tx.Snoozes(ctx, after)
	return f, err
}

// pause returns how long nothing has to be done.
func (s *Scheduler) pause(ctx context.Context, now time.Time) time.Duration {
	next := now.Add(poll)
	err := s.Store.View(ctx, func(tx campaign.Tx) error {
		f, err := s.horizonFacts(ctx, tx, now)
		if err != nil {
			return err
		}
		if at, ok := s.planner.Next(f, now); ok && at.Before(next) {
			next = at
		}
		at, ok, err := tx.NextMoment(ctx)
		if ok && at.After(now) && at.Before(next) {
			next = at
		}
		return err
	})
	if err != nil {
		return afterError
	}
	return max(next.Sub(s.clock()), 0)
}
