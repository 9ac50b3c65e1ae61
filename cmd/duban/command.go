package main

import (
	"context"
	"errors"
	"flag"
	"os"
	"time"

	"duban/campaign"
	"duban/configs"
	"duban/internal/app"
)

// newFlags returns the flag set of a verb that needs no configuration.
func newFlags(e env, name string) *flag.FlagSet {
	flags := flag.NewFlagSet("duban "+name, flag.ContinueOnError)
	flags.SetOutput(e.stderr)
	return flags
}

// parse reads options and arguments in any order and wants exactly n
// arguments.
func parse(flags *flag.FlagSet, args []string, n int) ([]string, error) {
	var rest []string
	for {
		if err := flags.Parse(args); errors.Is(err, flag.ErrHelp) {
			return nil, err
		} else if err != nil {
			return nil, usageError{err}
		}
		if flags.NArg() == 0 {
			break
		}
		rest = append(rest, flags.Arg(0))
		args = flags.Args()[1:]
	}
	if len(rest) != n {
		return nil, usagef("want %d argument(s), got %d: %q", n, len(rest), rest)
	}
	return rest, nil
}

// importOrList carries out one half of a verb that keeps a register.
func importOrList(ctx context.Context, e env, imports, lists func(context.Context, env, []string) error) error {
	if len(e.args) == 0 {
		return usagef("want import FILE or list")
	}
	switch e.args[0] {
	case "import":
		return imports(ctx, e, e.args[1:])
	case "list":
		return lists(ctx, e, e.args[1:])
	}
	return usagef("unknown %q: want import or list", e.args[0])
}

// command is the command line of a verb that works by the configuration: its
// own options, one for every setting, and --config.
type command struct {
	*flag.FlagSet
	env
	given   map[string]string
	moments []*moment
}

// moment is an option that holds a time.
type moment struct {
	name, text string
	time.Time  // zero when the option was not given
}

func newCommand(e env, name string) *command {
	c := &command{FlagSet: newFlags(e, name), env: e, given: map[string]string{}}
	set := func(name string) func(string) error {
		return func(v string) error { c.given[name] = v; return nil }
	}
	for _, o := range configs.Options() {
		c.Func(o.Flag(), o.Doc, set(o.Flag()))
	}
	c.Func("config", "configuration `file`", set("config"))
	return c
}

// moment adds an option that holds a time: RFC 3339, or a day or minute in the
// campaign's zone.
func (c *command) moment(name, doc string) *moment {
	m := &moment{name: name}
	c.StringVar(&m.text, name, "", doc)
	c.moments = append(c.moments, m)
	return m
}

// read reads the command line, which must have n arguments, and the
// configuration.
func (c *command) read(args []string, n int) (configs.Config, []string, error) {
	rest, err := parse(c.FlagSet, args, n)
	if err != nil {
		return configs.Config{}, nil, err
	}
	config, err := configs.Load(c.given, c.environ, os.ReadFile)
	if err != nil {
		return configs.Config{}, nil, usageError{err}
	}
	return config, rest, c.readMoments(config)
}

// readMoments reads the times that were given in the zone of the campaign.
func (c *command) readMoments(config configs.Config) error {
	for _, m := range c.moments {
		if m.text == "" {
			continue
		}
		plan, _, err := app.LoadPlan(config, campaign.DateOf(c.now()))
		if err != nil {
			return asUsage(err)
		}
		if err := m.read(plan.Zone); err != nil {
			return err
		}
	}
	return nil
}

func (m *moment) read(zone *time.Location) error {
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04Z07:00", "2006-01-02T15:04:05", "2006-01-02T15:04", "2006-01-02 15:04:05", "2006-01-02 15:04", time.DateOnly} {
		if t, err := time.ParseInLocation(layout, m.text, zone); err == nil {
			m.Time = t.In(zone)
			return nil
		}
	}
	return usagef("--%s: %q is not a time like 2011-10-17T09:10+08:00", m.name, m.text)
}
