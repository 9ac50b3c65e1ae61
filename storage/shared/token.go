package shared

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/redis/go-redis/v9"
)

// TokenCache keeps access tokens by key. It has the method set of the caches of
// other WeCom libraries, so that one cache can serve both. Get answers nil
// where there is nothing, or nothing any more. It is safe for concurrent use.
type TokenCache interface {
	Get(key string) interface{}
	Set(key string, val interface{}, timeout time.Duration) error
	IsExist(key string) bool
	Delete(key string) error
}

// MemoryTokens is a TokenCache of one process. A timeout of 0 or less keeps the
// value for good.
type MemoryTokens struct {
	now    func() time.Time
	mu     sync.Mutex
	values map[string]expiring
}

type expiring struct {
	value any
	until time.Time // zero: for good
}

var _ TokenCache = (*MemoryTokens)(nil)

// NewMemoryTokens returns an empty cache that goes by the clock now.
func NewMemoryTokens(now func() time.Time) *MemoryTokens {
	return &MemoryTokens{now: now, values: map[string]expiring{}}
}

// Get returns the value, nil where there is none.
func (m *MemoryTokens) Get(key string) interface{} {
	m.mu.Lock()
	defer m.mu.Unlock()
	v, ok := m.values[key]
	if ok && !v.until.IsZero() && !m.now().Before(v.until) {
		delete(m.values, key)
		return nil
	}
	return v.value
}

// Set keeps the value for the time given. It never fails.
func (m *MemoryTokens) Set(key string, val interface{}, timeout time.Duration) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	v := expiring{value: val}
	if timeout > 0 {
		v.until = m.now().Add(timeout)
	}
	m.values[key] = v
	return nil
}

// IsExist tells whether there is a value.
func (m *MemoryTokens) IsExist(key string) bool { return m.Get(key) != nil }

// Delete removes the value. It never fails.
func (m *MemoryTokens) Delete(key string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.values, key)
	return nil
}

// redisTimeout bounds one exchange with Redis where the caller gives no
// context: a message's answer must not wait for it.
const redisTimeout = time.Second

// RedisTokens is a TokenCache in Redis. Values are stored as JSON, so a number
// comes back as float64.
type RedisTokens struct{ client redis.UniversalClient }

var _ TokenCache = (*RedisTokens)(nil)

// NewRedisTokens returns a cache on the client, which stays the caller's to
// close.
func NewRedisTokens(client redis.UniversalClient) *RedisTokens { return &RedisTokens{client} }

// Get returns the value, nil where there is none or Redis is away.
func (r *RedisTokens) Get(key string) interface{} {
	v, _ := r.Find(key) // the method set has no place for the error
	return v
}

// Find is Get with the error.
func (r *RedisTokens) Find(key string) (any, error) {
	ctx, cancel := context.WithTimeout(context.Background(), redisTimeout)
	defer cancel()
	b, err := r.client.Get(ctx, key).Bytes()
	if errors.Is(err, redis.Nil) {
		return nil, nil
	}
	var v any
	if err == nil {
		err = json.Unmarshal(b, &v)
	}
	if err != nil {
		return nil, fmt.Errorf("read shared token: %w", err)
	}
	return v, nil
}

// Set keeps the value for the time given; 0 or less keeps it for good.
func (r *RedisTokens) Set(key string, val interface{}, timeout time.Duration) error {
	b, err := json.Marshal(val)
	if err != nil {
		return fmt.Errorf("encode shared token: %w", err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), redisTimeout)
	defer cancel()
	if err := r.client.Set(ctx, key, b, max(timeout, 0)).Err(); err != nil {
		return fmt.Errorf("share token: %w", err)
	}
	return nil
}

// IsExist tells whether there is a value.
func (r *RedisTokens) IsExist(key string) bool { return r.Get(key) != nil }

// Delete removes the value.
func (r *RedisTokens) Delete(key string) error {
	ctx, cancel := context.WithTimeout(context.Background(), redisTimeout)
	defer cancel()
	if err := r.client.Del(ctx, key).Err(); err != nil {
		return fmt.Errorf("delete shared token: %w", err)
	}
	return nil
}

// FallbackTokens reads and writes Redis and, beside it, the memory of this
// process, which alone serves while Redis is away.
type FallbackTokens struct {
	Redis  *RedisTokens
	Memory *MemoryTokens
}

var _ TokenCache = FallbackTokens{}

// Get returns Redis's value; this process's own while Redis is away.
func (f FallbackTokens) Get(key string) interface{} {
	v, err := f.Redis.Find(key)
	if err != nil {
		return f.Memory.Get(key)
	}
	return v
}

// Set keeps the value at both. It never fails.
func (f FallbackTokens) Set(key string, val interface{}, timeout time.Duration) error {
	_ = f.Redis.Set(key, val, timeout) // while Redis is away, memory serves
	return f.Memory.Set(key, val, timeout)
}

// IsExist tells whether Get would return a value.
func (f FallbackTokens) IsExist(key string) bool { return f.Get(key) != nil }

// Delete removes the value from both; the error says that Redis may still have
// it.
func (f FallbackTokens) Delete(key string) error {
	return errors.Join(f.Memory.Delete(key), f.Redis.Delete(key))
}
