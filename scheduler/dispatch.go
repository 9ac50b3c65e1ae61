package scheduler

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"duban/campaign"
	"duban/message"
)

const (
	// maxTries keeps all tries of a call well within the four hours for which the
	// platform drops a repeat (doc 90236), so that a call of unclear fate is never
	// delivered twice.
	maxTries = 18
	// maxBusyTries is a try and the three repeats that a busy platform allows
	// (doc 90313).
	maxBusyTries = 4
	// recordTime is how long recording may take after the work was called off.
	recordTime = time.Second
	// recordPause is the time between two tries to record while the store is away.
	recordPause = 200 * time.Millisecond
	// stopGrace is how long a call under way may go on after the work was called
	// off. Together with recordTime it stays within the time of a stop.
	stopGrace = 3 * time.Second
	// noticeNames is how many people a notice to the office names.
	noticeNames = 20
)

// Dispatch tries every call that may be tried as of now, once, and returns how
// many it tried. A call that fails gets a later moment.
func (s *Scheduler) Dispatch(ctx context.Context, now time.Time) (tried int, err error) {
	return s.dispatch(ctx, func() time.Time { return now })
}

// dispatch is Dispatch by a clock, which may go on while calls are made.
func (s *Scheduler) dispatch(ctx context.Context, clock func() time.Time) (tried int, err error) {
	for ctx.Err() == nil {
		found, err := s.next(ctx, clock)
		if err != nil || !found {
			return tried, err
		}
		tried++
	}
	return tried, ctx.Err()
}

// next claims one call and tries it. All of that is over before the lease is.
func (s *Scheduler) next(ctx context.Context, clock func() time.Time) (found bool, err error) {
	leased, cancel := context.WithTimeout(context.WithoutCancel(ctx), s.Lease)
	defer cancel()
	var calls []campaign.Call
	now := clock()
	claiming, stop := context.WithTimeout(ctx, s.Lease)
	defer stop()
	err = s.Store.Update(claiming, now, func(tx campaign.Tx) (err error) {
		calls, err = tx.ClaimCalls(claiming, now, s.Owner, s.Lease, 1)
		return err
	})
	if err != nil {
		return false, fmt.Errorf("claim calls: %w", err)
	}
	for _, c := range calls {
		found = true
		err = errors.Join(err, s.try(ctx, leased, c, clock))
	}
	return found, err
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
			Busy: c.Busy, Waited: c.Waited, Parts: c.Parts, Untried: true,
		})
	}
	r := s.send(ctx, c)
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
	return s.record(ctx, leased, c, outcomeOf(c, r, now))
}

// send makes the call within the lease. A sender that panics has met a call
// that no try will bring through.
func (s *Scheduler) send(ctx context.Context, c campaign.Call) (r Result) {
	sender, ok := s.Senders[c.Channel]
	if !ok {
		return Result{Fate: Hopeless, Answer: "no way to send on this channel"}
	}
	defer func() {
		if p := recover(); p != nil {
			s.Log.ErrorContext(ctx, "sender panicked", "call", c.ID, "panic", p)
			r = Result{Fate: Hopeless, Answer: fmt.Sprintf("panic: %v", p)}
		}
	}()
	work, cancel := context.WithTimeout(context.WithoutCancel(ctx), s.Lease*3/4)
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

// untouched tells whether nobody can have read anything of a call that is being
// tried now: no try before this one has an unclear end.
func untouched(c campaign.Call) bool {
	return c.Attempts-c.Waited-c.Busy <= 1 && c.Parts == 0
}

// outcomeOf turns the result of a try into what is recorded.
func outcomeOf(c campaign.Call, r Result, now time.Time) campaign.CallResult {
	out := campaign.CallResult{
		CallID: c.ID, At: now, Answer: r.Answer, Drop: r.Drop, State: campaign.CallReady,
		Busy: c.Busy, Waited: c.Waited, Parts: max(c.Parts, r.Parts),
	}
	switch r.Fate {
	case Sent:
		out.State = campaign.CallDone
		return out
	case Wait:
		out.Waited++
		out.NextAt = now.Add(max(r.Wait, time.Second))
		return out
	case Busy:
		out.Busy++
	case Unsent:
		if untouched(c) && r.Parts == 0 {
			out.State = campaign.CallWithdrawn
			return out
		}
	}
	out.NextAt = now.Add(max(r.Wait, backOff(c)))
	if r.Fate == Hopeless || out.Busy >= maxBusyTries || c.Attempts-c.Waited >= maxTries {
		out.State = campaign.CallParked
	}
	return out
}

// record writes down what became of a call, even if the work was called off in
// the meantime, and tells the office of what cannot be delivered. While the
// store is away it tries on for as long as nobody else may take the call.
func (s *Scheduler) record(ctx, leased context.Context, c campaign.Call, r campaign.CallResult) error {
	leased, cancel := context.WithCancel(leased)
	defer cancel()
	defer limitAfter(ctx, leased, recordTime, cancel)()
	var err error
	for {
		err = s.Store.Update(leased, r.At, func(tx campaign.Tx) error {
			if err := tx.FinishCall(leased, s.Owner, r); err != nil {
				return err
			}
			if r.State != campaign.CallParked && len(r.Drop) == 0 {
				return nil
			}
			return s.tellOffice(leased, tx, c, r)
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

// tellOffice plans a notice about recipients who were refused, or about a call
// that was given up. Notices that fail are only logged.
func (s *Scheduler) tellOffice(ctx context.Context, tx campaign.Tx, c campaign.Call, r campaign.CallResult) error {
	ds, err := tx.CallRecipients(ctx, c.ID)
	if err != nil {
		return err
	}
	s.Log.ErrorContext(ctx, "undeliverable", "call", c.ID, "state", r.State, "refused", len(r.Drop), "answer", r.Answer)
	if len(ds) == 0 || ds[0].Purpose == campaign.PurposeNotice {
		return nil
	}
	roster, err := tx.Roster(ctx)
	if err != nil {
		return err
	}
	text := s.noticeText(roster, c, r, ds)
	var out []campaign.Delivery
	for _, m := range roster.WithRole(campaign.RoleOffice) {
		n := notice(fmt.Sprintf("undelivered:%d", c.ID), r.At, m.UserID, text)
		n.Key = fmt.Sprintf("notice|undelivered|%d|%s", c.ID, campaign.UserKey(m.UserID))
		out = append(out, n)
	}
	_, err = tx.Enqueue(ctx, out)
	return err
}

func (s *Scheduler) noticeText(roster *campaign.Roster, c campaign.Call, r campaign.CallResult, ds []campaign.Delivery) string {
	why := message.Cut(r.Answer, 200)
	if c.Channel == campaign.ChannelGroup {
		return s.Text.Text(message.SchedulerNoticeGroup, message.Args{"group": c.Target, "why": why})
	}
	var names []string
	for _, d := range ds {
		if _, dropped := r.Drop[campaign.UserKey(d.To)]; !dropped && r.State != campaign.CallParked {
			continue
		}
		name := d.To
		if m, ok := roster.Member(d.To); ok && m.Name != "" {
			name = m.Name
		}
		names = append(names, name)
	}
	n := len(names)
	list := strings.Join(names[:min(n, noticeNames)], s.Text.Text(message.SchedulerNamesJoin, nil))
	if n > noticeNames {
		list = s.Text.Text(message.SchedulerNamesMore, message.Args{"names": list, "n": n})
	}
	if r.State != campaign.CallParked {
		return s.Text.Text(message.SchedulerNoticeDropped, message.Args{"n": n, "names": list})
	}
	return s.Text.Text(message.SchedulerNoticeParked, message.Args{"n": n, "names": list, "why": why, "text": message.Cut(ds[0].Text, 300)})
}
