package app

import (
	"context"
	"time"

	"duban/campaign"
	"duban/scheduler"
)

// Line is one message that would leave, for one of its reasons.
type Line = scheduler.Line

// Rehearse yields every message that would leave from one moment to another, from
// the present state and sending nothing.
func (a *App) Rehearse(ctx context.Context, from, to time.Time, yield func(Line) error) error {
	return a.Store.View(ctx, func(tx campaign.Tx) error {
		facts, err := a.planner.RehearsalFacts(ctx, tx, "", from, to)
		if err != nil {
			return err
		}
		for line, err := range a.planner.Rehearse(ctx, facts, from, to) {
			if err != nil {
				return err
			}
			if err := yield(line); err != nil {
				return err
			}
		}
		return nil
	})
}

// Next returns the first moment after t at which a message may leave.
func (a *App) Next(ctx context.Context, t time.Time) (at time.Time, ok bool, err error) {
	err = a.Store.View(ctx, func(tx campaign.Tx) error {
		facts, err := scheduler.ReadFacts(ctx, tx, "")
		if err != nil {
			return err
		}
		at, ok = a.planner.Next(facts, t)
		queued, waiting, err := tx.NextMoment(ctx)
		if err != nil {
			return err
		}
		if waiting && queued.After(t) && (!ok || queued.Before(at)) {
			at, ok = queued, true
		}
		return nil
	})
	return at, ok, err
}
