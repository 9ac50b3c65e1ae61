package storage

import (
	"context"
	"database/sql"

	"github.com/jmoiron/sqlx"
)

// session is one SQLite connection with the statements prepared on it. It
// belongs to one goroutine at a time.
//
// A statement runs to its end once begun: statements are short, and a watcher
// for each would cost more than most of them. The context is looked at before.
type session struct {
	conn  *sqlx.Conn
	stmts map[string]*sqlx.Stmt
	known memo // of the writer, while its transaction is open
}

// maxStatements bounds the statements kept; there are fewer texts than this
// but for lists of unusual length.
const maxStatements = 256

func newSession(ctx context.Context, db *sqlx.DB) (*session, error) {
	conn, err := db.Connx(ctx)
	if err != nil {
		return nil, err
	}
	return &session{conn: conn, stmts: map[string]*sqlx.Stmt{}}, nil
}

func (s *session) prepare(ctx context.Context, query string) (*sqlx.Stmt, error) {
	if st, ok := s.stmts[query]; ok {
		return st, nil
	}
	if len(s.stmts) >= maxStatements {
		s.forget()
	}
	st, err := s.conn.PreparexContext(ctx, query)
	if err == nil {
		s.stmts[query] = st
	}
	return st, err
}

func (s *session) query(ctx context.Context, query string, args []any) (*sql.Rows, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	ctx = context.WithoutCancel(ctx)
	st, err := s.prepare(ctx, query)
	if err != nil {
		return nil, err
	}
	return st.QueryContext(ctx, args...)
}

func (s *session) exec(ctx context.Context, query string, args []any) (sql.Result, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return s.do(ctx, query, args...)
}

// do runs a statement whatever became of the context: the ends of
// transactions.
func (s *session) do(ctx context.Context, query string, args ...any) (sql.Result, error) {
	ctx = context.WithoutCancel(ctx)
	st, err := s.prepare(ctx, query)
	if err != nil {
		return nil, err
	}
	return st.ExecContext(ctx, args...)
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
	return s.conn.Close()
}
