package main

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"duban/campaign"
	"duban/configs"
	"duban/internal/app"
)

// roster imports people from a file, after showing what would change, or lists
// them.
func roster(ctx context.Context, e env) error {
	return importOrList(ctx, e, rosterImport, rosterList)
}

func rosterImport(ctx context.Context, e env, args []string) error {
	cmd := newCommand(e, "roster import")
	yes := cmd.Bool("yes", false, "apply the changes")
	effect := cmd.Bool("effect", true, "without --yes: say what it does to the messages of the rest of the campaign")
	asJSON := cmd.Bool("json", false, "without --yes: print that effect alone, as one JSON document")
	c, files, err := cmd.read(args, 1)
	if err != nil {
		return err
	}
	people, err := readRoster(e, files[0])
	if err != nil {
		return err
	}
	return withApp(ctx, e, c, e.now, func(a *app.App) error {
		changes, err := a.RosterChanges(ctx, people)
		if err != nil {
			return err
		}
		if !*yes && *asJSON {
			return previewEffect(ctx, e, a, changes, true)
		}
		fmt.Fprint(e.stdout, changes)
		if !*yes {
			if *effect && !changes.Empty() {
				if err := previewEffect(ctx, e, a, changes, false); err != nil {
					return err
				}
			}
			fmt.Fprintln(e.stdout, "nothing applied: add --yes to apply")
			return nil
		}
		return a.ImportRoster(ctx, changes)
	})
}

// previewEffect says what the changes do to the messages.
func previewEffect(ctx context.Context, e env, a *app.App, changes configs.Changes, asJSON bool) error {
	effect, err := a.Effect(ctx, app.Change{Roster: changes}, e.now(), a.Rest())
	if err != nil {
		return err
	}
	return printEffect(e, effect, asJSON, false)
}

// listed is one line of roster list --json.
type listed struct {
	UserID string          `json:"userid"`
	Name   string          `json:"name"`
	Unit   string          `json:"unit"`
	Roles  []campaign.Role `json:"roles"`
}

func rosterList(ctx context.Context, e env, args []string) error {
	cmd := newCommand(e, "roster list")
	asJSON := cmd.Bool("json", false, "one JSON document per person")
	c, _, err := cmd.read(args, 0)
	if err != nil {
		return err
	}
	return withApp(ctx, e, c, e.now, func(a *app.App) error {
		people, err := a.Members(ctx)
		if err != nil {
			return err
		}
		enc := json.NewEncoder(e.stdout)
		enc.SetEscapeHTML(false)
		for _, m := range people {
			if *asJSON {
				if err := enc.Encode(listed{m.UserID, m.Name, m.Unit, m.Roles}); err != nil {
					return err
				}
				continue
			}
			var roles []string
			for _, r := range m.Roles {
				roles = append(roles, string(r))
			}
			fmt.Fprintf(e.stdout, "%s\t%s\t%s\t%s\n", m.UserID, m.Name, m.Unit, strings.Join(roles, "|"))
		}
		return nil
	})
}
