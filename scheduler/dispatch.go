package scheduler

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"duban/campaign"
)

const (
	// maxBusyTries is a try and the three repeats that a busy platform allows
	// (doc 90313). After them it is left alone for longer.
	maxBusyTries = 4
	// recordTime is how long recording may take after the work was called off.
	recordTime = time.Second
	// recordPause is the time between two tries to record while the store is away.
	recordPause = 200 * time.Millisecond
	// stopGrace is how long a call under way may go on after the work was called
	// off. Together with recordTime it stays within the time of a stop.
	stopGrace = 3 * time.Second
)

// Dispatch tries every call that may be tried as of now, once, and returns how
// many it tried. A call that fails gets a later moment.
func (s *Scheduler) Dispatch(ctx context.Context, now time.Time) (tried int, err error) {
	return s.dispatch(ctx, func() time.Time { return now })
}

// dispatch is Dispatch by a clock, which may go on while calls are made.
func (s *Scheduler) dispatch(ctx context.Context, clock func() time.Time) (tried int, err error) {
	l := newLanes()
	withdrawn := 0
	for more := true; more && err == nil && ctx.Err() == nil && l.free(); {
		var judged bool
		if more, judged, err = s.next(ctx, l, clock); judged {
			withdrawn++
		}
	}
	tried, failed := l.end()
	return tried + withdrawn, errors.Join(err, failed, ctx.Err())
}

// next claims one call and has it tried on a lane. All of that is over before the
// lease is. A call that is withdrawn in place of it is judged.
func (s *Scheduler) next(ctx context.Context, l *lanes, clock func() time.Time) (found, judged bool, err error) {
	leased, cancel := context.WithTimeout(context.WithoutCancel(ctx), s.Lease)
	claiming, stop := context.WithTimeout(ctx, s.Lease)
	defer stop()
	c, readers, found, err := s.claim(claiming, clock())
	if judged = found && c.State != campaign.CallLeased; err != nil || !found || judged {
		cancel()
		return found, judged, err
	}
	l.start(readers, s.breaker.busy(endpoint(c.Channel, c.Target)), func() error {
		defer cancel()
		return s.try(ctx, leased, c, clock)
	})
	return true, false, nil
}

// try makes one call and records what it came to.
func (s *Scheduler) try(ctx, leased context.Context, c campaign.Call, clock func() time.Time) error {
	if err := s.fail("claimed"); err != nil {
		return err
	}
	way, now := endpoint(c.Channel, c.Target), clock()
	if until, open := s.breaker.open(way, now); open {
		state := campaign.CallReady
		if untouched(c) {
			state = campaign.CallWithdrawn
		}
		return s.record(ctx, leased, c, campaign.CallResult{
			CallID: c.ID, State: state, NextAt: until, At: now, Answer: "the endpoint is left alone for a while",
			Busy: c.Busy, Waited: c.Waited, Parts: c.Parts, Judged: c.Judged, Untried: true,
		}, Result{})
	}
	r := s.send(ctx, leased, c)
	if s.Observe != nil {
		s.Observe(c.Channel, r.Fate, 1)
	}
	now = clock()
	s.breaker.note(way, r, now)
	if err := s.fail("sent"); err != nil {
		return err
	}
	level := slog.LevelDebug
	if r.Fate != Sent && r.Fate != Wait { // the operator has to know why nothing leaves
		level = slog.LevelWarn
	}
	s.Log.Log(ctx, level, "call tried", "call", c.ID, "channel", c.Channel, "attempt", c.Attempts, "fate", r.Fate, "answer", r.Answer)
	return s.record(ctx, leased, c, outcomeOf(c, r, now), r)
}

// send makes the call within the lease, of which those may need a part who wait
// for it. A sender that panics has met a call that no try will bring through.
func (s *Scheduler) send(ctx, leased context.Context, c campaign.Call) (r Result) {
	sender, ok := s.Senders[c.Channel]
	if !ok {
		return Result{Fate: Hopeless, Answer: "no way to send on this channel", Trouble: "no sender"}
	}
	defer func() {
		if p := recover(); p != nil {
			s.Log.ErrorContext(ctx, "sender panicked", "call", c.ID, "panic", p)
			r = Result{Fate: Hopeless, Answer: fmt.Sprintf("panic: %v", p)}
		}
	}()
	work, cancel := context.WithTimeout(leased, s.Lease*2/5)
	defer cancel()
	defer limitAfter(ctx, work, stopGrace, cancel)()
	return sender.Send(work, c)
}

// limitAfter gives work only so much more time once ctx has ended. The returned
// function ends that.
func limitAfter(ctx, work context.Context, more time.Duration, cancel func()) (end func() bool) {
	return context.AfterFunc(ctx, func() {
		if pause(work, more) {
			cancel()
		}
	})
}

// pause waits for so long; false means that ctx ended first.
func pause(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}

func (s *Scheduler) fail(point string) error {
	if s.Fail == nil {
		return nil
	}
	return s.Fail(point)
}

// record writes down what became of a call, even if the work was called off in
// the meantime, and tells the office of what cannot be delivered. While the
// store is away it tries on for as long as nobody else may take the call.
func (s *Scheduler) record(ctx, leased context.Context, c campaign.Call, r campaign.CallResult, try Result) error {
	leased, cancel := context.WithCancel(leased)
	defer cancel()
	defer limitAfter(ctx, leased, recordTime, cancel)()
	var err error
	for {
		err = s.Store.Update(leased, r.At, func(tx campaign.Tx) error {
			if r.State != campaign.CallParked && len(r.Drop) == 0 {
				return tx.FinishCall(leased, s.Owner, r)
			}
			return s.refused(leased, tx, c, r, try)
		})
		if campaign.CodeOf(err) != campaign.CodeUnavailable || !pause(leased, recordPause) {
			break
		}
	}
	if campaign.CodeOf(err) == campaign.CodeConflict {
		s.Log.WarnContext(ctx, "lost the lease of a call", "call", c.ID, "error", err)
		return nil
	}
	if err != nil {
		return fmt.Errorf("record call %d: %w", c.ID, err)
	}
	return nil
}
