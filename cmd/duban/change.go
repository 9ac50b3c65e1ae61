package main

import (
	"context"
	"strings"

	"duban/campaign"
	"duban/configs"
	"duban/internal/app"
)

// change is the options that name what the office is about to change, so that
// its effect is seen before.
type change struct {
	campaign, roster, holidays string
	deadlines                  []string
}

func changeOptions(cmd *command) *change {
	c := &change{}
	cmd.StringVar(&c.campaign, "against", "", "print what another campaign `file` would change instead")
	cmd.StringVar(&c.roster, "against-roster", "", "print what importing a roster `file` would change instead")
	cmd.StringVar(&c.holidays, "against-holidays", "", "print what another holiday `table` would change instead")
	cmd.Func("against-deadline", "print what a moved deadline would change instead: `id=time`, or id@period=time", func(s string) error {
		c.deadlines = append(c.deadlines, s)
		return nil
	})
	return c
}

// given tells whether the command line names a change.
func (c *change) given() bool {
	return c.campaign != "" || c.roster != "" || c.holidays != "" || len(c.deadlines) > 0
}

// read reads the change from its files.
func (c *change) read(ctx context.Context, e env, a *app.App) (app.Change, error) {
	out := app.Change{Campaign: c.campaign, Holidays: c.holidays}
	for _, d := range c.deadlines {
		what, when, _ := strings.Cut(d, "=")
		due := moment{name: "against-deadline", text: when}
		if err := due.read(a.Plan.Zone); err != nil {
			return out, err
		}
		out.Deadlines = append(out.Deadlines, app.Move{What: what, Due: due.Time})
	}
	if c.roster == "" {
		return out, nil
	}
	people, err := readRoster(e, c.roster)
	if err != nil {
		return out, err
	}
	out.Roster, err = a.RosterChanges(ctx, people)
	return out, err
}

// readRoster reads a roster file and reports its problems.
func readRoster(e env, name string) ([]campaign.Member, error) {
	f, err := open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	people, problems := configs.ReadRoster(name, f)
	return people, reportProblems(e, problems)
}
