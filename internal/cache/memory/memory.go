// Package memory keeps the cache in the process.
package memory

import (
	"context"
	"fmt"
	"time"

	"github.com/maypok86/otter/v2"

	"paceline/internal/cache"
)

// DefaultBytes is what a cache may hold unless it is told otherwise.
const DefaultBytes = 64 << 20

// overhead is about what an entry takes besides its key and value, in bytes.
const overhead = 256

// Cache is a cache.Cache in memory, bounded by the bytes it holds. The most used entries stay.
type Cache struct {
	entries *otter.Cache[string, entry]
}

type entry struct {
	scope cache.Scope
	value []byte
	ttl   time.Duration
}

// New returns an empty cache that holds at most so many bytes.
func New(bytes uint64) (*Cache, error) {
	entries, err := otter.New(&otter.Options[string, entry]{
		MaximumWeight: bytes,
		Weigher: func(key string, e entry) uint32 {
			return uint32(min(uint64(len(key)+len(e.value)+overhead), 1<<31))
		},
		ExpiryCalculator: otter.ExpiryWritingFunc(func(e otter.Entry[string, entry]) time.Duration { return e.Value.ttl }),
	})
	if err != nil {
		return nil, fmt.Errorf("cache of %d bytes: %w", bytes, err)
	}
	return &Cache{entries: entries}, nil
}

// Get implements cache.Cache.
func (c *Cache) Get(_ context.Context, key cache.Key) ([]byte, bool, error) {
	e, ok := c.entries.GetIfPresent(key.String())
	return e.value, ok, nil
}

// Set implements cache.Cache.
func (c *Cache) Set(_ context.Context, key cache.Key, value []byte, ttl time.Duration) error {
	c.entries.Set(key.String(), entry{scope: key.Scope(), value: value, ttl: ttl})
	return nil
}

// Delete implements cache.Cache.
func (c *Cache) Delete(_ context.Context, key cache.Key) error {
	c.entries.Invalidate(key.String())
	return nil
}

// DeleteScope implements cache.Cache. It looks at every entry: a list of each scope's keys would have to be kept
// in step with evictions, and the bound on bytes keeps the entries to some ten thousands.
func (c *Cache) DeleteScope(_ context.Context, scope cache.Scope) error {
	for key, e := range c.entries.All() {
		if e.scope == scope {
			c.entries.Invalidate(key)
		}
	}
	return nil
}

// Close ends the cache's background work.
func (c *Cache) Close() { c.entries.StopAllGoroutines() }
