package app

import (
	"context"
	"log/slog"

	"github.com/redis/go-redis/v9"

	"paceline/internal/fault"
	"paceline/internal/limit"
	"paceline/internal/limit/memory"
	server "paceline/internal/limit/redis"
	"paceline/internal/redisurl"
)

// limits are the rate limits of the process; on a server, those of all processes that name it.
type limits struct {
	projects *limit.Limiter // of beacons

	client redis.UniversalClient // nil without a server
	pool   *server.Pool
}

// openLimits does not wait for a server that is away: every process goes on with limits of its own.
func openLimits(chosen backend, logger *slog.Logger) (*limits, error) {
	l := &limits{}
	options := limit.Options{Local: memory.New(fault.Now), Log: logger}
	if chosen.scheme == onRedis {
		client, err := redisurl.DialImpatient(chosen.url, serverPatience)
		if err != nil {
			return nil, err
		}
		l.client, l.pool = client, server.New(client, ingestTarget)
		options.Shared = l.pool
	}
	l.projects = limit.New(options)
	return l, nil
}

// Run gives back what is not used.
func (l *limits) Run(ctx context.Context) error { return l.projects.Run(ctx) }

// Check is a real probe of the server, when there is one.
func (l *limits) Check(ctx context.Context) error {
	if l.pool == nil {
		return nil
	}
	return l.pool.Check(ctx)
}

// Close gives back what is held, and ends the connections.
func (l *limits) Close() error {
	l.projects.Close()
	if l.client == nil {
		return nil
	}
	return l.client.Close()
}
