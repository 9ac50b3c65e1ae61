package storage

import (
	"context"
	"fmt"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"

	"duban/campaign"
)

// SchemaStatus tells how far the schema is: Current is 0 for an empty database,
// Target is what this program works with.
type SchemaStatus struct{ Current, Target int64 }

// Migrate brings the schema to this program's version. Programs that do so at
// once do not disturb each other. CodeUnavailable: the schema is newer.
func (db *DB) Migrate(ctx context.Context) error {
	const op = "migrate database"
	p, err := db.provider()
	if err != nil {
		return fail(op, err)
	}
	for range 5 { // with SQLite another process may migrate between our look and our step
		st, serr := db.Status(ctx)
		switch {
		case serr != nil:
			return serr
		case st.Current > st.Target:
			return tooNew(op, st)
		case st.Current == st.Target:
			return nil
		}
		if _, err = p.Up(ctx); err == nil {
			return nil
		}
	}
	return fail(op, err)
}

// Status reads the versions and changes nothing.
func (db *DB) Status(ctx context.Context) (SchemaStatus, error) {
	const op = "read schema version"
	p, err := db.provider()
	if err != nil {
		return SchemaStatus{}, fail(op, err)
	}
	sources := p.ListSources()
	st := SchemaStatus{Target: sources[len(sources)-1].Version}
	err = db.backend.view(ctx, func(q querier) error {
		t := &tx{querier: q, dialect: db.dialect}
		var tables int
		if _, err := t.row(ctx, op, []any{&tables}, db.dialect.tableNamed, goose.DefaultTablename); err != nil || tables == 0 {
			return err
		}
		_, err := t.row(ctx, op, []any{&st.Current}, "SELECT coalesce(max(version_id), 0) FROM "+goose.DefaultTablename)
		return err
	})
	return st, fail(op, err)
}

// Ready tells whether the database can be reached and has this program's
// schema: CodeUnavailable where not, with what to do about it.
func (db *DB) Ready(ctx context.Context) error {
	const op = "check schema"
	st, err := db.Status(ctx)
	switch {
	case err != nil:
		return err
	case st.Current > st.Target:
		return tooNew(op, st)
	case st.Current < st.Target:
		return campaign.Errorf(campaign.CodeUnavailable, op, "the schema has version %d, this program needs %d: migrate it", st.Current, st.Target)
	}
	return nil
}

func tooNew(op string, st SchemaStatus) error {
	return campaign.Errorf(campaign.CodeUnavailable, op,
		"the schema has version %d, this program knows %d: %w", st.Current, st.Target, errTooNew)
}

func (db *DB) provider() (*goose.Provider, error) {
	files, err := db.dialect.migrations()
	if err != nil {
		return nil, err
	}
	opts := []goose.ProviderOption{goose.WithDisableGlobalRegistry(true)}
	if db.dialect.goose == goose.DialectPostgres {
		locker, err := lock.NewPostgresSessionLocker(lock.WithLockTimeout(1, 60))
		if err != nil {
			return nil, err
		}
		opts = append(opts, goose.WithSessionLocker(locker))
	}
	p, err := goose.NewProvider(db.dialect.goose, db.sql.DB, files, opts...)
	if err != nil {
		return nil, fmt.Errorf("read migrations: %w", err)
	}
	return p, nil
}
