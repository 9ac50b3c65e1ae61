package main

import (
	"context"
	"fmt"

	"duban/internal/app"
)

// doctor checks the installation and says what to do. It fails only for what
// is broken.
func doctor(ctx context.Context, e env) error {
	c, _, err := newCommand(e, "doctor").read(e.args, 0)
	if err != nil {
		return err
	}
	fmt.Fprintf(e.stdout, "%-10s %-8s %s\n", "config", app.HealthGood, "read")
	failed := false
	for _, f := range app.Doctor(ctx, c, e.now) {
		fmt.Fprintf(e.stdout, "%-10s %-8s %s\n", f.Part, f.Health, f.Detail)
		if f.Advice != "" {
			fmt.Fprintf(e.stdout, "%-19s -> %s\n", "", f.Advice)
		}
		failed = failed || f.Health == app.HealthBroken
	}
	if failed {
		return errFailed
	}
	return nil
}
