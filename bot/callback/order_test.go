package callback_test

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"duban/bot/callback"
	"duban/campaign"
)

// waitFor waits until ok holds, at most ten seconds.
func waitFor(t *testing.T, ok func() bool) {
	t.Helper()
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	deadline := time.After(10 * time.Second)
	for !ok() {
		select {
		case <-tick.C:
		case <-deadline:
			t.Fatal("waited in vain")
		}
	}
}

func TestSlowAnswerGoesOutLate(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		path := t.TempDir() + "/spool"
		a := &answerer{answer: func(_ context.Context, in campaign.Inbound) ([]string, error) {
			time.Sleep(4 * time.Second)
			return []string{"一", "二"}, nil
		}}
		h := mustHandler(t, a, func(o *callback.Options) { o.Spool = path })
		defer h.Close(context.Background())
		began := time.Now()
		if got := passiveText(t, send(t, h, text("lin", 1, "汇编"))); got != "" || time.Since(began) != 3*time.Second {
			t.Fatalf("reply %q after %v", got, time.Since(began))
		}
		if data, _ := os.ReadFile(path); !strings.Contains(string(data), "汇编") {
			t.Error("acknowledged, but not kept on disk")
		}
		time.Sleep(1500 * time.Millisecond)
		if diff := cmp.Diff([]string{"lin<一|二"}, a.lates()); diff != "" {
			t.Error(diff)
		}
		if data, _ := os.ReadFile(path); len(data) > 0 {
			t.Errorf("left in the spool: %s", data)
		}
	})
}

func TestOnePersonInOrder(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		running := map[string]int{}
		a := &answerer{answer: func(_ context.Context, in campaign.Inbound) ([]string, error) {
			key := strings.ToLower(in.UserID)
			mu.Lock()
			if running[key]++; running[key] > 1 {
				t.Errorf("two messages of %s at once", key)
			}
			mu.Unlock()
			time.Sleep(100 * time.Millisecond)
			mu.Lock()
			running[key]--
			mu.Unlock()
			return nil, nil
		}}
		h := mustHandler(t, a, nil)
		defer h.Close(context.Background())
		began := time.Now()
		var all sync.WaitGroup
		want := []string{}
		for i := range 5 {
			user := []string{"Lin", "lin"}[i%2] // one person
			want = append(want, fmt.Sprintf("%s:%d", user, i))
			all.Go(func() { send(t, h, text(user, i, fmt.Sprint(i))) })
			synctest.Wait()
		}
		for i := range 20 { // others do not wait for her
			all.Go(func() { send(t, h, text(fmt.Sprint("zhao", i), 100+i, "")) })
		}
		all.Wait()
		if took := time.Since(began); took != 500*time.Millisecond {
			t.Errorf("took %v", took)
		}
		got := []string{}
		for _, s := range a.texts() {
			if strings.HasPrefix(strings.ToLower(s), "lin:") {
				got = append(got, s)
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
	})
}

func TestOutageIsWorkedOffInOrder(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var down atomic.Bool
		down.Store(true)
		a := &answerer{answer: func(_ context.Context, in campaign.Inbound) ([]string, error) {
			if down.Load() {
				return nil, away
			}
			return []string{in.Text}, nil
		}}
		path := t.TempDir() + "/spool"
		h := mustHandler(t, a, func(o *callback.Options) { o.Spool = path })
		defer h.Close(context.Background())
		var want, lates []string
		for i := range 6 {
			user := []string{"lin", "zhao"}[i%2]
			if got := passiveText(t, send(t, h, text(user, i, fmt.Sprint(i)))); got != "" {
				t.Fatalf("reply %q", got)
			}
			want = append(want, fmt.Sprintf("%s:%d", user, i))
			lates = append(lates, fmt.Sprintf("%s<%d", user, i))
		}
		time.Sleep(10 * time.Minute)
		down.Store(false)
		// The store is back, but older messages of the person go first.
		if got := passiveText(t, send(t, h, text("lin", 6, "6"))); got != "" {
			t.Fatalf("reply %q", got)
		}
		want, lates = append(want, "lin:6"), append(lates, "lin<6")
		time.Sleep(20 * time.Second)
		if diff := cmp.Diff(want, a.texts()); diff != "" {
			t.Error(diff)
		}
		if diff := cmp.Diff(lates, a.lates()); diff != "" {
			t.Error(diff)
		}
		if got := passiveText(t, send(t, h, text("lin", 7, "7"))); got != "7" {
			t.Errorf("reply %q", got)
		}
		if data, _ := os.ReadFile(path); len(data) > 0 {
			t.Errorf("left in the spool: %s", data)
		}
	})
}

// TestMuteStore is a store whose machine fell off the network: nothing tells so.
func TestMuteStore(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var mute atomic.Bool
		mute.Store(true)
		a := &answerer{answer: func(ctx context.Context, in campaign.Inbound) ([]string, error) {
			if mute.Load() {
				<-ctx.Done()
				return nil, campaign.Errorf(campaign.CodeUnavailable, "update", "%w", ctx.Err())
			}
			return []string{in.Text}, nil
		}}
		h := mustHandler(t, a, func(o *callback.Options) { o.Spool = t.TempDir() + "/spool" })
		defer h.Close(context.Background())
		for i := range 2 {
			if got := passiveText(t, send(t, h, text("lin", i, fmt.Sprint(i)))); got != "" {
				t.Fatalf("reply %q", got)
			}
		}
		mute.Store(false)
		time.Sleep(2 * time.Minute)
		if diff := cmp.Diff([]string{"lin<0", "lin<1"}, a.lates()); diff != "" {
			t.Error(diff)
		}
	})
}

func TestOutageOutlivesTheProcess(t *testing.T) {
	t.Parallel()
	path := t.TempDir() + "/spool"
	h := mustHandler(t, &answerer{answer: func(context.Context, campaign.Inbound) ([]string, error) { return nil, away }},
		func(o *callback.Options) { o.Spool = path })
	for i := range 3 {
		send(t, h, text("lin", i, fmt.Sprint(i)))
	}
	if err := h.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	if w := send(t, h, text("lin", 9, "9")); w.Code != http.StatusServiceUnavailable {
		t.Errorf("closed: status %d", w.Code)
	}
	a := &answerer{}
	mustHandler(t, a, func(o *callback.Options) { o.Spool = path })
	waitFor(t, func() bool { return len(a.lates()) == 3 })
	if diff := cmp.Diff([]string{"lin:0", "lin:1", "lin:2"}, a.texts()); diff != "" {
		t.Error(diff)
	}
}

// A late reply that cannot be queued is tried again with its message.
func TestLateReplyIsTriedAgain(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		tries := 0
		a := &answerer{lateFn: func(campaign.Inbound) error {
			if tries++; tries < 3 {
				return away
			}
			return nil
		}}
		h := mustHandler(t, a, func(o *callback.Options) { o.Spool = t.TempDir() + "/spool" })
		defer h.Close(context.Background())
		send(t, h, event("lin", "template_card_event", ""))
		time.Sleep(time.Minute)
		if diff := cmp.Diff([]string{"lin<收到："}, a.lates()); diff != "" || tries != 3 {
			t.Errorf("%d tries\n%s", tries, diff)
		}
	})
}

func TestNoRoom(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a := &answerer{answer: func(context.Context, campaign.Inbound) ([]string, error) {
			time.Sleep(time.Second)
			return nil, nil
		}}
		h := mustHandler(t, a, func(o *callback.Options) { o.Pending = 2 })
		defer h.Close(context.Background())
		var all sync.WaitGroup
		for i := range 2 {
			all.Go(func() { send(t, h, text("lin", i, "")) })
		}
		synctest.Wait()
		if w := send(t, h, text("zhao", 3, "")); w.Code != http.StatusServiceUnavailable {
			t.Errorf("status %d", w.Code)
		}
		all.Wait()
		if w := send(t, h, text("zhao", 3, "")); w.Code != http.StatusOK {
			t.Errorf("status %d", w.Code)
		}
	})
}

// Without a spool the platform has to repeat what the store cannot take.
func TestOutageWithoutSpool(t *testing.T) {
	t.Parallel()
	h := mustHandler(t, &answerer{answer: func(context.Context, campaign.Inbound) ([]string, error) { return nil, away }}, nil)
	if w := send(t, h, text("lin", 1, "一")); w.Code != http.StatusServiceUnavailable {
		t.Fatalf("status %d", w.Code)
	}
}

func TestCloseLosesPatience(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		path := t.TempDir() + "/spool"
		a := &answerer{answer: func(ctx context.Context, _ campaign.Inbound) ([]string, error) {
			<-ctx.Done()
			return nil, ctx.Err()
		}}
		h := mustHandler(t, a, func(o *callback.Options) { o.Spool = path })
		go send(t, h, text("lin", 1, "悬而未决"))
		synctest.Wait()
		ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
		defer cancel()
		began := time.Now()
		if err := h.Close(ctx); err == nil || time.Since(began) != 2*time.Second {
			t.Errorf("closed after %v: %v", time.Since(began), err)
		}
		if data, _ := os.ReadFile(path); !strings.Contains(string(data), "悬而未决") {
			t.Error("the message is not on disk")
		}
	})
}
