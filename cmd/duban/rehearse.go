package main

import (
	"context"
	"encoding/json"
	"fmt"

	"duban/internal/app"
)

// rehearse prints every message that would be sent in a span of time, sending
// nothing.
func rehearse(ctx context.Context, e env) error {
	cmd := newCommand(e, "rehearse")
	from := cmd.moment("from", "first `moment`, like 2011-09-01T00:00+08:00")
	to := cmd.moment("to", "last `moment`, included")
	asJSON := cmd.Bool("json", false, "one JSON document per message")
	c, _, err := cmd.read(e.args, 0)
	if err != nil {
		return err
	}
	if from.IsZero() || to.IsZero() || to.Before(from.Time) {
		return usagef("--from T and --to T are needed, and --to not before --from")
	}
	return withApp(ctx, e, c, fixed(from.Time), func(a *app.App) error {
		enc := json.NewEncoder(e.stdout)
		enc.SetEscapeHTML(false)
		return a.Rehearse(ctx, from.Time, to.Time, func(l app.Line) error {
			if *asJSON {
				return enc.Encode(l)
			}
			_, err := fmt.Fprintf(e.stdout, "%s  %s %s  %s %s\n%s\n\n", l.At, l.Channel, l.To, l.Deliverable, l.Rung, l.Text)
			return err
		})
	})
}
