package storage

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"
	"strings"

	"github.com/jmoiron/sqlx"
)

// session is one SQLite connection with the statements prepared on it. It
// belongs to one goroutine at a time, so it speaks to the driver itself: the
// pool's care for connections that many share would cost a good part of what a
// short statement does.
//
// A statement runs to its end once begun; the context is looked at before.
type session struct {
	conn  *sqlx.Conn
	raw   driver.ConnPrepareContext // of conn, which nothing else uses
	stmts map[string]statement
	bound []driver.NamedValue // room for the arguments of one statement

	// of the writer, while its transaction is open
	known  memo
	wrote  bool  // the function at work ran a statement that may write
	failed error // of its first statement that failed
}

// statement is what the driver prepares.
type statement interface {
	driver.Stmt
	driver.StmtExecContext
	driver.StmtQueryContext
}

// maxStatements bounds the statements kept; there are fewer texts than this
// but for lists of unusual length.
const maxStatements = 256

func newSession(ctx context.Context, db *sqlx.DB) (*session, error) {
	conn, err := db.Connx(ctx)
	if err != nil {
		return nil, err
	}
	s := &session{conn: conn, stmts: map[string]statement{}}
	err = conn.Raw(func(c any) error {
		raw, ok := c.(driver.ConnPrepareContext)
		if !ok {
			return fmt.Errorf("the driver's connection is a %T", c)
		}
		s.raw = raw
		return nil
	})
	if err != nil {
		_ = conn.Close() // the first error tells more
		return nil, err
	}
	return s, nil
}

// prepare returns the statement and puts its arguments into s.bound.
func (s *session) prepare(query string, args []any) (st statement, err error) {
	if s.bound, err = bindings(s.bound[:0], args); err != nil {
		return nil, err
	}
	s.wrote = s.wrote || !strings.HasPrefix(query, "SELECT")
	if st, ok := s.stmts[query]; ok {
		return st, nil
	}
	if s.stmts == nil {
		return nil, sql.ErrConnDone
	}
	if len(s.stmts) >= maxStatements {
		s.forget()
	}
	prepared, err := s.raw.PrepareContext(context.Background(), query)
	if err != nil {
		return nil, err
	}
	st, ok := prepared.(statement)
	if !ok {
		_ = prepared.Close()
		return nil, fmt.Errorf("the driver's statement is a %T", prepared)
	}
	s.stmts[query] = st
	return st, nil
}

func (s *session) query(ctx context.Context, query string, args []any) (rows, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	st, err := s.prepare(query, args)
	if err != nil {
		return nil, err
	}
	found, err := st.QueryContext(context.Background(), s.bound)
	if err != nil {
		return nil, s.note(err)
	}
	return &liteRows{rows: found, values: make([]driver.Value, len(found.Columns()))}, nil
}

func (s *session) exec(ctx context.Context, query string, args []any) (sql.Result, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return s.do(query, args...)
}

// do runs a statement, also at the ends of transactions, whatever became of
// their context.
func (s *session) do(query string, args ...any) (sql.Result, error) {
	st, err := s.prepare(query, args)
	if err != nil {
		return nil, err
	}
	done, err := st.ExecContext(context.Background(), s.bound)
	return done, s.note(err)
}

// note keeps the first failure.
func (s *session) note(err error) error {
	if s.failed == nil {
		s.failed = err
	}
	return err
}

// outside returns s: transactions follow one another anyway.
func (s *session) outside() querier { return s }

func (s *session) memo() memo { return s.known }

func (s *session) forget() {
	for q, st := range s.stmts {
		_ = st.Close() // a statement that cannot be finalized goes with its connection
		delete(s.stmts, q)
	}
}

func (s *session) close() error {
	s.forget()
	s.stmts = nil
	return s.conn.Close()
}
