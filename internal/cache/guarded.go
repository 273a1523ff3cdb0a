package cache

import (
	"context"
	"time"

	"paceline/internal/bypass"
)

// guardedPatience is how long a cache on a server may take: it is to be faster than the store.
const guardedPatience = 100 * time.Millisecond

// Guarded is a cache that may be away or slow, as one on a server may be: then it is bypassed for a while. Its errors
// tell readers at once to go on without it.
type Guarded struct {
	cache  Cache
	bypass *bypass.Bypass
}

var _ Cache = (*Guarded)(nil)

// NewGuarded stands before the cache.
func NewGuarded(c Cache) *Guarded { return &Guarded{c, bypass.New(guardedPatience)} }

// Get implements Cache.
func (g *Guarded) Get(ctx context.Context, key Key) (value []byte, ok bool, err error) {
	err = g.bypass.Do(ctx, func(ctx context.Context) error {
		value, ok, err = g.cache.Get(ctx, key)
		return err
	})
	return value, ok, err
}

// Set implements Cache.
func (g *Guarded) Set(ctx context.Context, key Key, value []byte, ttl time.Duration) error {
	return g.bypass.Do(ctx, func(ctx context.Context) error { return g.cache.Set(ctx, key, value, ttl) })
}

// Delete implements Cache.
func (g *Guarded) Delete(ctx context.Context, key Key) error {
	return g.bypass.Do(ctx, func(ctx context.Context) error { return g.cache.Delete(ctx, key) })
}

// DeleteScope implements Cache.
func (g *Guarded) DeleteScope(ctx context.Context, scope Scope) error {
	return g.bypass.Do(ctx, func(ctx context.Context) error { return g.cache.DeleteScope(ctx, scope) })
}
