package main

import (
	"context"
	"fmt"

	"duban/internal/app"
)

// tick plans and delivers once what is due as of a time. What a rate window or
// a failure leaves over goes at the next tick.
func tick(ctx context.Context, e env) error {
	flags := newFlags(e, "tick")
	config := configFlags(flags, e)
	at := timeFlag(flags, "at", "the `moment`, like 2011-10-17T09:10+08:00; empty: now")
	if _, err := parse(flags, e.args, 0); err != nil {
		return err
	}
	c, err := config()
	if err != nil {
		return err
	}
	if missing := c.WeCom.MissingToSend(); len(missing) > 0 {
		return usagef("the app is not configured: set %v", missing)
	}
	loc, err := zone(e, c)
	if err != nil {
		return err
	}
	now, err := at(loc)
	if err != nil {
		return err
	}
	if now.IsZero() {
		now = e.now()
	}
	return withApp(ctx, e, c, fixed(now), func(a *app.App) error {
		left, err := a.Tick(ctx, now)
		if err != nil {
			return err
		}
		if left > 0 {
			fmt.Fprintf(e.stderr, "duban tick: %d left for the next tick\n", left)
			return errFailed
		}
		return nil
	})
}
