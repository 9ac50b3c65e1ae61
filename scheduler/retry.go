package scheduler

import (
	"sync"
	"time"

	"duban/campaign"
)

const (
	firstBackOff = 10 * time.Second
	maxBackOff   = 15 * time.Minute
	breakAfter   = 4 // failures in a row: a try and the three repeats that a busy platform allows (doc 90313)
	breakFor     = 30 * time.Second
	maxBreak     = 4 * time.Minute
)

// backOff returns the pause after a call's latest try: doubled each time, the
// longest at once where the platform was busy so many times, and up to a fifth
// longer by a number of the call's own, so that calls that failed together do not
// come back together.
func backOff(c campaign.Call, busy int) time.Duration {
	d := firstBackOff
	for i := 1; i < c.Attempts && d < maxBackOff; i++ {
		d *= 2
	}
	if d = min(d, maxBackOff); busy >= maxBusyTries {
		d = maxBackOff
	}
	spread := uint64(c.ID)*2654435761 + uint64(c.Attempts)*40503
	return d + d/5*time.Duration(spread%100)/100
}

// breaker keeps calls from an endpoint that does nothing but fail.
type breaker struct {
	mu        sync.Mutex
	endpoints map[string]*circuit
}

type circuit struct {
	failures int
	busy     bool
	until    time.Time
}

// endpoint names what fails together: the app's API, or one group's webhook.
func endpoint(c campaign.Channel, to string) string {
	if c == campaign.ChannelGroup {
		return string(c) + "/" + to
	}
	return string(c)
}

func newBreaker() *breaker { return &breaker{endpoints: map[string]*circuit{}} }

// open tells whether the endpoint is left alone as of now, and until when.
func (b *breaker) open(endpoint string, now time.Time) (time.Time, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	c := b.endpoints[endpoint]
	if c == nil || !now.Before(c.until) {
		return time.Time{}, false
	}
	return c.until, true
}

// busy tells whether the endpoint was busy when it was last asked.
func (b *breaker) busy(endpoint string) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	c := b.endpoints[endpoint]
	return c != nil && c.busy
}

// note counts what a try came to. After breakAfter failures in a row the endpoint
// is left alone for a while; then one more failure is enough, and the while
// doubles. Where it was asked too often it is left alone at once, and so where
// there was no way to it.
func (b *breaker) note(endpoint string, r Result, now time.Time) {
	b.mu.Lock()
	defer b.mu.Unlock()
	c := b.endpoints[endpoint]
	if c == nil {
		c = &circuit{}
		b.endpoints[endpoint] = c
	}
	c.busy = r.Fate == Busy
	switch r.Fate {
	case Sent, Hopeless:
		*c = circuit{}
	case Wait:
		c.until = now.Add(r.Wait)
	default:
		if c.failures++; r.Fate == Unsent {
			c.failures = max(c.failures, breakAfter)
		}
		if over := c.failures - breakAfter; over >= 0 {
			c.until = now.Add(min(breakFor<<min(over, 8), maxBreak))
		}
	}
}
