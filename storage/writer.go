package storage

import (
	"context"
	"errors"
	"fmt"
)

// writer runs writing transactions on the one connection that may write,
// joining those that wait into one commit. Each caller runs its own function
// on its own goroutine, in a savepoint, while it holds the turn. The first of
// a batch begins the transaction, and when its function is done lines up for
// the turn again: behind all who waited by then, who so become part of the
// batch. Its second turn commits for all. Who comes while the disk is being
// written waits for the next batch.
type writer struct {
	*session
	turn   chan struct{} // holds a token while somebody has the turn; blocked senders are served in order
	open   *batch        // the transaction under way; guarded by the turn
	closed bool          // guarded by the turn
}

// batch is one transaction of the database.
type batch struct {
	done chan struct{} // closed when it is decided
	err  error         // why it was not committed; read after done
}

func newWriter(s *session) *writer { return &writer{session: s, turn: make(chan struct{}, 1)} }

// update runs fn in a savepoint and returns when it is durable or undone.
func (w *writer) update(ctx context.Context, fn func() error) (err error) {
	select {
	case w.turn <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	b, leads, err := w.join()
	if err != nil {
		<-w.turn
		return err
	}
	kept := false
	defer func() { // also when fn ends the goroutine
		<-w.turn
		if leads {
			w.commit(b)
		}
		if kept {
			<-b.done
			err = b.err
		}
	}()
	err = w.within(b, fn)
	kept = err == nil
	return err
}

// join enters the open batch or begins one.
func (w *writer) join() (b *batch, leads bool, err error) {
	switch {
	case w.closed:
		return nil, false, errClosed
	case w.open != nil && w.open.err != nil:
		return nil, false, w.open.err
	case w.open != nil:
		return w.open, false, nil
	}
	if _, err := w.do("BEGIN IMMEDIATE"); err != nil {
		return nil, false, err
	}
	w.open, w.known = &batch{done: make(chan struct{})}, memo{}
	return w.open, true, nil
}

// within runs fn in a savepoint, which it takes back when fn fails or ends its
// goroutine.
func (w *writer) within(b *batch, fn func() error) (err error) {
	if _, err := w.do("SAVEPOINT one"); err != nil {
		return w.spoil(b, err)
	}
	err = errors.New("the transaction's function ended its goroutine")
	defer func() {
		if err != nil {
			clear(w.known) // it may hold what fn changed
			if _, undo := w.do("ROLLBACK TO one"); undo != nil {
				w.spoil(b, err)
			}
		}
		if b.err == nil {
			if _, end := w.do("RELEASE one"); end != nil {
				err = w.spoil(b, end)
			}
		}
	}()
	return fn()
}

// spoil marks the batch as lost: on some errors, such as a full disk, SQLite
// takes back the whole transaction by itself.
func (w *writer) spoil(b *batch, err error) error {
	b.err = fmt.Errorf("transaction lost: %w", err)
	return b.err
}

// commit takes another turn to end the batch.
func (w *writer) commit(b *batch) {
	w.turn <- struct{}{}
	if b.err == nil {
		_, b.err = w.do("COMMIT")
	}
	if b.err != nil {
		_, _ = w.do("ROLLBACK") // fails where SQLite has done it by itself
	}
	w.open, w.known = nil, nil
	close(b.done)
	<-w.turn
}

// close refuses further transactions and awaits the one under way.
func (w *writer) close() error {
	w.turn <- struct{}{}
	w.closed = true
	b := w.open
	<-w.turn
	if b != nil {
		<-b.done
	}
	return w.session.close()
}
