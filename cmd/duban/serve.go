package main

import (
	"context"

	"duban/internal/app"
)

// serve runs the service until it is told to stop.
func serve(ctx context.Context, e env) error {
	flags := newFlags(e, "serve")
	config := configFlags(flags, e)
	if _, err := parse(flags, e.args, 0); err != nil {
		return err
	}
	c, err := config()
	if err != nil {
		return err
	}
	return withApp(ctx, e, c, e.now, func(a *app.App) error {
		return asUsage(a.Serve(ctx))
	})
}
