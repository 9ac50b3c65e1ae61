package wecom_test

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"duban/wecom"
)

// turns is a lease on one name. Every refusal is told.
type turns struct {
	mu      sync.Mutex
	holder  string
	away    bool
	refused chan string
}

func (l *turns) Acquire(_ context.Context, _, holder string, _ time.Duration) (bool, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	switch {
	case l.away:
		return false, errors.New("away")
	case l.holder != "" && l.holder != holder:
		select {
		case l.refused <- holder:
		default:
		}
		return false, nil
	}
	l.holder = holder
	return true, nil
}

func (l *turns) Release(_ context.Context, _, holder string) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.holder == holder {
		l.holder = ""
	}
	return nil
}

// replicas returns sources of one application that share a cache and a lease.
func replicas(t *testing.T, p *platform, clock *clock, cache wecom.Cache, lease wecom.Lease, n int) []*wecom.TokenSource {
	t.Helper()
	var out []*wecom.TokenSource
	for range n {
		s, err := wecom.NewTokenSource(wecom.TokenOptions{
			CorpID: testCorp, AgentID: 1, Secret: testSecret, BaseURL: p.url, Cache: cache, Lease: lease, Now: clock.Now,
		})
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, s)
	}
	return out
}

// TestTokenIsRefreshedOnceForAllReplicas lets the platform answer one of them
// when all others have asked for their turn, at the start and when the token was
// refused.
func TestTokenIsRefreshedOnceForAllReplicas(t *testing.T) {
	t.Parallel()
	const n = 4
	p, clock, lease := newPlatform(t), newClock(), &turns{refused: make(chan string, 1000)}
	sources := replicas(t, p, clock, wecom.NewMemoryCache(clock.Now), lease, n)
	before := ""
	for _, want := range []string{"token-of-the-start", "token-of-later"} {
		p.on("gettoken", func(w http.ResponseWriter, r *http.Request) {
			for waiting := map[string]bool{}; len(waiting) < n-1; {
				waiting[<-lease.refused] = true
			}
			answer(`{"access_token":"`+want+`","expires_in":7200}`)(w, r)
		})
		fetches := len(p.seen("gettoken"))
		var wait sync.WaitGroup
		for _, s := range sources {
			wait.Go(func() {
				s.Drop(before)
				if got, err := s.Token(ctx); err != nil || got != want {
					t.Errorf("Token = %s, %v, want %s", got, err, want)
				}
			})
		}
		wait.Wait()
		if got := len(p.seen("gettoken")) - fetches; got != 1 {
			t.Errorf("%s: %d fetches", want, got)
		}
		before = want
	}
}

// TestTokenTurnHoldsNobodyUp is about a lease that is away, and one whose holder
// died.
func TestTokenTurnHoldsNobodyUp(t *testing.T) {
	t.Parallel()
	p, clock := newPlatform(t), newClock()
	away := replicas(t, p, clock, brokenCache{}, &turns{away: true}, 2)
	if a, b := mustToken(t, away[0]), mustToken(t, away[1]); a != "token-1" || b != "token-2" {
		t.Errorf("without a lease: %s, %s", a, b)
	}
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		s, err := wecom.NewTokenSource(wecom.TokenOptions{
			CorpID: testCorp, AgentID: 1, Secret: testSecret, Lease: &turns{holder: "one who died"},
			HTTPClient: &http.Client{Transport: handlerTripper{answer(`{"access_token":"own","expires_in":7200}`)}},
		})
		if err != nil {
			t.Fatal(err)
		}
		left, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, err := s.Token(left); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("who gives up waiting: %v", err)
		}
		if mustToken(t, s); time.Since(began) != 6*time.Second {
			t.Errorf("waited until %v", time.Since(began))
		}
	})
}

// TestTokenThatWasRefusedIsNotTakenAgain hands out dead tokens through the cache,
// also within the time in which no refresh can be forced.
func TestTokenThatWasRefusedIsNotTakenAgain(t *testing.T) {
	t.Parallel()
	p, clock := newPlatform(t), newClock()
	cache := wecom.NewMemoryCache(clock.Now)
	s := replicas(t, p, clock, cache, nil, 1)[0]
	share := func(token string) {
		t.Helper()
		if err := cache.Set("wecom_access_token_"+testCorp+"_1", token, time.Hour); err != nil {
			t.Fatal(err)
		}
	}
	share("dead-1")
	for _, step := range []struct{ refused, shared, want string }{
		{"", "dead-1", "dead-1"},
		{"dead-1", "dead-2", "dead-2"},
		{"dead-2", "dead-1", "token-1"},  // both are known to be dead
		{"token-1", "dead-2", "token-1"}, // no other one, and no refresh so soon
		{"", "of-another", "of-another"},
		{"of-another", "token-1", "of-another"},
	} {
		s.Drop(step.refused)
		share(step.shared)
		if got := mustToken(t, s); got != step.want {
			t.Errorf("%+v: got %s", step, got)
		}
	}
	clock.add(10 * time.Second)
	if got := mustToken(t, s); got != "token-2" {
		t.Errorf("after the floor: %s", got)
	}
}
