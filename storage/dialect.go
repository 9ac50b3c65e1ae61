package storage

import (
	"embed"
	"io/fs"
	"sync"

	"github.com/jmoiron/sqlx"
	"github.com/pressly/goose/v3"
)

//go:embed migrations
var migrations embed.FS

// dialect is what differs between the databases below the statements.
type dialect struct {
	name       string
	goose      goose.Dialect
	bindType   int
	skipLocked string // ends a SELECT of rows to work on
	forUpdate  string // ends a SELECT of a row to change
	clock      string // reads the database's clock in microseconds; "" where it has none
	tableNamed string // counts the tables of a name
	rebound    sync.Map
}

func sqliteDialect() *dialect {
	return &dialect{
		name: "sqlite", goose: goose.DialectSQLite3, bindType: sqlx.QUESTION,
		tableNamed: "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = ?",
	}
}

func postgresDialect() *dialect {
	return &dialect{
		name: "postgres", goose: goose.DialectPostgres, bindType: sqlx.DOLLAR,
		skipLocked: " FOR UPDATE SKIP LOCKED", forUpdate: " FOR UPDATE",
		clock:      "SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint",
		tableNamed: "SELECT count(*) FROM information_schema.tables WHERE table_schema = current_schema() AND table_name = ?",
	}
}

// rebind returns the statement with this dialect's marks.
func (d *dialect) rebind(query string) string {
	if d.bindType == sqlx.QUESTION {
		return query
	}
	if q, ok := d.rebound.Load(query); ok {
		return q.(string)
	}
	q := sqlx.Rebind(d.bindType, query)
	d.rebound.Store(query, q)
	return q
}

func (d *dialect) migrations() (fs.FS, error) { return fs.Sub(migrations, "migrations/"+d.name) }
