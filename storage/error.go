package storage

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"io"
	"net"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"duban/campaign"
)

var (
	errClosed = errors.New("the database is closed")
	errTooNew = errors.New("use a newer program")
)

// fail gives a database error its code; nil stays nil, and an error that has a
// code already keeps it.
func fail(op string, err error) error {
	if err == nil {
		return nil
	}
	if coded := (*campaign.Error)(nil); errors.As(err, &coded) {
		return err
	}
	code := campaign.CodeInternal
	if away(err) {
		code = campaign.CodeUnavailable
	}
	return &campaign.Error{Code: code, Op: op, Err: err}
}

// away tells whether err says that the database cannot serve at present, as
// against a statement that is wrong.
func away(err error) bool {
	for _, sentinel := range []error{
		errClosed, sql.ErrConnDone, sql.ErrTxDone, driver.ErrBadConn, io.EOF, io.ErrUnexpectedEOF,
		context.Canceled, context.DeadlineExceeded, net.ErrClosed,
	} {
		if errors.Is(err, sentinel) {
			return true
		}
	}
	var lite *sqlite.Error
	if errors.As(err, &lite) {
		switch lite.Code() & 0xff {
		case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR,
			sqlite3.SQLITE_FULL, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB,
			sqlite3.SQLITE_NOMEM, sqlite3.SQLITE_PROTOCOL, sqlite3.SQLITE_INTERRUPT:
			return true
		}
		return false
	}
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return pg.Code == "25006" || strings.Contains("08 28 3D 40 53 55 57 58", pg.Code[:2])
	}
	var connect *pgconn.ConnectError
	var network net.Error
	return errors.As(err, &connect) || errors.As(err, &network) || pgconn.Timeout(err) ||
		pgconn.SafeToRetry(err) // such as a connection that broke while it was idle
}

// Passes tells whether what a database was opened or migrated with may work by
// itself later: it is away. One that refuses the password, has no database of
// that name or a newer schema goes on refusing, and so does an SQLite file.
func Passes(err error) bool {
	if lite := (*sqlite.Error)(nil); errors.As(err, &lite) || errors.Is(err, errTooNew) {
		return false
	}
	if pg := (*pgconn.PgError)(nil); errors.As(err, &pg) && strings.Contains("28 3D", pg.Code[:2]) {
		return false
	}
	return campaign.CodeOf(err) == campaign.CodeUnavailable
}

// conflicted tells whether PostgreSQL gave up a transaction that may succeed
// when it is run again.
func conflicted(err error) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && (pg.Code == "40001" || pg.Code == "40P01" || pg.Code == "23505")
}
