package main

import (
	"context"
	"fmt"

	"duban/internal/app"
)

// tick plans and delivers once what is due as of a time. What a rate window or
// a failure leaves over goes at the next tick.
func tick(ctx context.Context, e env) error {
	cmd := newCommand(e, "tick")
	at := cmd.moment("at", "the `moment`, like 2011-10-17T09:10+08:00; empty: now")
	c, _, err := cmd.read(e.args, 0)
	if err != nil {
		return err
	}
	if missing := c.WeCom.MissingToSend(); len(missing) > 0 {
		return usagef("the app is not configured: set %v", missing)
	}
	now := at.Time
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
