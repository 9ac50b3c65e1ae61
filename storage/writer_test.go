package storage

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"duban/campaign"
)

func openFile(t *testing.T) (*DB, *writer) {
	t.Helper()
	ctx := context.Background()
	db, err := Open(ctx, "sqlite:"+filepath.Join(t.TempDir(), "duban.db"), Options{Readers: 1})
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Migrate(ctx); err != nil {
		t.Fatal(err)
	}
	return db, db.backend.(*sqliteBackend).writer
}

// lineUp lets n updates wait in order for a turn, then lets them go, and
// returns their errors.
func lineUp(db *DB, w *writer, n int, fn func(i int, tx campaign.Tx) error) []error {
	ctx := context.Background()
	errs := make([]error, n)
	w.turn <- struct{}{}
	for i := range n {
		go func() {
			errs[i] = db.Campaign("c").Update(ctx, time.Time{}, func(tx campaign.Tx) error { return fn(i, tx) })
		}()
		synctest.Wait()
	}
	<-w.turn
	synctest.Wait()
	return errs
}

func TestWaitingUpdatesShareOneCommit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		db, w := openFile(t)
		defer db.Close()
		ctx := context.Background()
		var order []int
		batches := map[*batch]bool{}
		wanted := errors.New("on purpose")
		errs := lineUp(db, w, 10, func(i int, tx campaign.Tx) error {
			batches[w.open] = true
			order = append(order, i)
			if err := tx.AddInbound(ctx, campaign.Inbound{ID: fmt.Sprint(i)}); err != nil {
				return err
			}
			if i%3 == 0 { // the first, who leads, among them
				return wanted
			}
			return nil
		})
		if len(batches) != 1 || fmt.Sprint(order) != "[0 1 2 3 4 5 6 7 8 9]" {
			t.Errorf("%d batches in order %v", len(batches), order)
		}
		for i, err := range errs {
			if errors.Is(err, wanted) != (i%3 == 0) || err != nil && i%3 != 0 {
				t.Errorf("update %d: %v", i, err)
			}
		}
		if got := recorded(t, db); got != "[8 7 5 4 2 1]" {
			t.Errorf("recorded %s", got)
		}
	})
}

func TestFullDiskFailsTheWholeBatch(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		db, w := openFile(t)
		defer db.Close()
		ctx := context.Background()
		limit := func(pages int) {
			if _, err := w.do(fmt.Sprintf("PRAGMA max_page_count = %d", pages)); err != nil {
				t.Fatal(err)
			}
		}
		limit(1) // no less than the file has now
		big := make([]byte, 1<<20)
		errs := lineUp(db, w, 3, func(i int, tx campaign.Tx) error {
			if i == 1 {
				_, err := tx.AddCall(ctx, campaign.Call{Channel: campaign.ChannelApp, Body: big}, nil)
				return err
			}
			return tx.AddInbound(ctx, campaign.Inbound{ID: fmt.Sprint(i)})
		})
		if campaign.CodeOf(errs[1]) != campaign.CodeUnavailable {
			t.Errorf("the one that met the full disk: %v", errs[1])
		}
		stored := recorded(t, db)
		var want []int
		for _, i := range []int{2, 0} {
			if errs[i] == nil {
				want = append(want, i)
			} else if campaign.CodeOf(errs[i]) != campaign.CodeUnavailable {
				t.Errorf("update %d: %v", i, errs[i])
			}
		}
		if fmt.Sprint(want) != stored {
			t.Errorf("answered %v, stored %s", want, stored)
		}
		limit(1 << 30)
		if err := lineUp(db, w, 1, func(_ int, tx campaign.Tx) error { return tx.AddInbound(ctx, campaign.Inbound{ID: "later"}) })[0]; err != nil {
			t.Errorf("with room again: %v", err)
		}
	})
}

func TestLostTransactionIsToldToAll(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		db, w := openFile(t)
		defer db.Close()
		ctx := context.Background()
		errs := lineUp(db, w, 3, func(i int, tx campaign.Tx) error {
			if i == 1 { // as SQLite does by itself on some errors
				_, err := w.do("ROLLBACK")
				return err
			}
			return tx.AddInbound(ctx, campaign.Inbound{ID: fmt.Sprint(i)})
		})
		for i, err := range errs {
			if err == nil {
				t.Errorf("update %d was told that it is stored", i)
			}
		}
		if got := recorded(t, db); got != "[]" {
			t.Errorf("recorded %s", got)
		}
		if err := lineUp(db, w, 1, func(int, campaign.Tx) error { return nil })[0]; err != nil {
			t.Errorf("the next update: %v", err)
		}
	})
}

func TestWaitingUpdateCanBeCancelled(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		db, w := openFile(t)
		defer db.Close()
		w.turn <- struct{}{}
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		err := db.Campaign("c").Update(ctx, time.Time{}, func(campaign.Tx) error { t.Error("it ran"); return nil })
		if !errors.Is(err, context.DeadlineExceeded) || campaign.CodeOf(err) != campaign.CodeUnavailable {
			t.Errorf("got %v", err)
		}
		<-w.turn
	})
}

func TestCloseAwaitsUpdates(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		db, _ := openFile(t)
		ctx := context.Background()
		inside, proceed, updated, closed := make(chan struct{}), make(chan struct{}), make(chan error, 1), make(chan error, 1)
		go func() {
			updated <- db.Campaign("c").Update(ctx, time.Time{}, func(tx campaign.Tx) error {
				close(inside)
				<-proceed
				return tx.AddInbound(ctx, campaign.Inbound{ID: "a"})
			})
		}()
		<-inside
		go func() { closed <- db.Close() }()
		synctest.Wait()
		select {
		case <-closed:
			t.Error("closed during an update")
		default:
		}
		close(proceed)
		if err := errors.Join(<-updated, <-closed, db.Close()); err != nil {
			t.Error(err)
		}
		for what, err := range map[string]error{
			"update": db.Campaign("c").Update(ctx, time.Time{}, func(campaign.Tx) error { return nil }),
			"view":   db.Campaign("c").View(ctx, func(campaign.Tx) error { return nil }),
			"ready":  db.Ready(ctx),
		} {
			if campaign.CodeOf(err) != campaign.CodeUnavailable {
				t.Errorf("%s after close: %v", what, err)
			}
		}
	})
}

// recorded returns the ids of the recorded messages, the newest first.
func recorded(t *testing.T, db *DB) string {
	t.Helper()
	ctx := context.Background()
	ids := []string{}
	err := db.Campaign("c").View(ctx, func(tx campaign.Tx) error {
		ins, err := tx.Inbounds(ctx, campaign.InboundFilter{})
		for _, in := range ins {
			ids = append(ids, in.ID)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprint(ids)
}
