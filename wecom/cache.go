package wecom

import (
	"sync"
	"time"
)

// Cache holds access tokens, shared by the replicas of a service where it can
// be. Its methods are those of the cache of github.com/silenceper/wechat/v2,
// so that one cache serves both. Get returns nil for a missing key.
// Implementations are safe for concurrent use.
type Cache interface {
	Get(key string) interface{}
	Set(key string, val interface{}, timeout time.Duration) error
	IsExist(key string) bool
	Delete(key string) error
}

// MemoryCache is a Cache inside the process. Create it with NewMemoryCache.
type MemoryCache struct {
	now     func() time.Time
	mu      sync.Mutex
	entries map[string]cacheEntry
}

type cacheEntry struct {
	val     any
	expires time.Time
}

// NewMemoryCache returns an empty cache on the given clock; nil is time.Now.
func NewMemoryCache(now func() time.Time) *MemoryCache {
	if now == nil {
		now = time.Now
	}
	return &MemoryCache{now: now, entries: map[string]cacheEntry{}}
}

// Get returns the value, or nil when it is missing or expired.
func (c *MemoryCache) Get(key string) interface{} {
	c.mu.Lock()
	defer c.mu.Unlock()
	entry, ok := c.entries[key]
	if ok && !c.now().Before(entry.expires) {
		delete(c.entries, key)
		return nil
	}
	return entry.val
}

// Set keeps val for timeout. The error is always nil.
func (c *MemoryCache) Set(key string, val interface{}, timeout time.Duration) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.entries[key] = cacheEntry{val, c.now().Add(timeout)}
	return nil
}

// IsExist reports whether Get would find the key.
func (c *MemoryCache) IsExist(key string) bool { return c.Get(key) != nil }

// Delete forgets the key. The error is always nil.
func (c *MemoryCache) Delete(key string) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.entries, key)
	return nil
}
