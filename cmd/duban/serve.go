package main

import (
	"context"
	"runtime/debug"
	"slices"
	"strings"

	"duban/internal/app"
)

// gcPercent lets the heap of the service grow to a few times what is live
// before it is collected: that is little, and each message leaves much behind.
const gcPercent = 400

// serve runs the service until it is told to stop.
func serve(ctx context.Context, e env) error {
	c, _, err := newCommand(e, "serve").read(e.args, 0)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(e.environ, func(v string) bool { return strings.HasPrefix(v, "GOGC=") }) {
		debug.SetGCPercent(gcPercent)
	}
	return withAppOf(ctx, app.Load, e, c, e.now, func(a *app.App) error {
		return asUsage(a.Serve(ctx))
	})
}
