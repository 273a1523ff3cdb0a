package memory

import (
	"fmt"
	"testing"
	"time"

	"paceline/internal/cache"
	"paceline/internal/cache/cachetest"
)

func TestConformance(t *testing.T) {
	cachetest.Run(t, func(t *testing.T) cache.Cache { return open(t, DefaultBytes) })
}

// A guard changes nothing in what a cache does that answers. On a server it gives up after a tenth of a second, which a busy
// machine may take.
func TestConformanceGuarded(t *testing.T) {
	cachetest.Run(t, func(t *testing.T) cache.Cache { return cache.NewGuarded(open(t, DefaultBytes)) })
}

func TestTheBytesAreBounded(t *testing.T) {
	const limit = 100_000
	c := open(t, limit)
	value := make([]byte, 1000)
	for i := range 1000 {
		key := cache.Scope{Entity: "project", Identifier: "a"}.Key("summary", fmt.Sprint(i))
		if err := c.Set(t.Context(), key, value, time.Minute); err != nil {
			t.Fatal(err)
		}
	}
	c.entries.CleanUp()
	if got := c.entries.WeightedSize(); got > limit || got < limit/2 {
		t.Errorf("after 1,000,000 bytes the cache holds %d, want at most %d and most of that", got, limit)
	}
}

func open(t *testing.T, bytes uint64) *Cache {
	t.Helper()
	c, err := New(bytes)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}
