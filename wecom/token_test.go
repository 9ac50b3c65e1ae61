package wecom_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"testing"
	"time"

	"duban/wecom"
)

func mustToken(tb testing.TB, s *wecom.TokenSource) string {
	tb.Helper()
	token, err := s.Token(ctx)
	if err != nil {
		tb.Fatalf("Token: %v", err)
	}
	return token
}

func TestTokenIsKeptUntilTheMargin(t *testing.T) {
	t.Parallel()
	s := newSetup(t)
	steps := []struct {
		after time.Duration
		want  string
	}{
		{0, "token-1"},
		{time.Hour, "token-1"},
		{55*time.Minute - time.Second, "token-1"},
		{time.Second, "token-2"}, // 7200 s less 5 minutes
	}
	for _, step := range steps {
		s.clock.add(step.after)
		if got := mustToken(t, s.tokens); got != step.want {
			t.Errorf("after %v: %s, want %s", step.after, got, step.want)
		}
	}
	query := s.seen("gettoken")[0].query
	if query.Get("corpid") != testCorp || query.Get("corpsecret") != testSecret {
		t.Errorf("gettoken query %v", query)
	}
	if token, err := s.tokens.GetAccessToken(); err != nil || token != "token-2" {
		t.Errorf("GetAccessToken = %s, %v", token, err)
	}
}

func TestTokenIsFetchedOnceForAll(t *testing.T) {
	t.Parallel()
	s := newSetup(t)
	var wait sync.WaitGroup
	for range 50 {
		wait.Go(func() {
			if token, err := s.tokens.Token(ctx); err != nil || token != "token-1" {
				t.Errorf("Token = %s, %v", token, err)
			}
		})
	}
	wait.Wait()
	if n := len(s.seen("gettoken")); n != 1 {
		t.Errorf("%d fetches", n)
	}
}

func TestTokenDrop(t *testing.T) {
	t.Parallel()
	s := newSetup(t)
	first := mustToken(t, s.tokens)
	s.tokens.Drop("of long ago")
	if got := mustToken(t, s.tokens); got != first {
		t.Errorf("an old token dropped the current one: %s", got)
	}
	s.tokens.Drop(first)
	second := mustToken(t, s.tokens)
	if second != "token-2" {
		t.Errorf("after Drop: %s", second)
	}
	s.tokens.Drop(second)
	if got := mustToken(t, s.tokens); got != second {
		t.Errorf("a second forced refresh at once: %s", got)
	}
	s.clock.add(10 * time.Second)
	s.tokens.Drop(second)
	if got := mustToken(t, s.tokens); got != "token-3" {
		t.Errorf("after the floor: %s", got)
	}
}

func TestTokenIsShared(t *testing.T) {
	t.Parallel()
	p, clock := newPlatform(t), newClock()
	cache := wecom.NewMemoryCache(clock.Now)
	replica := func(agent int64) *wecom.TokenSource {
		s, err := wecom.NewTokenSource(wecom.TokenOptions{
			CorpID: testCorp, AgentID: agent, Secret: testSecret, BaseURL: p.url, Cache: cache, Now: clock.Now,
		})
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	one, two, other := replica(1), replica(1), replica(2)
	if a, b, c := mustToken(t, one), mustToken(t, two), mustToken(t, other); a != "token-1" || b != "token-1" || c != "token-2" {
		t.Fatalf("tokens %s %s, other application %s", a, b, c)
	}
	if !cache.IsExist("wecom_access_token_" + testCorp + "_1") {
		t.Error("the key does not name corp and application")
	}
	one.Drop("token-1")
	if a := mustToken(t, one); a != "token-3" {
		t.Fatalf("after Drop: %s", a)
	}
	two.Drop("token-1")
	if b := mustToken(t, two); b != "token-3" {
		t.Errorf("the other replica fetched its own: %s", b)
	}
}

// brokenCache is a shared cache that is down.
type brokenCache struct{}

func (brokenCache) Get(string) interface{}                       { return nil }
func (brokenCache) Set(string, interface{}, time.Duration) error { return errors.New("down") }
func (brokenCache) IsExist(string) bool                          { return false }
func (brokenCache) Delete(string) error                          { return errors.New("down") }

func TestTokenWithoutSharedCache(t *testing.T) {
	t.Parallel()
	p, clock := newPlatform(t), newClock()
	s, err := wecom.NewTokenSource(wecom.TokenOptions{
		CorpID: testCorp, AgentID: 1, Secret: testSecret, BaseURL: p.url, Cache: brokenCache{}, Now: clock.Now,
	})
	if err != nil {
		t.Fatal(err)
	}
	mustToken(t, s)
	clock.add(time.Hour)
	mustToken(t, s)
	if n := len(p.seen("gettoken")); n != 1 {
		t.Errorf("%d fetches while the cache is down", n)
	}
}

func TestTokenRefusalIsRemembered(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		answer http.HandlerFunc
		code   int // 0: no API error
		hold   time.Duration
	}{
		{"bad secret", answer(`{"errcode":40001,"errmsg":"invalid credential"}`), 40001, 5 * time.Minute},
		{"bad corp", answer(`{"errcode":40013,"errmsg":"invalid corpid"}`), 40013, 5 * time.Minute},
		{"secret of another corp", answer(`{"errcode":40091,"errmsg":"secret is invalid"}`), 40091, 5 * time.Minute},
		{"untrusted address", answer(`{"errcode":60020,"errmsg":"not allow"}`), 60020, time.Minute},
		{"too often", answer(`{"errcode":45009,"errmsg":"api freq out of limit"}`), 45009, time.Minute},
		{"busy", answer(`{"errcode":-1,"errmsg":"system busy"}`), -1, time.Second},
		{"empty token", answer(`{"errcode":0,"errmsg":"ok"}`), 0, time.Second},
		{"proxy page", answer(`<html>`), 0, time.Second},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := newSetup(t)
			s.on("gettoken", tt.answer)
			for i := range 3 {
				_, err := s.tokens.Token(ctx)
				var api *wecom.APIError
				if errors.As(err, &api); err == nil || (api != nil) != (tt.code != 0) || api != nil && api.Code != tt.code {
					t.Fatalf("try %d: %v", i, err)
				}
			}
			if _, err := s.client.CallbackIPs(ctx); err == nil {
				t.Error("a call succeeded without a token")
			}
			if n := len(s.seen("gettoken")); n != 1 {
				t.Errorf("%d fetches, want 1", n)
			}
			s.on("gettoken", nil)
			s.clock.add(tt.hold - time.Millisecond)
			if _, err := s.tokens.Token(ctx); err == nil {
				t.Error("the refusal was forgotten too early")
			}
			s.clock.add(time.Millisecond)
			mustToken(t, s.tokens)
		})
	}
}

func TestTokenWaiterCanLeave(t *testing.T) {
	t.Parallel()
	s := newSetup(t)
	entered, release := make(chan struct{}), make(chan struct{})
	s.on("gettoken", func(w http.ResponseWriter, r *http.Request) {
		close(entered)
		<-release
		answer(`{"access_token":"late","expires_in":7200}`)(w, r)
	})
	got := make(chan string)
	go func() {
		token, _ := s.tokens.Token(ctx)
		got <- token
	}()
	<-entered
	left, cancel := context.WithCancel(ctx)
	cancel()
	if _, err := s.tokens.Token(left); !errors.Is(err, context.Canceled) {
		t.Errorf("waiter: %v", err)
	}
	close(release)
	if token := <-got; token != "late" {
		t.Errorf("holder got %q", token)
	}
}

func TestMemoryCache(t *testing.T) {
	t.Parallel()
	clock := newClock()
	c := wecom.NewMemoryCache(clock.Now)
	if c.Get("k") != nil || c.IsExist("k") {
		t.Error("an empty cache has a key")
	}
	_ = c.Set("k", "v", time.Minute)
	clock.add(time.Minute - 1)
	if c.Get("k") != "v" || !c.IsExist("k") {
		t.Error("the value left early")
	}
	clock.add(1)
	if c.Get("k") != nil {
		t.Error("the value stayed")
	}
	_ = c.Set("k", "v", time.Minute)
	_ = c.Delete("k")
	if c.IsExist("k") {
		t.Error("the deleted value stayed")
	}
}

func TestTokenSourceHidesItsSecret(t *testing.T) {
	t.Parallel()
	s := newSetup(t)
	mustToken(t, s.tokens)
	for _, verb := range []string{"%v", "%+v", "%#v", "%s"} {
		if got := fmt.Sprintf(verb, s.tokens); got != "wecom.TokenSource("+testCorp+")" {
			t.Errorf("%s prints %s", verb, got)
		}
	}
	if _, err := wecom.NewTokenSource(wecom.TokenOptions{CorpID: testCorp}); err == nil {
		t.Error("a source without a secret")
	}
}
