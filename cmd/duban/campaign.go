package main

import (
	"context"
	"fmt"
	"os"

	"duban/campaign"
	"duban/configs"
)

// campaignVerb works on a campaign file: check FILE, show FILE, shift FILE
// --start DATE --out FILE. FILE may be the name of an embedded campaign.
func campaignVerb(_ context.Context, e env) error {
	if len(e.args) == 0 {
		return usagef("want check, show or shift")
	}
	what := e.args[0]
	flags := newFlags(e, "campaign "+what)
	var start, out string
	if what == "shift" {
		flags.StringVar(&start, "start", "", "first `day` of the moved campaign, like 2026-09-01")
		flags.StringVar(&out, "out", "", "`file` to write")
	}
	files, err := parse(flags, e.args[1:], 1)
	if err != nil {
		return err
	}
	data, err := configs.CampaignFile(files[0], campaign.DateOf(e.now()), os.ReadFile)
	if err != nil {
		return asUsage(err)
	}
	plan, problems := configs.LoadCampaign(files[0], data)
	switch what {
	case "check":
		return check(e, files[0], problems)
	case "show":
		if err := reportProblems(e, problems); err != nil {
			return err
		}
		_, err := fmt.Fprint(e.stdout, configs.Show(plan))
		return err
	case "shift":
		if err := reportProblems(e, problems); err != nil {
			return err
		}
		return shift(data, start, out)
	}
	return usagef("unknown %q: want check, show or shift", what)
}

func check(e env, name string, problems configs.Problems) error {
	if err := reportProblems(e, problems); err != nil {
		return err
	}
	_, err := fmt.Fprintf(e.stdout, "%s: ok\n", name)
	return err
}

// reportProblems prints every problem and fails where one is more than a
// warning.
func reportProblems(e env, problems configs.Problems) error {
	for _, p := range problems {
		kind := "error"
		if p.Warning {
			kind = "warning"
		}
		fmt.Fprintf(e.stderr, "%s: %s\n", kind, p)
	}
	if problems.Err() != nil {
		return errFailed
	}
	return nil
}

func shift(data []byte, start, out string) error {
	day, err := campaign.ParseDate(start)
	if err != nil {
		return usagef("--start: %v", err)
	}
	if out == "" {
		return usagef("--out FILE is missing")
	}
	moved, err := configs.Shift(data, day)
	if err != nil {
		return err
	}
	return writeFile(out, moved)
}
