package app

import (
	"context"
	"log/slog"

	"github.com/redis/go-redis/v9"
	"golang.org/x/sync/errgroup"

	"paceline/internal/fault"
	"paceline/internal/limit"
	"paceline/internal/limit/memory"
	server "paceline/internal/limit/redis"
	"paceline/internal/redisurl"
)

// limits are the rate limits of the process; on a server, those of all processes that name it.
type limits struct {
	beacons *limit.Limiter // by project
	readers *limit.Limiter // of the query API, by project and client

	client redis.UniversalClient // nil without a server
}

// openLimits does not wait for a server that is away: every process goes on with limits of its own.
func openLimits(chosen backend, logger *slog.Logger) (*limits, error) {
	l := &limits{}
	if chosen.scheme == onRedis {
		var err error
		if l.client, err = redisurl.DialImpatient(chosen.url, serverPatience); err != nil {
			return nil, err
		}
	}
	l.beacons, l.readers = l.limiter(ingestTarget, logger), l.limiter(queryTarget, logger)
	return l, nil
}

// limiter makes that of one service.
func (l *limits) limiter(name string, logger *slog.Logger) *limit.Limiter {
	o := limit.Options{Local: memory.New(fault.Now), Log: logger.With("limits", name)}
	if l.client != nil {
		o.Shared = server.New(l.client, name)
	}
	return limit.New(o)
}

// Run gives back what is not used.
func (l *limits) Run(ctx context.Context) error {
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return l.beacons.Run(ctx) })
	group.Go(func() error { return l.readers.Run(ctx) })
	return group.Wait()
}

// Check is a real probe of the server, when there is one.
func (l *limits) Check(ctx context.Context) error {
	if l.client == nil {
		return nil
	}
	return server.New(l.client, "probe").Check(ctx)
}

// Close gives back what is held, and ends the connections.
func (l *limits) Close() error {
	l.beacons.Close()
	l.readers.Close()
	if l.client == nil {
		return nil
	}
	return l.client.Close()
}
