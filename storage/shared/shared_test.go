package shared_test

import (
	"context"
	"crypto/rand"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/logging"
	"go.uber.org/goleak"

	"duban/internal/testenv"
	"duban/storage/shared"
)

func TestMain(m *testing.M) {
	logging.Disable() // Redis is away on purpose in some tests
	goleak.VerifyTestMain(m)
}

var (
	ctx   = context.Background()
	start = time.Date(2011, 9, 20, 9, 0, 0, 0, time.UTC)
)

// fixed is a clock that the test moves.
type fixed struct{ t time.Time }

func (f *fixed) now() time.Time { return f.t }

// kinds runs fn with clients of a Redis in this process and of a real one.
func kinds(t *testing.T, fn func(*testing.T, redis.UniversalClient)) {
	t.Run("miniredis", func(t *testing.T) {
		t.Parallel()
		fn(t, client(t, "redis://"+miniredis.RunT(t).Addr()))
	})
	t.Run("redis", func(t *testing.T) {
		t.Parallel()
		fn(t, client(t, testenv.Redis(t)))
	})
}

func client(t *testing.T, url string) redis.UniversalClient {
	t.Helper()
	opts, err := redis.ParseURL(url)
	if err != nil {
		t.Fatal(err)
	}
	opts.MaxRetries = -1
	opts.DialTimeout = time.Second
	c := redis.NewClient(opts)
	t.Cleanup(func() {
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	})
	return c
}

// away returns a client of a Redis that has gone.
func away(t *testing.T) redis.UniversalClient {
	t.Helper()
	m := miniredis.NewMiniRedis()
	if err := m.Start(); err != nil {
		t.Fatal(err)
	}
	addr := m.Addr()
	m.Close()
	return client(t, "redis://"+addr)
}

func key(t *testing.T) string { return "duban-test:" + t.Name() + ":" + rand.Text() }

func TestTokens(t *testing.T) {
	t.Parallel()
	exercise := func(t *testing.T, c shared.TokenCache) {
		k := key(t)
		if c.IsExist(k) || c.Get(k) != nil {
			t.Error("there is a token before one was set")
		}
		for _, token := range []string{"first", "second"} {
			if err := c.Set(k, token, time.Hour); err != nil {
				t.Fatal(err)
			}
			if got := c.Get(k); got != token || !c.IsExist(k) {
				t.Errorf("got %v, want %q", got, token)
			}
		}
		if err := c.Delete(k); err != nil || c.IsExist(k) {
			t.Errorf("after Delete: %v, error %v", c.Get(k), err)
		}
	}
	t.Run("memory", func(t *testing.T) {
		t.Parallel()
		clock := &fixed{start}
		m := shared.NewMemoryTokens(clock.now)
		exercise(t, m)
		_, _ = m.Set("brief", "x", time.Minute), m.Set("lasting", "y", 0)
		clock.t = start.Add(time.Minute)
		if m.Get("brief") != nil || m.Get("lasting") != "y" {
			t.Errorf("after a minute: %v, %v", m.Get("brief"), m.Get("lasting"))
		}
	})
	kinds(t, func(t *testing.T, c redis.UniversalClient) {
		exercise(t, shared.NewRedisTokens(c))
		exercise(t, shared.FallbackTokens{Redis: shared.NewRedisTokens(c), Memory: shared.NewMemoryTokens(time.Now)})
		k := key(t)
		if err := shared.NewRedisTokens(c).Set(k, "x", time.Hour); err != nil {
			t.Fatal(err)
		}
		if left := c.PTTL(ctx, k).Val(); left <= 0 || left > time.Hour {
			t.Errorf("it lives for %v", left)
		}
		c.Del(ctx, k)
	})
	t.Run("away", func(t *testing.T) {
		t.Parallel()
		r := shared.NewRedisTokens(away(t))
		if r.Set("k", "x", time.Hour) == nil || r.Delete("k") == nil || r.Get("k") != nil {
			t.Error("Redis is away and nobody is told")
		}
		f := shared.FallbackTokens{Redis: r, Memory: shared.NewMemoryTokens(func() time.Time { return start })}
		if err := f.Set("k", "x", time.Hour); err != nil || f.Get("k") != "x" || !f.IsExist("k") {
			t.Errorf("fallback: %v, error %v", f.Get("k"), err)
		}
		if err := f.Delete("k"); err == nil || f.Get("k") != nil {
			t.Errorf("fallback after Delete: %v, error %v", f.Get("k"), err)
		}
	})
}

func TestWindow(t *testing.T) {
	t.Parallel()
	exercise := func(t *testing.T, w shared.Window) {
		k := key(t)
		for _, step := range []struct {
			after time.Duration
			ok    bool
			retry time.Duration
		}{
			{0, true, 0}, {10 * time.Second, true, 0}, {20 * time.Second, false, 60 * time.Second},
			{59 * time.Second, false, 60 * time.Second}, {60 * time.Second, true, 0},
			{61 * time.Second, false, 70 * time.Second}, {70 * time.Second, true, 0}, {70 * time.Second, false, 120 * time.Second},
			{500 * time.Second, true, 0},
		} {
			ok, retry, err := w.Take(ctx, k, start.Add(step.after), 2, time.Minute)
			want := time.Time{}
			if !step.ok {
				want = start.Add(step.retry)
			}
			if err != nil || ok != step.ok || !retry.Equal(want) {
				t.Errorf("at %v: %v, %v, error %v, want %v, %v", step.after, ok, retry, err, step.ok, want)
			}
		}
		if ok, _, err := w.Take(ctx, key(t), start, 0, time.Minute); ok || err != nil {
			t.Errorf("of no places one was given: %v, error %v", ok, err)
		}
		if ok, _, err := w.Take(ctx, key(t), start, 1, time.Minute); !ok || err != nil {
			t.Errorf("another key: %v, error %v", ok, err)
		}
	}
	t.Run("memory", func(t *testing.T) { t.Parallel(); exercise(t, shared.NewMemoryWindow()) })
	kinds(t, func(t *testing.T, c redis.UniversalClient) {
		exercise(t, shared.NewRedisWindow(c))
		exercise(t, shared.FallbackWindow{Redis: shared.NewRedisWindow(c), Memory: shared.NewMemoryWindow()})
		k := key(t)
		one, two := shared.NewRedisWindow(c), shared.NewRedisWindow(c)
		for i, w := range []shared.Window{one, two, one} {
			if ok, _, err := w.Take(ctx, k, start, 2, time.Minute); err != nil || ok != (i < 2) {
				t.Errorf("replicas, take %d: %v, error %v", i, ok, err)
			}
		}
	})
	t.Run("away", func(t *testing.T) {
		t.Parallel()
		r := shared.NewRedisWindow(away(t))
		if _, _, err := r.Take(ctx, "k", start, 2, time.Minute); err == nil {
			t.Error("Redis is away and nobody is told")
		}
		exercise(t, shared.FallbackWindow{Redis: r, Memory: shared.NewMemoryWindow()})
	})
}

func TestFallbackWindowRemembersWhatRedisGranted(t *testing.T) {
	t.Parallel()
	m := miniredis.RunT(t)
	w := shared.FallbackWindow{Redis: shared.NewRedisWindow(client(t, "redis://"+m.Addr())), Memory: shared.NewMemoryWindow()}
	for i := range 3 {
		if i == 2 {
			m.Close()
		}
		ok, _, err := w.Take(ctx, "k", start, 2, time.Minute)
		if err != nil || ok != (i < 2) {
			t.Errorf("take %d: %v, error %v", i, ok, err)
		}
	}
}

func TestWakeup(t *testing.T) {
	t.Parallel()
	wait := func(t *testing.T, what string, hints <-chan struct{}) {
		t.Helper()
		select {
		case <-hints:
		case <-time.After(10 * time.Second):
			t.Fatalf("%s was not woken", what)
		}
	}
	exercise := func(t *testing.T, w shared.Wakeup) {
		k := key(t)
		hints, stop := w.Subscribe(k)
		for range 3 { // more than fit in
			if err := w.Publish(ctx, k); err != nil {
				t.Fatal(err)
			}
		}
		wait(t, "the subscriber", hints)
		stop()
		stop()
	}
	t.Run("memory", func(t *testing.T) {
		t.Parallel()
		w := shared.NewMemoryWakeup()
		exercise(t, w)
		hints, stop := w.Subscribe("k")
		if _ = w.Publish(ctx, "other"); len(hints) != 0 {
			t.Error("woken by another topic")
		}
		stop()
		if _ = w.Publish(ctx, "k"); len(hints) != 0 {
			t.Error("woken after the stop")
		}
	})
	kinds(t, func(t *testing.T, c redis.UniversalClient) {
		exercise(t, shared.NewRedisWakeup(c))
		k := key(t)
		hints, stop := shared.NewRedisWakeup(c).Subscribe(k)
		defer stop()
		wait(t, "the other replica, by its subscription", hints)
		if err := shared.NewRedisWakeup(c).Publish(ctx, k); err != nil {
			t.Fatal(err)
		}
		wait(t, "the other replica", hints)
	})
	t.Run("away", func(t *testing.T) {
		t.Parallel()
		w := shared.NewRedisWakeup(away(t))
		hints, stop := w.Subscribe("k")
		defer stop()
		if err := w.Publish(ctx, "k"); err == nil {
			t.Error("Redis is away and nobody is told")
		}
		wait(t, "this replica", hints)
	})
}

func TestLease(t *testing.T) {
	t.Parallel()
	exercise := func(t *testing.T, l shared.Lease, expire func(name string)) {
		name := key(t)
		check := func(what string, want bool) func(bool, error) {
			return func(ok bool, err error) {
				t.Helper()
				if err != nil || ok != want {
					t.Errorf("%s: %v, error %v", what, ok, err)
				}
			}
		}
		check("renewed by one who never had it", false)(l.Renew(ctx, name, "one", time.Minute))
		check("first", true)(l.Acquire(ctx, name, "one", time.Minute))
		check("again", true)(l.Acquire(ctx, name, "one", time.Minute))
		check("by another", false)(l.Acquire(ctx, name, "two", time.Minute))
		check("renewed", true)(l.Renew(ctx, name, "one", time.Minute))
		check("renewed by another", false)(l.Renew(ctx, name, "two", time.Minute))
		if err := l.Release(ctx, name, "two"); err != nil {
			t.Error(err)
		}
		check("after another's release", false)(l.Acquire(ctx, name, "two", time.Minute))
		if err := l.Release(ctx, name, "one"); err != nil {
			t.Error(err)
		}
		check("after the release", true)(l.Acquire(ctx, name, "two", time.Minute))
		expire(name)
		check("renewed too late", false)(l.Renew(ctx, name, "two", time.Minute))
		check("after it ran out", true)(l.Acquire(ctx, name, "one", time.Minute))
		if err := l.Release(ctx, name, "one"); err != nil {
			t.Error(err)
		}
	}
	t.Run("memory", func(t *testing.T) {
		t.Parallel()
		clock := &fixed{start}
		exercise(t, shared.NewMemoryLease(clock.now), func(string) { clock.t = clock.t.Add(time.Minute) })
	})
	kinds(t, func(t *testing.T, c redis.UniversalClient) {
		exercise(t, shared.NewRedisLease(c), func(name string) {
			if left := c.PTTL(ctx, name).Val(); left <= 0 || left > time.Minute {
				t.Errorf("it runs out in %v", left)
			}
			c.Del(ctx, name)
		})
	})
	t.Run("away", func(t *testing.T) {
		t.Parallel()
		l := shared.NewRedisLease(away(t))
		_, aerr := l.Acquire(ctx, "k", "one", time.Minute)
		_, rerr := l.Renew(ctx, "k", "one", time.Minute)
		if aerr == nil || rerr == nil || l.Release(ctx, "k", "one") == nil {
			t.Error("Redis is away and nobody is told")
		}
	})
}
