package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"duban/configs"
)

// newFlags returns the flag set of a verb.
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

// configFlags adds an option for every key of the configuration and --config.
// The returned function loads the configuration after parsing.
func configFlags(flags *flag.FlagSet, e env) func() (configs.Config, error) {
	given := map[string]string{}
	set := func(name string) func(string) error {
		return func(v string) error { given[name] = v; return nil }
	}
	for _, o := range configs.Options() {
		flags.Func(o.Flag(), o.Doc, set(o.Flag()))
	}
	flags.Func("config", "configuration `file`", set("config"))
	return func() (configs.Config, error) {
		c, err := configs.Load(given, e.environ, os.ReadFile)
		if err != nil {
			return configs.Config{}, usageError{err}
		}
		return c, nil
	}
}

// timeFlag adds an option that holds a moment, RFC 3339 or a day or minute in
// the campaign's zone; the zone is applied by the returned function.
func timeFlag(flags *flag.FlagSet, name, doc string) func(zone *time.Location) (time.Time, error) {
	var text string
	flags.StringVar(&text, name, "", doc)
	return func(zone *time.Location) (time.Time, error) {
		if text == "" {
			return time.Time{}, nil
		}
		for _, layout := range []string{time.RFC3339, "2006-01-02T15:04Z07:00"} {
			if t, err := time.Parse(layout, text); err == nil {
				return t.In(zone), nil
			}
		}
		for _, layout := range []string{"2006-01-02T15:04:05", "2006-01-02T15:04", "2006-01-02 15:04:05", "2006-01-02 15:04", time.DateOnly} {
			if t, err := time.ParseInLocation(layout, text, zone); err == nil {
				return t, nil
			}
		}
		return time.Time{}, usagef("--%s: %q is not a time like 2011-10-17T09:10+08:00", name, text)
	}
}

// writeFile writes data whole or not at all.
func writeFile(name string, data []byte) error {
	tmp, err := os.CreateTemp(filepath.Dir(name), "."+filepath.Base(name)+".*")
	if err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	defer os.Remove(tmp.Name())
	_, err = tmp.Write(data)
	if err == nil {
		err = tmp.Chmod(0o644)
	}
	if err = errors.Join(err, tmp.Close()); err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	return os.Rename(tmp.Name(), name)
}
