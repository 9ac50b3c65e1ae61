package main

import (
	"context"
	"log/slog"

	"duban/internal/demo"
)

// demoVerb plays everything in one process, with a page to play it on.
func demoVerb(ctx context.Context, e env) error {
	c, _, err := newCommand(e, "demo").read(e.args, 0)
	if err != nil {
		return err
	}
	c.LogLevel = max(c.LogLevel, slog.LevelWarn)
	return asUsage(demo.Run(ctx, demo.Settings{Config: c, Log: logger(e, c), Wall: e.now, Out: e.stdout, PDF: pdfReader()}))
}
