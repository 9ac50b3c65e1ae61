package wecom

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"strconv"
	"sync"
	"time"
)

const (
	// refreshMargin is how long before its expiry a token is replaced.
	refreshMargin = 5 * time.Minute
	// adoptFor is how long a token found in the shared cache is used without
	// looking there again.
	adoptFor = time.Minute
	// forceFloor is the least time between two refreshes that a dropped token
	// forces. A token that another replica got serves before that.
	forceFloor = 10 * time.Second
	// tokenLife is longer than any token lives (doc 91039).
	tokenLife = 3 * time.Hour
	// Failures of gettoken are answered from memory for a while. Wrong secrets
	// must not be tried again and again: they get the address banned for an
	// hour (doc 90313).
	holdBadSecret = 5 * time.Minute
	holdRefused   = time.Minute
	holdTrouble   = time.Second
)

// apiGetToken is the call that fetches a token (doc 91039).
const apiGetToken = "gettoken"

// TokenOptions configures a TokenSource. CorpID and Secret are required.
type TokenOptions struct {
	CorpID     string
	AgentID    int64 // part of the cache key: tokens belong to one application
	Secret     Secret
	BaseURL    string           // without /cgi-bin; empty: DefaultBaseURL
	HTTPClient *http.Client     // nil: one with a timeout of 30 s
	Cache      Cache            // shared by replicas; nil: none beyond the process
	Lease      Lease            // shared like Cache: one replica refreshes for all; nil: each for itself
	Now        func() time.Time // nil: time.Now
}

// TokenSource gets, keeps and refreshes the access token of one application
// (doc 91039). One caller refreshes at a time, the others wait for it, also those
// of other replicas where there is a lease. A token that the platform refused is
// never taken from the shared cache again. It is safe for concurrent use.
type TokenSource struct {
	transport transport
	corpID    string
	secret    Secret
	key       string
	shared    Cache
	lease     Lease  // nil for none
	holder    string // names this source to the lease
	now       func() time.Time
	gate      chan struct{} // held by the caller that refreshes

	mu          sync.Mutex
	token       string
	expires     time.Time
	refused     map[string]time.Time // when the platform refused which token
	forced      time.Time            // when a refused token was last replaced by a call
	failure     error
	failedUntil time.Time
}

// NewTokenSource returns a source that makes no call before it is asked.
func NewTokenSource(o TokenOptions) (*TokenSource, error) {
	if o.CorpID == "" || o.Secret == "" {
		return nil, errors.New("wecom: token source needs a corp id and a secret")
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Cache == nil {
		o.Cache = NewMemoryCache(o.Now)
	}
	return &TokenSource{
		transport: newTransport(o.BaseURL, o.HTTPClient),
		corpID:    o.CorpID, secret: o.Secret,
		key:    "wecom_access_token_" + o.CorpID + "_" + strconv.FormatInt(o.AgentID, 10),
		shared: o.Cache, lease: o.Lease, holder: rand.Text(), now: o.Now, gate: make(chan struct{}, 1),
		refused: map[string]time.Time{},
	}, nil
}

// Format prints the corp id only, so that no log line carries the secret.
func (s *TokenSource) Format(f fmt.State, _ rune) {
	fmt.Fprintf(f, "wecom.TokenSource(%s)", s.corpID)
}

// GetAccessToken is Token without a context, for code written against
// github.com/silenceper/wechat/v2.
func (s *TokenSource) GetAccessToken() (string, error) { return s.Token(context.Background()) }

// Token returns a token that should be valid for some minutes. After a refusal
// of the credentials it reports the same error for a while without a call.
func (s *TokenSource) Token(ctx context.Context) (string, error) {
	if token, err, known := s.remembered(); known {
		return token, err
	}
	select {
	case s.gate <- struct{}{}:
		defer func() { <-s.gate }()
	case <-ctx.Done():
		return "", fmt.Errorf("wecom: waiting for the access token: %w", ctx.Err())
	}
	if token, err, known := s.remembered(); known {
		return token, err
	}
	if token, known := s.found(); known {
		return token, nil
	}
	done, err := s.turn(ctx)
	if err != nil {
		return "", err
	}
	defer done()
	if token, known := s.found(); known { // another replica was faster
		return token, nil
	}
	token, life, err := s.fetch(ctx)
	if err != nil {
		s.fail(ctx, err)
		return "", err
	}
	s.replace(token, life)
	// A shared cache that is down costs each replica its own token, no more.
	_ = s.shared.Set(s.key, token, life)
	return token, nil
}

// Drop tells that the platform called a token invalid. Where it is the current
// one, the next Token takes another one from the shared cache or, unless the last
// forced refresh was a moment ago, from the platform.
func (s *TokenSource) Drop(token string) {
	if token == "" {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.now()
	maps.DeleteFunc(s.refused, func(_ string, at time.Time) bool { return now.Sub(at) > tokenLife })
	s.refused[token] = now
	if token == s.token {
		s.expires = time.Time{}
	}
}

// remembered returns the token or the failure of a moment ago.
func (s *TokenSource) remembered() (token string, err error, known bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch now := s.now(); {
	case s.token != "" && now.Before(s.expires):
		return s.token, nil, true
	case s.failure != nil && now.Before(s.failedUntil):
		return "", s.failure, true
	}
	return "", nil, false
}

// found returns what serves without a call: the token of the shared cache unless
// it was refused, else the refused one until another call may be forced.
func (s *TokenSource) found() (token string, known bool) {
	token, _ = s.shared.Get(s.key).(string)
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.now()
	if _, dead := s.refused[token]; token != "" && !dead {
		s.token, s.expires, s.failure = token, now.Add(adoptFor), nil
		return token, true
	}
	if _, dead := s.refused[s.token]; dead && now.Sub(s.forced) < forceFloor {
		return s.token, true
	}
	return "", false
}

// replace takes what the platform gave in place of a token that ran out or was
// refused.
func (s *TokenSource) replace(token string, life time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.now()
	if _, dead := s.refused[s.token]; dead {
		s.forced = now
	}
	delete(s.refused, token) // it may give the same one again
	s.token, s.expires, s.failure = token, now.Add(life), nil
}

// fetch asks the platform; life already excludes the margin.
func (s *TokenSource) fetch(ctx context.Context) (token string, life time.Duration, err error) {
	const api = apiGetToken
	var answer struct {
		AccessToken string `json:"access_token"`
		ExpiresIn   int64  `json:"expires_in"`
	}
	err = s.transport.call(ctx, request{
		api:     api,
		query:   url.Values{"corpid": {s.corpID}, "corpsecret": {string(s.secret)}},
		secrets: []string{string(s.secret)},
	}, &answer)
	if err != nil {
		return "", 0, err
	}
	if answer.AccessToken == "" || answer.ExpiresIn <= 0 {
		return "", 0, &StatusError{Status: http.StatusOK, API: api}
	}
	life = time.Duration(answer.ExpiresIn) * time.Second
	return answer.AccessToken, life - min(refreshMargin, life/2), nil
}

// fail remembers the failure for as long as its kind asks.
func (s *TokenSource) fail(ctx context.Context, err error) {
	if ctx.Err() != nil {
		return // the caller gave up, which says nothing about the platform
	}
	hold := holdTrouble
	if api, ok := errors.AsType[*APIError](err); ok {
		switch {
		case api.Code == 40001 || api.Code == 40013 || api.Code == 40091:
			hold = holdBadSecret
		case api.Class() != ClassRetry:
			hold = holdRefused
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.failure, s.failedUntil = err, s.now().Add(hold)
}
