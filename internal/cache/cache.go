// Package cache is the port of the cache that stands before the store on the read path, the names of what is in
// it, and the reader (Through) that fills it. The adapters are in the sub-packages; cachetest is the suite that
// every one of them passes.
package cache

import (
	"context"
	"time"
)

// Cache keeps answers for a while. It is bounded, and may forget an entry at any moment. It is safe for
// concurrent use. An error means that the cache could not be reached: readers go on without it.
type Cache interface {
	// Get returns a copy-free view of an entry: the caller must not change it. False when there is none, or it has expired.
	Get(ctx context.Context, key Key) ([]byte, bool, error)
	// Set keeps an entry for ttl, which is positive, and replaces what was there. The caller must not change value
	// afterwards. What does not fit is not kept.
	Set(ctx context.Context, key Key, value []byte, ttl time.Duration) error
	// Delete forgets one entry, if it is there.
	Delete(ctx context.Context, key Key) error
	// DeleteScope forgets every entry of a scope, and no other.
	DeleteScope(ctx context.Context, scope Scope) error
}
