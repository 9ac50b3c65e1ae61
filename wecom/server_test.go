package wecom_test

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"duban/wecom"
)

const (
	testCorp   = "wwd1f0c0ffee000001"
	testSecret = "s3cr3t/invented+value"
)

// call is one request the server saw.
type call struct {
	api    string
	query  url.Values
	header http.Header
	body   string
}

// platform answers API calls with scripted handlers and records them; gettoken
// gives token-1, token-2 and so on unless it is scripted too.
type platform struct {
	url string

	mu     sync.Mutex
	calls  []call
	script map[string]http.HandlerFunc
	tokens int
}

func newPlatform(tb testing.TB) *platform {
	tb.Helper()
	p := &platform{script: map[string]http.HandlerFunc{}}
	server := httptest.NewServer(p)
	tb.Cleanup(server.Close)
	p.url = server.URL
	return p
}

func (p *platform) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	api := strings.TrimPrefix(r.URL.Path, "/cgi-bin/")
	p.mu.Lock()
	p.calls = append(p.calls, call{api, r.URL.Query(), r.Header, string(body)})
	handle := p.script[api]
	if handle == nil && api == "gettoken" {
		p.tokens++
		token := fmt.Sprintf("token-%d", p.tokens)
		handle = answer(`{"errcode":0,"errmsg":"ok","access_token":"` + token + `","expires_in":7200}`)
	}
	p.mu.Unlock()
	if handle == nil {
		handle = http.NotFound
	}
	handle(w, r)
}

func (p *platform) on(api string, handle http.HandlerFunc) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.script[api] = handle
}

// seen returns the calls of one API.
func (p *platform) seen(api string) []call {
	p.mu.Lock()
	defer p.mu.Unlock()
	var found []call
	for _, c := range p.calls {
		if c.api == api {
			found = append(found, c)
		}
	}
	return found
}

func answer(body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json; charset=UTF-8")
		_, _ = io.WriteString(w, body)
	}
}

// onlyToken answers ok for one token and 42001 for the others.
func onlyToken(token string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Query().Get("access_token") != token {
			answer(`{"errcode":42001,"errmsg":"access_token expired"}`)(w, r)
			return
		}
		answer(`{"errcode":0,"errmsg":"ok"}`)(w, r)
	}
}

// clock is a settable time.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func newClock() *clock { return &clock{now: time.Date(2026, 3, 2, 9, 7, 0, 0, time.UTC)} }

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

type setup struct {
	*platform
	clock  *clock
	client *wecom.Client
	tokens *wecom.TokenSource
	log    *lockedBuilder
}

func newSetup(tb testing.TB) setup {
	tb.Helper()
	s := setup{platform: newPlatform(tb), clock: newClock(), log: new(lockedBuilder)}
	logger := slog.New(slog.NewTextHandler(s.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	var err error
	s.tokens, err = wecom.NewTokenSource(wecom.TokenOptions{
		CorpID: testCorp, AgentID: 1000017, Secret: testSecret, BaseURL: s.url, Now: s.clock.Now,
	})
	if err != nil {
		tb.Fatal(err)
	}
	s.client, err = wecom.NewClient(wecom.Options{
		BaseURL: s.url, CorpID: testCorp, AgentID: 1000017, Secret: testSecret, TokenSource: s.tokens, Logger: logger,
	})
	if err != nil {
		tb.Fatal(err)
	}
	return s
}

type lockedBuilder struct {
	mu sync.Mutex
	b  strings.Builder
}

func (l *lockedBuilder) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuilder) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

var ctx = context.Background()
