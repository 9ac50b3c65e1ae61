package storage

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/jmoiron/sqlx"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"duban/campaign"
)

// Options tunes a database. The zero value is right for production.
type Options struct {
	Readers  int // SQLite: connections that read at once; 0 means 4
	MaxConns int // PostgreSQL: open connections; 0 means 16
}

// DB is an open database of campaigns. It is safe for concurrent use.
type DB struct {
	dialect *dialect
	sql     *sqlx.DB // for migrations and archives; of SQLite the connections that may write
	backend backend
	rosters sync.Map // campaign id -> *roster
}

// Open opens sqlite:PATH, which is created where it is missing, or
// postgres://…, which is reached for at the first use. A SQLite path may end in
// ?mode=ro. CodeInvalid: an address of neither kind; CodeUnavailable: the file
// cannot be opened.
func Open(ctx context.Context, url string, opts Options) (*DB, error) {
	scheme, rest, _ := strings.Cut(url, ":")
	switch {
	case scheme == "sqlite" && rest != "":
		db, err := openSQLite(ctx, rest, opts)
		if err != nil {
			return nil, fail("open database", explained(rest, err))
		}
		return db, nil
	case scheme == "postgres" || scheme == "postgresql":
		return openPostgres(url, opts)
	}
	return nil, campaign.Errorf(campaign.CodeInvalid, "open database", "the address must be sqlite:PATH or postgres://…")
}

// explained adds to SQLite's words on a file what the system says of it, or
// what to look at.
func explained(path string, err error) error {
	path, _, _ = strings.Cut(path, "?")
	f, cause := os.OpenFile(path, os.O_RDWR, 0)
	if cause != nil {
		return fmt.Errorf("%w: %w", err, cause)
	}
	_ = f.Close() // nothing was written
	if lite := (*sqlite.Error)(nil); errors.As(err, &lite) && lite.Code()&0xff == sqlite3.SQLITE_IOERR {
		return fmt.Errorf("%s: %w: see that its disk has room", path, err)
	}
	return fmt.Errorf("%s: %w", path, err)
}

// Ping tells whether the database can be reached; CodeUnavailable where not.
func (db *DB) Ping(ctx context.Context) error {
	return fail("reach database", db.backend.view(ctx, func(q querier) error {
		rows, err := q.query(ctx, "SELECT 1", nil)
		if err != nil {
			return err
		}
		return rows.Close()
	}))
}

// Skew returns how far the database's clock is ahead of now, to about the time
// that asking takes. SQLite has none of its own: 0.
func (db *DB) Skew(ctx context.Context, now func() time.Time) (skew time.Duration, err error) {
	const op = "compare clocks"
	if db.dialect.clock == "" {
		return 0, nil
	}
	err = db.backend.view(ctx, func(q querier) error {
		asked := now()
		rows, err := q.query(ctx, db.dialect.clock, nil)
		if err != nil {
			return err
		}
		defer rows.Close()
		var theirs time.Time
		if rows.Next() {
			err = rows.Scan(stamp{&theirs})
		}
		answered := now()
		skew = theirs.Sub(asked.Add(answered.Sub(asked) / 2))
		return errors.Join(err, rows.Err())
	})
	return skew, fail(op, err)
}

// Close awaits the transactions under way, of PostgreSQL only their statements,
// and closes the database. Using it later is a CodeUnavailable.
func (db *DB) Close() error { return fail("close database", db.backend.close()) }
