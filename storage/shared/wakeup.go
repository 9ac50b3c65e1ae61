package shared

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/redis/go-redis/v9"
)

// Wakeup tells whoever waits that there may be something to do. It is a hint:
// it may be lost, and several may arrive as one, so who waits looks by himself
// from time to time. It is safe for concurrent use.
type Wakeup interface {
	Publish(ctx context.Context, topic string) error
	// Subscribe returns a channel that holds at most one hint, and a stop
	// function, which may be called more than once and after which the channel
	// gets no more.
	Subscribe(topic string) (hints <-chan struct{}, stop func())
}

// MemoryWakeup wakes within one process.
type MemoryWakeup struct {
	mu   sync.Mutex
	subs map[string]map[chan struct{}]bool
}

var _ Wakeup = (*MemoryWakeup)(nil)

// NewMemoryWakeup returns a wake-up with no subscribers.
func NewMemoryWakeup() *MemoryWakeup {
	return &MemoryWakeup{subs: map[string]map[chan struct{}]bool{}}
}

// Publish never blocks and never fails.
func (m *MemoryWakeup) Publish(_ context.Context, topic string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for c := range m.subs[topic] {
		nudge(c)
	}
	return nil
}

func nudge(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default: // a hint waits there already
	}
}

// Subscribe starts listening at once.
func (m *MemoryWakeup) Subscribe(topic string) (<-chan struct{}, func()) {
	c := make(chan struct{}, 1)
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.subs[topic] == nil {
		m.subs[topic] = map[chan struct{}]bool{}
	}
	m.subs[topic][c] = true
	return c, func() {
		m.mu.Lock()
		defer m.mu.Unlock()
		delete(m.subs[topic], c)
	}
}

// RedisWakeup wakes the other replicas through Redis and this one directly as
// well, so that this one is woken while Redis is away.
type RedisWakeup struct {
	client redis.UniversalClient
	own    *MemoryWakeup
}

var _ Wakeup = (*RedisWakeup)(nil)

// NewRedisWakeup returns a wake-up on the client, which stays the caller's to
// close.
func NewRedisWakeup(client redis.UniversalClient) *RedisWakeup {
	return &RedisWakeup{client, NewMemoryWakeup()}
}

// Publish wakes this process in any case; an error says that the others may
// not have heard.
func (r *RedisWakeup) Publish(ctx context.Context, topic string) error {
	_ = r.own.Publish(ctx, topic) // never fails
	if err := r.client.Publish(ctx, topic, "").Err(); err != nil {
		return fmt.Errorf("wake the other replicas: %w", err)
	}
	return nil
}

// Subscribe listens until stopped; it connects again by itself, with a hint
// each time, for what may have been missed.
func (r *RedisWakeup) Subscribe(topic string) (<-chan struct{}, func()) {
	hints, forget := r.own.Subscribe(topic)
	ctx, cancel := context.WithCancel(context.Background())
	sub := r.client.Subscribe(ctx, topic)
	done := make(chan struct{})
	go func() {
		defer close(done)
		r.listen(ctx, sub, topic)
	}()
	return hints, func() {
		cancel()
		_ = sub.Close() // ends a Receive, which the context does not; closed twice it fails
		<-done
		forget()
	}
}

// listen passes hints on from Redis until ctx ends.
func (r *RedisWakeup) listen(ctx context.Context, sub *redis.PubSub, topic string) {
	for ctx.Err() == nil {
		if _, err := sub.Receive(ctx); err == nil { // a message, or that the subscription stands
			_ = r.own.Publish(ctx, topic) // never fails
			continue
		}
		pause := time.NewTimer(time.Second)
		select {
		case <-ctx.Done():
		case <-pause.C:
		}
		pause.Stop()
	}
}
