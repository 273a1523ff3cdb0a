package app

import (
	"context"
	"log/slog"
	"time"

	"paceline/internal/cache"
	"paceline/internal/cache/memory"
	"paceline/internal/cache/redis"
	"paceline/internal/redisurl"
)

// cacheBytes bounds the answers that the query API keeps in memory.
const cacheBytes = 32 * mebibyte

// serverPatience is how long a server that can be done without may take to answer at all.
const serverPatience = time.Second

// answers is the cache of the query API.
type answers interface {
	cache.Cache
	Check(ctx context.Context) error
	Close() error
}

// openCache does not wait for a server that is away: the query API goes on without it.
func openCache(ctx context.Context, chosen backend, logger *slog.Logger) (answers, error) {
	if chosen.scheme != onRedis {
		kept, err := memory.New(cacheBytes)
		return memoryAnswers{kept}, err
	}
	client, err := redisurl.DialImpatient(chosen.url, serverPatience)
	if err != nil {
		return nil, err
	}
	server := redis.New(client)
	ctx, cancel := context.WithTimeout(ctx, serverPatience)
	defer cancel()
	server.WarnUnbounded(ctx, logger)
	return serverAnswers{cache.NewGuarded(server), server}, nil
}

// memoryAnswers are always there.
type memoryAnswers struct{ *memory.Cache }

func (memoryAnswers) Check(context.Context) error { return nil }
func (a memoryAnswers) Close() error {
	a.Cache.Close()
	return nil
}

// serverAnswers are bypassed when their server is away, which Check tells without a guard.
type serverAnswers struct {
	cache.Cache
	server *redis.Cache
}

func (a serverAnswers) Check(ctx context.Context) error { return a.server.Check(ctx) }
func (a serverAnswers) Close() error                    { return a.server.Close() }
