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
	flags := newFlags(e, "rehearse")
	config := configFlags(flags, e)
	from := timeFlag(flags, "from", "first `moment`, like 2011-09-01T00:00+08:00")
	to := timeFlag(flags, "to", "last `moment`, included")
	asJSON := flags.Bool("json", false, "one JSON document per message")
	if _, err := parse(flags, e.args, 0); err != nil {
		return err
	}
	c, err := config()
	if err != nil {
		return err
	}
	loc, err := zone(e, c)
	if err != nil {
		return err
	}
	first, err := from(loc)
	if err != nil {
		return err
	}
	last, err := to(loc)
	if err != nil {
		return err
	}
	if first.IsZero() || last.IsZero() || last.Before(first) {
		return usagef("--from T and --to T are needed, and --to not before --from")
	}
	return withApp(ctx, e, c, fixed(first), func(a *app.App) error {
		enc := json.NewEncoder(e.stdout)
		enc.SetEscapeHTML(false)
		return a.Rehearse(ctx, first, last, func(l app.Line) error {
			if *asJSON {
				return enc.Encode(l)
			}
			_, err := fmt.Fprintf(e.stdout, "%s  %s %s  %s %s\n%s\n\n", l.At, l.Channel, l.To, l.Deliverable, l.Rung, l.Text)
			return err
		})
	})
}
