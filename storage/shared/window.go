package shared

import (
	"context"
	"crypto/rand"
	"fmt"
	"sync"
	"time"

	"github.com/redis/go-redis/v9"
)

// Window paces requests: at most limit of them in any span per, by the caller's
// clock. It is safe for concurrent use.
type Window interface {
	// Take asks for one request at now. When ok is false the window is full, and
	// retryAt is the first moment at which a place becomes free. What was taken
	// counts until per has passed; now may be any clock as long as all who share
	// the key go by the same one.
	Take(ctx context.Context, key string, now time.Time, limit int, per time.Duration) (ok bool, retryAt time.Time, err error)
}

// MemoryWindow is a Window of one process. It keeps a moment for each place
// that was taken and forgets it when asked after its time.
type MemoryWindow struct {
	mu    sync.Mutex
	taken map[string][]time.Time // in the order taken
}

var _ Window = (*MemoryWindow)(nil)

// NewMemoryWindow returns a window of which nothing is taken.
func NewMemoryWindow() *MemoryWindow { return &MemoryWindow{taken: map[string][]time.Time{}} }

// Take never fails.
func (m *MemoryWindow) Take(_ context.Context, key string, now time.Time, limit int, per time.Duration) (bool, time.Time, error) {
	if limit <= 0 {
		return false, now.Add(per), nil
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	ts := m.taken[key]
	for len(ts) > 0 && !ts[0].Add(per).After(now) {
		ts = ts[1:]
	}
	ok, retryAt := len(ts) < limit, time.Time{}
	if ok {
		ts = append(ts, now)
	} else {
		retryAt = ts[len(ts)-limit].Add(per)
	}
	if m.taken[key] = ts; len(ts) == 0 {
		delete(m.taken, key)
	}
	return ok, retryAt, nil
}

// RedisWindow is a Window in Redis: a sorted set of the moments taken, in
// microseconds, changed by one script.
type RedisWindow struct{ client redis.UniversalClient }

var _ Window = (*RedisWindow)(nil)

// NewRedisWindow returns a window on the client, which stays the caller's to
// close.
func NewRedisWindow(client redis.UniversalClient) *RedisWindow { return &RedisWindow{client} }

// take answers -1 where a place was free, else the moment from which the place
// that frees first is counted.
var take = redis.NewScript(`
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', tonumber(ARGV[1]) - tonumber(ARGV[3]))
local n, limit = redis.call('ZCARD', KEYS[1]), tonumber(ARGV[2])
if n < limit then
  redis.call('ZADD', KEYS[1], ARGV[1], ARGV[4])
  redis.call('PEXPIRE', KEYS[1], ARGV[5])
  return '-1'
end
return redis.call('ZRANGE', KEYS[1], n - limit, n - limit, 'WITHSCORES')[2]`)

// Take fails while Redis is away.
func (r *RedisWindow) Take(ctx context.Context, key string, now time.Time, limit int, per time.Duration) (bool, time.Time, error) {
	if limit <= 0 {
		return false, now.Add(per), nil
	}
	from, err := take.Run(ctx, r.client, []string{key}, now.UnixMicro(), limit, per.Microseconds(), rand.Text(), per.Milliseconds()+1000).Float64()
	if err != nil {
		return false, time.Time{}, fmt.Errorf("take a place in the shared window: %w", err)
	}
	if from < 0 {
		return true, time.Time{}, nil
	}
	return false, time.UnixMicro(int64(from)).Add(per), nil
}

// FallbackWindow paces by Redis and, while it is away, by this process alone.
// What Redis granted counts in process too, so that the change over does not
// open the window twice for this replica.
type FallbackWindow struct {
	Redis  *RedisWindow
	Memory *MemoryWindow
}

var _ Window = FallbackWindow{}

// Take never fails.
func (f FallbackWindow) Take(ctx context.Context, key string, now time.Time, limit int, per time.Duration) (bool, time.Time, error) {
	ok, retryAt, err := f.Redis.Take(ctx, key, now, limit, per)
	if err == nil && !ok {
		return ok, retryAt, nil
	}
	own, ownRetry, _ := f.Memory.Take(ctx, key, now, limit, per)
	if err != nil {
		return own, ownRetry, nil
	}
	return true, time.Time{}, nil
}
