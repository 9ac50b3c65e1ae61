package main

import (
	"context"
	"log/slog"

	"duban/internal/demo"
)

// demoVerb plays everything in one process, with a page to play it on.
func demoVerb(ctx context.Context, e env) error {
	flags := newFlags(e, "demo")
	config := configFlags(flags, e)
	if _, err := parse(flags, e.args, 0); err != nil {
		return err
	}
	c, err := config()
	if err != nil {
		return err
	}
	c.LogLevel = max(c.LogLevel, slog.LevelWarn)
	return asUsage(demo.Run(ctx, demo.Settings{Config: c, Log: logger(e, c), Wall: e.now, Out: e.stdout}))
}
