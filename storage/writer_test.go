package storage

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
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

var errWanted = errors.New("on purpose")

func TestWaitingUpdatesShareOneCommit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		db, w := openFile(t)
		defer db.Close()
		ctx := context.Background()
		var order []int
		batches := map[*batch]bool{}
		errs := lineUp(db, w, 10, func(i int, tx campaign.Tx) error {
			batches[w.open] = true
			order = append(order, i)
			if i%3 == 0 { // the first, who leads, among them
				return errWanted
			}
			return tx.AddInbound(ctx, campaign.Inbound{ID: fmt.Sprint(i)})
		})
		if len(batches) != 1 || fmt.Sprint(order) != "[0 1 2 3 4 5 6 7 8 9]" {
			t.Errorf("%d batches in order %v", len(batches), order)
		}
		onlyThirdsFail(t, errs)
		if got := recorded(t, db); got != "[8 7 5 4 2 1]" {
			t.Errorf("recorded %s", got)
		}
	})
}

func onlyThirdsFail(t *testing.T, errs []error) {
	t.Helper()
	for i, err := range errs {
		if errors.Is(err, errWanted) != (i%3 == 0) || err != nil && i%3 != 0 {
			t.Errorf("update %d: %v", i, err)
		}
	}
}

// TestFailureAfterWriting takes the batch back: what the failed ones wrote is
// gone, what the others wrote is there, once.
func TestFailureAfterWriting(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		db, w := openFile(t)
		defer db.Close()
		ctx := context.Background()
		runs := make([]int, 10)
		errs := lineUp(db, w, 10, func(i int, tx campaign.Tx) error {
			runs[i]++
			if err := tx.AddInbound(ctx, campaign.Inbound{ID: fmt.Sprint(i)}); err != nil {
				return err
			}
			if _, err := tx.AddSubmission(ctx, campaign.Submission{Status: campaign.StatusFiled}); err != nil {
				return err
			}
			switch i {
			case 0, 9:
				return errWanted
			case 3:
				runtime.Goexit()
			case 6:
				panic(errWanted)
			}
			return nil
		})
		for _, i := range []int{0, 3, 6, 9} {
			if runs[i] != 1 {
				t.Errorf("the failing update %d ran %d times", i, runs[i])
			}
		}
		errs[3] = errWanted // it never came back
		errs[6] = errWanted // told as a panic
		onlyThirdsFail(t, errs)
		ids := strings.Fields(strings.Trim(recorded(t, db), "[]"))
		slices.Sort(ids)
		if got := fmt.Sprint(ids); got != "[1 2 4 5 7 8]" {
			t.Errorf("recorded %s", got)
		}
		if got := numbers(t, db); got != "[6 5 4 3 2 1]" {
			t.Errorf("numbers %s", got)
		}
	})
}

func TestFullDiskFailsWhoMeetsIt(t *testing.T) {
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
		for _, i := range []int{2, 0} {
			if strings.Contains(stored, fmt.Sprint(i)) != (errs[i] == nil) {
				t.Errorf("update %d: %v, stored %s", i, errs[i], stored)
			}
			if errs[i] != nil && campaign.CodeOf(errs[i]) != campaign.CodeUnavailable {
				t.Errorf("update %d: %v", i, errs[i])
			}
		}
		limit(1 << 30)
		if err := lineUp(db, w, 1, func(_ int, tx campaign.Tx) error { return tx.AddInbound(ctx, campaign.Inbound{ID: "later"}) })[0]; err != nil {
			t.Errorf("with room again: %v", err)
		}
	})
}

// TestLostTransaction is what SQLite does by itself on some errors, whether the
// function that met the error tells it or not.
func TestLostTransaction(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		db, w := openFile(t)
		defer db.Close()
		ctx := context.Background()
		errs := lineUp(db, w, 4, func(i int, tx campaign.Tx) error {
			switch i {
			case 1:
				_, err := w.do("ROLLBACK")
				return errors.Join(err, errWanted)
			case 2:
				_, _ = w.do("ROLLBACK; SELECT * FROM nothing")
				return nil
			}
			return tx.AddInbound(ctx, campaign.Inbound{ID: fmt.Sprint(i)})
		})
		for i, err := range errs {
			if (err != nil) != (i == 1 || i == 2) {
				t.Errorf("update %d: %v", i, err)
			}
		}
		if got := recorded(t, db); got != "[0 3]" && got != "[3 0]" {
			t.Errorf("recorded %s", got)
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

// numbers returns the numbers of the works, the newest first.
func numbers(t *testing.T, db *DB) string {
	t.Helper()
	ctx := context.Background()
	var out []int64
	err := db.Campaign("c").View(ctx, func(tx campaign.Tx) error {
		works, err := tx.Submissions(ctx, campaign.SubmissionFilter{})
		for _, w := range works {
			out = append(out, w.Number)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprint(out)
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
