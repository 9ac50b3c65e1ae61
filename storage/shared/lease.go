package shared

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/redis/go-redis/v9"
)

// Lease gives a name to one holder at a time, for a time. Who holds it renews
// it well before it runs out and stops his work when he cannot. It is safe for
// concurrent use.
type Lease interface {
	// Acquire takes the name for holder; ok is false while another has it. Who
	// has it already has it for the time again.
	Acquire(ctx context.Context, name, holder string, ttl time.Duration) (ok bool, err error)
	// Renew extends it; ok is false when it was lost.
	Renew(ctx context.Context, name, holder string, ttl time.Duration) (ok bool, err error)
	// Release frees the name when holder has it.
	Release(ctx context.Context, name, holder string) error
}

// MemoryLease is a Lease of one process.
type MemoryLease struct {
	now  func() time.Time
	mu   sync.Mutex
	held map[string]holding
}

type holding struct {
	holder string
	until  time.Time
}

var _ Lease = (*MemoryLease)(nil)

// NewMemoryLease returns a lease that goes by the clock now and that nobody
// holds.
func NewMemoryLease(now func() time.Time) *MemoryLease {
	return &MemoryLease{now: now, held: map[string]holding{}}
}

// Acquire never fails.
func (m *MemoryLease) Acquire(_ context.Context, name, holder string, ttl time.Duration) (bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	now := m.now()
	if h, ok := m.held[name]; ok && h.holder != holder && now.Before(h.until) {
		return false, nil
	}
	m.held[name] = holding{holder, now.Add(ttl)}
	return true, nil
}

// Renew never fails.
func (m *MemoryLease) Renew(_ context.Context, name, holder string, ttl time.Duration) (bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	now := m.now()
	h, ok := m.held[name]
	if !ok || h.holder != holder || !now.Before(h.until) {
		return false, nil
	}
	m.held[name] = holding{holder, now.Add(ttl)}
	return true, nil
}

// Release never fails.
func (m *MemoryLease) Release(_ context.Context, name, holder string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.held[name].holder == holder {
		delete(m.held, name)
	}
	return nil
}

// RedisLease is a Lease in Redis, by Redis's clock. There is no fallback: two
// replicas that go on by themselves would both hold it.
type RedisLease struct{ client redis.UniversalClient }

var _ Lease = (*RedisLease)(nil)

// NewRedisLease returns a lease on the client, which stays the caller's to
// close.
func NewRedisLease(client redis.UniversalClient) *RedisLease { return &RedisLease{client} }

var (
	acquire = redis.NewScript(`
local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1`)
	renew = redis.NewScript(`
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('PEXPIRE', KEYS[1], ARGV[2])`)
	release = redis.NewScript(`
if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end
return 1`)
)

// Acquire fails while Redis is away.
func (r *RedisLease) Acquire(ctx context.Context, name, holder string, ttl time.Duration) (bool, error) {
	return r.run(ctx, acquire, name, holder, ttl.Milliseconds())
}

// Renew fails while Redis is away.
func (r *RedisLease) Renew(ctx context.Context, name, holder string, ttl time.Duration) (bool, error) {
	return r.run(ctx, renew, name, holder, ttl.Milliseconds())
}

// Release fails while Redis is away; the lease then runs out by itself.
func (r *RedisLease) Release(ctx context.Context, name, holder string) error {
	_, err := r.run(ctx, release, name, holder)
	return err
}

func (r *RedisLease) run(ctx context.Context, script *redis.Script, name string, args ...any) (bool, error) {
	n, err := script.Run(ctx, r.client, []string{name}, args...).Int()
	if err != nil {
		return false, fmt.Errorf("lease of %s: %w", name, err)
	}
	return n == 1, nil
}
