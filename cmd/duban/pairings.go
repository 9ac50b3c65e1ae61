package main

import (
	"context"
	"encoding/json"
	"fmt"

	"duban/configs"
	"duban/internal/app"
)

// pairings imports the register of pairings from a file, after showing what
// would change, or lists it.
func pairings(ctx context.Context, e env) error {
	return importOrList(ctx, e, pairingsImport, pairingsList)
}

func pairingsImport(ctx context.Context, e env, args []string) error {
	cmd := newCommand(e, "pairings import")
	yes := cmd.Bool("yes", false, "apply the changes")
	c, files, err := cmd.read(args, 1)
	if err != nil {
		return err
	}
	f, err := open(files[0])
	if err != nil {
		return err
	}
	defer f.Close()
	list, problems := configs.ReadPairings(files[0], f)
	if err := reportProblems(e, problems); err != nil {
		return err
	}
	return withApp(ctx, e, c, e.now, func(a *app.App) error {
		do := a.PairingChanges
		if *yes {
			do = a.ImportPairings
		}
		changes, err := do(ctx, list)
		if err != nil {
			return err
		}
		fmt.Fprint(e.stdout, changes)
		if !*yes {
			fmt.Fprintln(e.stdout, "nothing applied: add --yes to apply")
		}
		return nil
	})
}

// pairing is one line of pairings list --json.
type pairing struct {
	ID      int64  `json:"id"`
	Unit    string `json:"unit"`
	UserID  string `json:"userid"`
	Place   string `json:"place"`
	Partner string `json:"partner"`
	Since   string `json:"since"`
	Until   string `json:"until,omitempty"`
}

func pairingsList(ctx context.Context, e env, args []string) error {
	cmd := newCommand(e, "pairings list")
	asJSON := cmd.Bool("json", false, "one JSON document per pairing")
	c, _, err := cmd.read(args, 0)
	if err != nil {
		return err
	}
	return withApp(ctx, e, c, e.now, func(a *app.App) error {
		list, err := a.Pairings(ctx)
		if err != nil {
			return err
		}
		enc := json.NewEncoder(e.stdout)
		enc.SetEscapeHTML(false)
		for _, p := range list {
			if *asJSON {
				if err := enc.Encode(pairing{p.ID, p.Unit, p.UserID, p.Place, p.Partner, p.Since.String(), p.Until.String()}); err != nil {
					return err
				}
				continue
			}
			fmt.Fprintf(e.stdout, "%d\t%s\t%s\t%s\t%s\t%s\t%s\n", p.ID, p.Unit, p.UserID, p.Place, p.Partner, p.Since, p.Until)
		}
		return nil
	})
}
