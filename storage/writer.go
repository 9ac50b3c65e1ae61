package storage

import (
	"context"
	"errors"
	"os"
	"sync"
)

// writer runs writing transactions on the one connection that may write,
// joining those that wait into one commit. Each caller runs its own function
// on its own goroutine while it holds the turn. The first of a batch begins the
// transaction, and when its function is done lines up for the turn again:
// behind all who waited by then, who so become part of the batch. Its second
// turn commits for all. Who comes while the disk is being written waits for the
// next batch.
//
// A function that fails after it wrote takes the whole batch back, and the
// others of the batch run again: failures are few, and a savepoint for each
// function would keep a copy of every page it changes.
//
// The disk is waited for outside of the turn, so that the next batch runs in the
// meantime: SQLite itself writes to its log without syncing it.
type writer struct {
	*session
	log    *os.File       // the write-ahead log; nil where SQLite syncs
	turn   chan struct{}  // holds a token while somebody has the turn; blocked senders are served in order
	open   *batch         // the transaction under way; guarded by the turn
	closed bool           // guarded by the turn
	synced sync.WaitGroup // batches that are committed or taken back, but not decided
}

// batch is one transaction of the database.
type batch struct {
	done chan struct{} // closed when it is decided
	err  error         // why it was not committed; read after done
}

// errAgain tells those of a batch that it was taken back for no fault of theirs.
var errAgain = errors.New("another function of the batch failed")

func newWriter(s *session) *writer { return &writer{session: s, turn: make(chan struct{}, 1)} }

// update runs fn and returns when what it did is durable or undone.
func (w *writer) update(ctx context.Context, fn func() error) (err error) {
	for err = errAgain; err == errAgain; {
		err = w.try(ctx, fn)
	}
	return err
}

// try runs fn in one batch; errAgain means that it has to run in another.
func (w *writer) try(ctx context.Context, fn func() error) (err error) {
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
	ended := false
	defer func() { // also when fn ends the goroutine
		kept := ended && err == nil
		if !kept && w.wrote {
			_, _ = w.do("ROLLBACK") // fails where SQLite has done it by itself
			w.open = nil
			b.decide(errAgain)
		}
		<-w.turn
		if leads {
			w.commit(b)
		}
		if kept {
			<-b.done
			err = b.err
		}
	}()
	if err = fn(); err == nil {
		err = w.failed // what SQLite took back by itself may be more than the statement
	}
	ended = true
	return err
}

// join enters the open batch or begins one.
func (w *writer) join() (b *batch, leads bool, err error) {
	if w.closed {
		return nil, false, errClosed
	}
	if leads = w.open == nil; leads {
		if _, err := w.do("BEGIN IMMEDIATE"); err != nil {
			return nil, false, err
		}
		w.open, w.known = &batch{done: make(chan struct{})}, memo{} // nothing is known of what others wrote
	}
	w.wrote, w.failed = false, nil
	return w.open, leads, nil
}

// commit takes another turn to end the batch, unless it was taken back, and
// awaits the disk.
func (w *writer) commit(b *batch) {
	w.turn <- struct{}{}
	if w.open != b {
		<-w.turn
		return
	}
	_, err := w.do("COMMIT")
	if err != nil {
		_, _ = w.do("ROLLBACK") // as above
	}
	w.open = nil
	w.synced.Add(1)
	<-w.turn
	defer w.synced.Done()
	if err == nil && w.log != nil {
		err = w.log.Sync()
	}
	b.decide(err)
}

// decide tells those of the batch what became of it.
func (b *batch) decide(err error) {
	b.err = err
	close(b.done)
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
	w.synced.Wait()
	err := w.session.close()
	if w.log != nil {
		err = errors.Join(err, w.log.Close())
	}
	return err
}
