package scheduler

import (
	"errors"
	"slices"
	"sync"
)

// lanesAtOnce is how many calls are under way at once, so that one that hangs
// does not hold up the others. It is no more than may fail in a row.
const lanesAtOnce = breakAfter

// lanes are the calls under way.
type lanes struct {
	mu      sync.Mutex
	changed sync.Cond
	running int
	readers map[string]bool // of those that run
	tried   int
	err     error
}

func newLanes() *lanes {
	l := &lanes{readers: map[string]bool{}}
	l.changed.L = &l.mu
	return l
}

// free waits for a free lane; ok is false where a call could not be recorded.
func (l *lanes) free() (ok bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for l.running == lanesAtOnce {
		l.changed.Wait()
	}
	return l.err == nil
}

// start makes a call to readers on a free lane. A person gets his messages one
// after the other: the call waits for those that share a reader with it, or alone
// for all that run.
func (l *lanes) start(readers []string, alone bool, call func() error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for alone && l.running > 0 || slices.ContainsFunc(readers, func(who string) bool { return l.readers[who] }) {
		l.changed.Wait()
	}
	l.running++
	for _, who := range readers {
		l.readers[who] = true
	}
	go func() {
		err := call()
		l.mu.Lock()
		defer l.mu.Unlock()
		for _, who := range readers {
			delete(l.readers, who)
		}
		l.running, l.tried, l.err = l.running-1, l.tried+1, errors.Join(l.err, err)
		l.changed.Signal() // one goroutine claims and waits
	}()
}

// end waits for all calls and returns how many there were.
func (l *lanes) end() (tried int, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for l.running > 0 {
		l.changed.Wait()
	}
	return l.tried, l.err
}
