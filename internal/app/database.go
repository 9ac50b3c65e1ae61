package app

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"strings"

	"duban/campaign"
	"duban/configs"
	"duban/storage"
)

// Schema tells how far the database's schema is, and how far it should be.
type Schema = storage.SchemaStatus

// OpenDatabase opens the configured database without touching its schema.
func OpenDatabase(ctx context.Context, c configs.Config) (*storage.DB, error) {
	return storage.Open(ctx, string(c.DatabaseURL), storage.Options{})
}

// Migrate brings the configured database to this program's schema.
func Migrate(ctx context.Context, c configs.Config) error {
	return withDatabase(ctx, c, func(db *storage.DB) error { return db.Migrate(ctx) })
}

// SchemaOf reads the schema of the configured database.
func SchemaOf(ctx context.Context, c configs.Config) (Schema, error) {
	var s Schema
	err := withDatabase(ctx, c, func(db *storage.DB) (err error) {
		s, err = db.Status(ctx)
		return err
	})
	return s, err
}

// sqliteFile returns the file of an SQLite database; ok is false for another
// kind.
func sqliteFile(c configs.Config) (path string, ok bool) {
	path, ok = strings.CutPrefix(string(c.DatabaseURL), "sqlite:")
	path, _, _ = strings.Cut(path, "?")
	return path, ok
}

// Backup writes all records of the configured database to a file. CodeNotFound:
// there is no such database, and none is made.
func Backup(ctx context.Context, c configs.Config, file string) error {
	if path, ok := sqliteFile(c); ok {
		if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
			return campaign.Errorf(campaign.CodeNotFound, "back up", "there is no database %s: go to the service's folder, or name the file with --database-url", path)
		}
	}
	return withDatabase(ctx, c, func(db *storage.DB) error { return db.Backup(ctx, file) })
}

// Restore reads a backup into the configured database, which must be empty.
func Restore(ctx context.Context, c configs.Config, file string) error {
	return withDatabase(ctx, c, func(db *storage.DB) error {
		if err := db.Migrate(ctx); err != nil {
			return err
		}
		return db.Restore(ctx, file)
	})
}

func withDatabase(ctx context.Context, c configs.Config, use func(*storage.DB) error) (err error) {
	db, err := OpenDatabase(ctx, c)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	return use(db)
}
