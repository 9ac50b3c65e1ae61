package main

import (
	"context"
	"fmt"

	"duban/configs"
	"duban/internal/app"
)

// databaseVerb reads the command line of a verb with one argument.
func databaseVerb(e env, what string) (configs.Config, string, error) {
	c, args, err := newCommand(e, what).read(e.args, 1)
	if err != nil {
		return configs.Config{}, "", err
	}
	return c, args[0], nil
}

// migrate brings the database's schema to this version, or says where it is.
func migrate(ctx context.Context, e env) error {
	c, what, err := databaseVerb(e, "migrate")
	if err != nil {
		return err
	}
	switch what {
	case "up":
		if err := app.Migrate(ctx, c); err != nil {
			return asUsage(err)
		}
	case "status":
	default:
		return usagef("unknown %q: want up or status", what)
	}
	s, err := app.SchemaOf(ctx, c)
	if err != nil {
		return asUsage(err)
	}
	fmt.Fprintf(e.stdout, "schema %d of %d\n", s.Current, s.Target)
	return nil
}

// backup writes all records of the database to a file.
func backup(ctx context.Context, e env) error {
	c, file, err := databaseVerb(e, "backup")
	if err != nil {
		return err
	}
	return asUsage(app.Backup(ctx, c, file))
}

// restore reads a backup into an empty database.
func restore(ctx context.Context, e env) error {
	c, file, err := databaseVerb(e, "restore")
	if err != nil {
		return err
	}
	return asUsage(app.Restore(ctx, c, file))
}
