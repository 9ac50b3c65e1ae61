package simulator

import (
	"crypto/rand"
	"slices"
	"time"
)

// tokenLife is how long an access token lives (doc 91039).
const tokenLife = 7200 * time.Second

type accessToken struct {
	value   string
	app     *app
	expires time.Time
}

// badTries counts the wrong secrets from one address.
type badTries struct {
	count int
	since time.Time
}

func (s *Simulator) getToken(c *call) (fields, error) {
	corp, secret := c.query.Get("corpid"), c.query.Get("corpsecret")
	tries := s.badTries[c.ip]
	if tries != nil && c.now.Sub(tries.since) >= time.Hour {
		delete(s.badTries, c.ip)
		tries = nil
	}
	switch {
	case tries != nil && tries.count >= s.opt.BanAfter:
		return nil, errFrequency
	case secret == "":
		return nil, refuse(41004, "corpsecret missing")
	case corp == "":
		return nil, refuse(41002, "corpid missing")
	case corp != s.opt.CorpID:
		return nil, refuse(40013, "invalid corpid")
	}
	i := slices.IndexFunc(s.apps, func(a *app) bool { return a.Secret == secret })
	if i < 0 {
		if tries == nil {
			tries = &badTries{}
			s.badTries[c.ip] = tries
		}
		tries.count++
		tries.since = c.now
		return nil, refuse(40001, "invalid credential")
	}
	t := s.issueToken(s.apps[i], c.now)
	return fields{"access_token": t.value, "expires_in": int(t.expires.Sub(c.now) / time.Second)}, nil
}

func (s *Simulator) issueToken(a *app, now time.Time) *accessToken {
	for value, t := range s.tokens {
		if now.Sub(t.expires) > 24*time.Hour {
			delete(s.tokens, value)
		} else if s.opt.Switches.SameTokenOnRepeat && t.app == a && now.Before(t.expires) {
			return t
		}
	}
	t := &accessToken{value: rand.Text() + rand.Text() + rand.Text(), app: a, expires: now.Add(tokenLife)}
	s.tokens[t.value] = t
	return t
}

// authorize finds the app of the call by the token in its query; a token anywhere
// else is not looked at.
func (s *Simulator) authorize(c *call) error {
	value := c.query.Get("access_token")
	if value == "" {
		return refuse(41001, "access_token missing")
	}
	t := s.tokens[value]
	switch {
	case t == nil:
		return refuse(40014, "invalid access_token")
	case !c.now.Before(t.expires) && s.opt.Switches.ExpiredAs40014:
		return refuse(40014, "invalid access_token")
	case !c.now.Before(t.expires):
		return refuse(42001, "access_token expired")
	case len(s.opt.TrustedIPs) > 0 && !slices.Contains(s.opt.TrustedIPs, c.ip):
		return refuse(60020, "not allow to access from your ip")
	}
	c.app = t.app
	return nil
}

// InvalidateTokens ends all tokens early: calls with them get 42001, or 40014 by
// switch, until a new one is fetched.
func (s *Simulator) InvalidateTokens() {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.opt.Now()
	for _, t := range s.tokens {
		if t.expires.After(now) {
			t.expires = now
		}
	}
}
