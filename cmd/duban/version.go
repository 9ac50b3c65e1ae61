package main

import (
	"context"
	"fmt"
	"runtime/debug"
)

// version prints what this binary was built from.
func version(_ context.Context, e env) error {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		fmt.Fprintln(e.stdout, "duban (unknown build)")
		return nil
	}
	revision := ""
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" {
			revision = " " + s.Value
		}
	}
	fmt.Fprintf(e.stdout, "duban %s%s %s\n", info.Main.Version, revision, info.GoVersion)
	return nil
}
