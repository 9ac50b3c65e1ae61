package app

import (
	"context"
	"errors"

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

// Backup writes all records of the configured database to a file.
func Backup(ctx context.Context, c configs.Config, file string) error {
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
