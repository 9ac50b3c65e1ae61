package demo

import (
	"sync"
	"time"
)

// Clock is the demo's time. It runs at the machine's pace from wherever it was
// set and never goes back. It is safe for concurrent use.
type Clock struct {
	mu   sync.Mutex
	base time.Time        // virtual time when it was set
	set  time.Time        // machine time when it was set
	wall func() time.Time // the machine's clock
}

// NewClock returns a clock that stands at start and runs with wall.
func NewClock(start time.Time, wall func() time.Time) *Clock {
	return &Clock{base: start, set: wall(), wall: wall}
}

// Now returns the virtual time.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now()
}

func (c *Clock) now() time.Time { return c.base.Add(c.wall().Sub(c.set)) }

// Forward moves the clock to t, or leaves it where it is beyond t.
func (c *Clock) Forward(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if t.After(c.now()) {
		c.base, c.set = t, c.wall()
	}
}
