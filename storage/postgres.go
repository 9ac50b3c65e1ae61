package storage

import (
	"context"
	"database/sql"
	"errors"
	"math/rand/v2"
	"net"
	"strings"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/jmoiron/sqlx"

	"duban/campaign"
)

func openPostgres(url string, opts Options) (*DB, error) {
	cfg, err := pgx.ParseConfig(url)
	if err != nil { // its text hides the password
		return nil, &campaign.Error{Code: campaign.CodeInvalid, Op: "open database", Err: err}
	}
	if cfg.ConnectTimeout == 0 {
		cfg.ConnectTimeout = 5 * time.Second
	}
	cfg.DialFunc = (&net.Dialer{
		Control:         giveUp(silence),
		KeepAliveConfig: net.KeepAliveConfig{Enable: true, Idle: silence / 2, Interval: silence / 8, Count: 4},
	}).DialContext
	if opts.MaxConns <= 0 {
		opts.MaxConns = 16
	}
	db := sqlx.NewDb(stdlib.OpenDB(*cfg, stdlib.OptionAfterConnect(forgetTheDead)), "pgx")
	db.SetMaxOpenConns(opts.MaxConns)
	db.SetMaxIdleConns(opts.MaxConns)
	apart := sqlx.NewDb(stdlib.OpenDB(*cfg, stdlib.OptionAfterConnect(countQuickly)), "pgx")
	apart.SetMaxOpenConns(2)
	apart.SetMaxIdleConns(2)
	d := postgresDialect()
	return &DB{dialect: d, sql: db, backend: &postgresBackend{db: db, apart: apart, d: d}}, nil
}

// silence is how long the database's machine may be mute before its connections
// are given up.
const silence = 20 * time.Second

// countQuickly prepares a connection on which numbers are drawn: a number need
// not be on disk before the work that bears it, whose commit takes it along.
func countQuickly(ctx context.Context, conn *pgx.Conn) error {
	_, err := conn.Exec(ctx, "SET synchronous_commit = off; SET lock_timeout = '5s'")
	return err
}

// forgetTheDead makes the server end a transaction whose client went silent, for
// the locks of a machine that fell off the network would hold up all others for
// hours.
func forgetTheDead(ctx context.Context, conn *pgx.Conn) error {
	_, err := conn.Exec(ctx, "SET idle_in_transaction_session_timeout = '30s'")
	return err
}

// postgresBackend runs each transaction on a connection of the pool. Each
// statement of an update sees what was committed before it; what two updates
// could change at once is locked where it is read.
type postgresBackend struct {
	db     *sqlx.DB
	apart  *sqlx.DB // for numbers, which would make those who file wait for each other's commits
	d      *dialect
	closed atomic.Bool
}

// maxTries bounds how often a transaction is run that the database gave up.
const maxTries = 8

func (b *postgresBackend) update(ctx context.Context, fn func(querier) error) (err error) {
	for try := range maxTries {
		err = b.run(ctx, &sql.TxOptions{Isolation: sql.LevelReadCommitted}, fn)
		if !conflicted(err) {
			return err
		}
		pause := time.NewTimer(time.Duration(rand.Int64N(int64(time.Millisecond) << try)))
		select {
		case <-ctx.Done():
			pause.Stop()
			return ctx.Err()
		case <-pause.C:
		}
	}
	return err
}

func (b *postgresBackend) view(ctx context.Context, fn func(querier) error) error {
	return b.run(ctx, &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true}, fn)
}

func (b *postgresBackend) run(ctx context.Context, how *sql.TxOptions, fn func(querier) error) error {
	if b.closed.Load() {
		return errClosed
	}
	t, err := b.db.BeginTxx(ctx, how)
	if err != nil {
		return err
	}
	done := false
	defer func() { // also when fn ends the goroutine
		if !done {
			_ = t.Rollback() // the first error tells more
		}
	}()
	if err := fn(pgQuerier{t, b.d, b.apart}); err != nil {
		return err
	}
	done = true
	return t.Commit()
}

func (b *postgresBackend) close() error {
	b.closed.Store(true)
	return errors.Join(b.db.Close(), b.apart.Close())
}

// pgQuerier runs statements in a transaction of PostgreSQL, or each on its own;
// it prepares them once per connection.
type pgQuerier struct {
	on    sqlx.ExtContext
	d     *dialect
	apart *sqlx.DB
}

// outside runs statements beside the transaction: each is decided at once.
func (q pgQuerier) outside() querier { return pgQuerier{q.apart, q.d, q.apart} }

func (q pgQuerier) query(ctx context.Context, query string, args []any) (rows, error) {
	return q.on.QueryContext(ctx, q.d.rebind(query), clean(args)...)
}

func (q pgQuerier) exec(ctx context.Context, query string, args []any) (sql.Result, error) {
	return q.on.ExecContext(ctx, q.d.rebind(query), clean(args)...)
}

// memo returns nil: others may write at the same time.
func (pgQuerier) memo() memo { return nil }

// clean replaces what a text of PostgreSQL cannot hold: zero bytes and broken
// UTF-8.
func clean(args []any) []any {
	for i, a := range args {
		if s, ok := a.(*string); ok {
			a = *s
		}
		if s, ok := a.(string); ok {
			args[i] = strings.ToValidUTF8(strings.ReplaceAll(s, "\x00", "\uFFFD"), "\uFFFD")
		}
	}
	return args
}
