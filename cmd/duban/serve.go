package main

import (
	"context"

	"duban/internal/app"
)

// serve runs the service until it is told to stop.
func serve(ctx context.Context, e env) error {
	c, _, err := newCommand(e, "serve").read(e.args, 0)
	if err != nil {
		return err
	}
	return withApp(ctx, e, c, e.now, func(a *app.App) error {
		return asUsage(a.Serve(ctx))
	})
}
