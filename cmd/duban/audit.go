package main

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"duban/internal/app"
)

// act is one line of audit --json.
type act struct {
	At     time.Time `json:"at"`
	Actor  string    `json:"actor"`
	Act    string    `json:"act"`
	Target string    `json:"target"`
	Detail string    `json:"detail"`
}

// audit lists who did what beyond a member's own, the newest first.
func audit(ctx context.Context, e env) error {
	cmd := newCommand(e, "audit")
	asJSON := cmd.Bool("json", false, "one JSON document per act")
	limit := cmd.Int("limit", 1000, "at most `N` acts, the newest")
	c, _, err := cmd.read(e.args, 0)
	if err != nil {
		return err
	}
	return withApp(ctx, e, c, e.now, func(a *app.App) error {
		trail, err := a.Audits(ctx, *limit)
		if err != nil {
			return err
		}
		enc := json.NewEncoder(e.stdout)
		enc.SetEscapeHTML(false)
		for _, x := range trail {
			line := act{x.At.In(a.Plan.Zone), x.Actor, x.Act, x.Target, x.Detail}
			if *asJSON {
				if err := enc.Encode(line); err != nil {
					return err
				}
				continue
			}
			fmt.Fprintf(e.stdout, "%s\t%s\t%s\t%s\t%q\n", line.At.Format(time.RFC3339), line.Actor, line.Act, line.Target, line.Detail)
		}
		return nil
	})
}
