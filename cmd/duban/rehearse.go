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
	change := changeOptions(cmd)
	asJSON := cmd.Bool("json", false, "one JSON document per message, or one of the whole change")
	c, _, err := cmd.read(e.args, 0)
	if err != nil {
		return err
	}
	if from.IsZero() || to.IsZero() || to.Before(from.Time) {
		return usagef("--from T and --to T are needed, and --to not before --from")
	}
	return withApp(ctx, e, c, fixed(from.Time), func(a *app.App) error {
		if change.given() {
			what, err := change.read(ctx, e, a)
			if err != nil {
				return err
			}
			effect, err := a.Effect(ctx, what, from.Time, to.Time)
			if err != nil {
				return asUsage(err)
			}
			return printEffect(e, effect, *asJSON, true)
		}
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

// printEffect writes what a change does to the messages: a JSON document, or one
// line, with every message that differs before it where lines are asked for.
func printEffect(e env, effect app.Effect, asJSON, lines bool) error {
	if asJSON {
		enc := json.NewEncoder(e.stdout)
		enc.SetEscapeHTML(false)
		return enc.Encode(effect)
	}
	for _, d := range effect.Lines {
		if lines {
			fmt.Fprintf(e.stdout, "%s %s  %s %s  %s %s %s\n", d.Change, d.At, d.Channel, d.To, d.Deliverable, d.Period, d.Rung)
		}
	}
	_, err := fmt.Fprintln(e.stdout, effect)
	return err
}
