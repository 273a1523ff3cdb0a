// Package redis keeps the cache in Redis, where several query services share it: its own Redis, with a memory limit and
// eviction, not that of the log.
//
// A scope has a generation, a random text, and an entry counts only while it begins with it. So a scope is forgotten by
// forgetting its generation, whatever it holds, and an evicted generation brings nothing old back. Both keys of an entry are
// in one hash slot of a Redis Cluster, that of the part in braces.
package redis

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/redis/go-redis/v9"

	"paceline/internal/cache"
)

// maxValue is the largest answer that is kept, in bytes: what is larger keeps Redis from others for too long.
const maxValue = 4 << 20

//go:embed lua/set.lua
var setText string

var setScript = redis.NewScript(setText)

// Cache is a cache.Cache on a Redis. It is bounded by that server's maxmemory.
type Cache struct {
	client redis.UniversalClient
}

var _ cache.Cache = (*Cache)(nil)

// New takes over a client, and closes it. It does not connect yet.
func New(client redis.UniversalClient) *Cache { return &Cache{client} }

// Close ends the connections.
func (c *Cache) Close() error { return c.client.Close() }

// generationKey names where a scope's generation is; entries of the scope begin with it.
func generationKey(scope cache.Scope) string { return "paceline:cache:{" + scope.String() + "}" }

// entryKey names an entry. Its text has percent-encoded parts only, so that no brace or blank of a request is in it.
func entryKey(key cache.Key) string {
	return generationKey(key.Scope()) + strings.TrimPrefix(key.String(), key.Scope().String())
}

// Get implements cache.Cache.
func (c *Cache) Get(ctx context.Context, key cache.Key) ([]byte, bool, error) {
	found, err := c.client.MGet(ctx, generationKey(key.Scope()), entryKey(key)).Result()
	if err != nil {
		return nil, false, failed("get", err)
	}
	generation, known := found[0].(string)
	entry, there := found[1].(string)
	if !known || !there || !strings.HasPrefix(entry, generation) {
		return nil, false, nil
	}
	return []byte(entry[len(generation):]), true, nil
}

// Set implements cache.Cache. A Redis that is full keeps nothing, which is no error.
func (c *Cache) Set(ctx context.Context, key cache.Key, value []byte, ttl time.Duration) error {
	if len(value) > maxValue {
		return c.Delete(ctx, key) // what was there is older
	}
	keys := []string{generationKey(key.Scope()), entryKey(key)}
	err := setScript.Run(ctx, c.client, keys, uuid.NewString(), value, max(ttl.Milliseconds(), 1)).Err()
	var refused redis.Error
	if errors.As(err, &refused) && strings.HasPrefix(refused.Error(), "OOM ") {
		return c.Delete(ctx, key)
	}
	return failed("set", err)
}

// Delete implements cache.Cache.
func (c *Cache) Delete(ctx context.Context, key cache.Key) error {
	return failed("delete", c.client.Del(ctx, entryKey(key)).Err())
}

// DeleteScope implements cache.Cache. The entries stay until they expire, and count no more.
func (c *Cache) DeleteScope(ctx context.Context, scope cache.Scope) error {
	return failed("delete a scope", c.client.Del(ctx, generationKey(scope)).Err())
}

// Check is a real probe of the server.
func (c *Cache) Check(ctx context.Context) error {
	return failed("probe", c.client.Get(ctx, generationKey(cache.Scope{Entity: "probe"})).Err())
}

// WarnUnbounded says loudly when nothing bounds the memory of the server, or when it evicts nothing. It asks one server; that
// it does not answer is no news here.
func (c *Cache) WarnUnbounded(ctx context.Context, logger *slog.Logger) {
	settings := map[string]string{}
	for _, name := range []string{"maxmemory", "maxmemory-policy"} {
		answer, err := c.client.ConfigGet(ctx, name).Result()
		if err != nil {
			return
		}
		settings[name] = answer[name]
	}
	if settings["maxmemory"] == "0" || settings["maxmemory-policy"] == "noeviction" {
		logger.Warn("the cache's Redis should have a maxmemory and the maxmemory-policy allkeys-lfu, and not be the log's",
			"maxmemory", settings["maxmemory"], "maxmemory-policy", settings["maxmemory-policy"])
	}
}

func failed(doing string, err error) error {
	if err == nil || errors.Is(err, redis.Nil) {
		return nil
	}
	return fmt.Errorf("cache: %s: %w", doing, err)
}
