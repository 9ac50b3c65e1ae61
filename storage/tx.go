package storage

import (
	"context"
	"database/sql"
	"hash/fnv"
	"slices"
	"strings"
	"time"

	"duban/campaign"
)

// querier runs statements written with question marks.
type querier interface {
	query(ctx context.Context, query string, args []any) (rows, error)
	exec(ctx context.Context, query string, args []any) (sql.Result, error)
	memo() memo
	outside() querier // for what must not wait for the transaction's end
}

// tx is one transaction of one campaign.
type tx struct {
	querier
	*dialect
	campaign string
	now      time.Time // the zero time when only reading
	writes   bool
	people   *roster
}

var _ campaign.Tx = (*tx)(nil)

// all appends to nothing every row of the query, read with bind.
func all[T any](ctx context.Context, t *tx, op string, bind func(*T) []any, query string, args ...any) ([]T, error) {
	rows, err := t.query(ctx, query, args)
	if err != nil {
		return nil, fail(op, err)
	}
	defer rows.Close()
	var out []T
	for rows.Next() {
		var v T
		if err := rows.Scan(bind(&v)...); err != nil {
			return nil, fail(op, err)
		}
		out = append(out, v)
	}
	return out, fail(op, rows.Err())
}

// one returns the only row of the query, CodeNotFound where there is none.
func one[T any](ctx context.Context, t *tx, op string, bind func(*T) []any, query string, args ...any) (T, error) {
	var v T
	found, err := t.row(ctx, op, bind(&v), query, args...)
	if err == nil && !found {
		err = &campaign.Error{Code: campaign.CodeNotFound, Op: op}
	}
	return v, err
}

// row reads the first row of the query into dest.
func (t *tx) row(ctx context.Context, op string, dest []any, query string, args ...any) (found bool, err error) {
	rows, err := t.query(ctx, query, args)
	if err != nil {
		return false, fail(op, err)
	}
	defer rows.Close()
	if !rows.Next() {
		return false, fail(op, rows.Err())
	}
	if err := rows.Scan(dest...); err != nil {
		return false, fail(op, err)
	}
	return true, fail(op, rows.Close())
}

// run executes a statement and returns how many rows it touched.
func (t *tx) run(ctx context.Context, op, query string, args ...any) (int, error) {
	res, err := t.exec(ctx, query, args)
	if err != nil {
		return 0, fail(op, err)
	}
	n, err := res.RowsAffected()
	return int(n), fail(op, err)
}

// rowsAtOnce is how many rows go into one statement.
const rowsAtOnce = 50

// insert adds rows to the columns of a table, many with one statement.
func (t *tx) insert(ctx context.Context, op, into string, rows [][]any, conflict string) error {
	for part := range slices.Chunk(rows, rowsAtOnce) {
		_, err := t.run(ctx, op, "INSERT INTO "+into+" VALUES "+tuple(len(part[0]))+
			strings.Repeat(", "+tuple(len(part[0])), len(part)-1)+" "+conflict, slices.Concat(part...)...)
		if err != nil {
			return err
		}
	}
	return nil
}

// change is run for one row that has to be there.
func (t *tx) change(ctx context.Context, op, query string, args ...any) error {
	n, err := t.run(ctx, op, query, args...)
	if err == nil && n == 0 {
		err = &campaign.Error{Code: campaign.CodeNotFound, Op: op}
	}
	return err
}

// args puts the campaign before the values of a row.
func (t *tx) args(values []any, more ...any) []any {
	out := make([]any, 0, 1+len(values)+len(more))
	return append(append(append(out, t.campaign), values...), more...)
}

// lock makes the transactions that name the same thing follow one another. It
// is for what has no row yet; SQLite's writers follow one another anyway.
func (t *tx) lock(ctx context.Context, kind, name string) error {
	if !t.writes || t.forUpdate == "" {
		return nil
	}
	h := fnv.New64a()
	_, _ = h.Write([]byte(t.campaign + "\x00" + kind + "\x00" + name)) // never fails
	_, err := t.run(ctx, "lock "+kind, "SELECT pg_advisory_xact_lock(?)", int64(h.Sum64()))
	return err
}

// toChange returns the end of a SELECT whose row is to be changed.
func (t *tx) toChange() string {
	if t.writes {
		return t.forUpdate
	}
	return ""
}

// conditions collects the parts of a WHERE clause.
type conditions struct {
	text string
	args []any
}

func (t *tx) where() *conditions {
	return &conditions{" WHERE campaign = ?", []any{t.campaign}}
}

// and adds a condition with its values where ok.
func (c *conditions) and(ok bool, text string, args ...any) {
	if ok {
		c.text += " AND " + text
		c.args = append(c.args, args...)
	}
}

// newest ends a list that is read from its newest row.
func (c *conditions) newest(column string, limit int) string {
	if limit <= 0 {
		limit = 50
	}
	c.args = append(c.args, limit)
	return c.text + " ORDER BY " + column + " DESC LIMIT ?"
}
