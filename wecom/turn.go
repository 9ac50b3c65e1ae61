package wecom

import (
	"context"
	"fmt"
	"time"
)

// Lease gives a name to one holder at a time, for a time. It is safe for
// concurrent use.
type Lease interface {
	// Acquire takes the name for holder; ok is false while another has it.
	Acquire(ctx context.Context, name, holder string, ttl time.Duration) (ok bool, err error)
	// Release frees the name when holder has it.
	Release(ctx context.Context, name, holder string) error
}

const (
	// turnTime is how long one replica may take to refresh before the next one
	// tries.
	turnTime = 5 * time.Second
	// turnLook is how often who waits asks for his turn.
	turnLook = 50 * time.Millisecond
	// turnCall bounds one exchange with the lease.
	turnCall = time.Second
)

// turn waits until no other replica refreshes; done ends the turn. What another
// one got meanwhile is in the shared cache then. A lease that is away, or held for
// too long, holds nobody up.
func (s *TokenSource) turn(ctx context.Context) (done func(), err error) {
	done = func() {}
	if s.lease == nil {
		return done, nil
	}
	name := s.key + "_refresh"
	late := time.NewTimer(turnTime)
	defer late.Stop()
	look := time.NewTicker(turnLook)
	defer look.Stop()
	for {
		limited, cancel := context.WithTimeout(ctx, turnCall)
		ok, err := s.lease.Acquire(limited, name, s.holder, turnTime)
		cancel()
		switch {
		case ok:
			return func() {
				limited, cancel := context.WithTimeout(context.WithoutCancel(ctx), turnCall)
				defer cancel()
				_ = s.lease.Release(limited, name, s.holder) // else it runs out
			}, nil
		case err != nil && ctx.Err() == nil:
			return done, nil
		}
		select {
		case <-look.C:
		case <-late.C:
			return done, nil
		case <-ctx.Done():
			return nil, fmt.Errorf("wecom: waiting for the access token: %w", ctx.Err())
		}
	}
}
