package storage

import (
	"context"
	"fmt"
	"runtime/debug"
	"time"

	"duban/campaign"
)

// backend runs transactions on one kind of database.
type backend interface {
	// update runs fn in a writing transaction, perhaps more than once.
	update(ctx context.Context, fn func(querier) error) error
	// view runs fn on one consistent state.
	view(ctx context.Context, fn func(querier) error) error
	close() error
}

// store is one campaign of a database.
type store struct {
	db       *DB
	campaign string
	people   *roster
}

var _ campaign.Store = (*store)(nil)

// Campaign returns the store of one campaign. It needs no creation: a campaign
// of which nothing is stored is empty.
func (db *DB) Campaign(id string) campaign.Store {
	people, _ := db.rosters.LoadOrStore(id, &roster{})
	return &store{db, id, people.(*roster)}
}

// Update must not be called inside an Update of the same database: it would
// wait for itself. A View inside a transaction takes a further connection.
func (s *store) Update(ctx context.Context, now time.Time, fn func(campaign.Tx) error) error {
	const op = "update"
	if err := ctx.Err(); err != nil {
		return fail(op, err)
	}
	return fail(op, s.db.backend.update(ctx, func(q querier) error {
		return safely(fn, &tx{querier: q, dialect: s.db.dialect, campaign: s.campaign, now: now, writes: true, people: s.people})
	}))
}

func (s *store) View(ctx context.Context, fn func(campaign.Tx) error) error {
	const op = "view"
	if err := ctx.Err(); err != nil {
		return fail(op, err)
	}
	return fail(op, s.db.backend.view(ctx, func(q querier) error {
		return safely(fn, &tx{querier: q, dialect: s.db.dialect, campaign: s.campaign, people: s.people})
	}))
}

// safely turns a panic of fn into an error, so that its transaction is taken
// back like that of any other failure.
func safely(fn func(campaign.Tx) error, t *tx) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic in a transaction: %v\n%s", p, debug.Stack())
		}
	}()
	return fn(t)
}
