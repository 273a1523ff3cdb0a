package redis

import (
	"context"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
	"go.uber.org/goleak"

	"paceline/internal/queue"
	"paceline/internal/queue/queuetest"
	"paceline/internal/redistest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestConformance(t *testing.T) {
	queuetest.Run(t, func(t *testing.T) queuetest.Fixture {
		server := redistest.Start(t, redistest.Durable...)
		small := redistest.Start(t, redistest.Durable...)
		return queuetest.Fixture{
			Shared:    true,
			Open:      func(t *testing.T) queue.Log { return open(t, server, Options{Partitions: 4}) },
			OpenSmall: func(t *testing.T) queue.Log { return open(t, small, Options{Partitions: 4, MaxBytes: 4 << 20}) },
		}
	})
}

func open(t testing.TB, server *redistest.Server, opts Options) *Log {
	t.Helper()
	log, err := Open(t.Context(), redis.NewClient(&redis.Options{Addr: server.Addr, ContextTimeoutEnabled: true, ReadTimeout: time.Minute}), opts)
	if err != nil {
		t.Fatalf("open: %v", err)
	}
	t.Cleanup(func() { _ = log.Close() })
	return log
}

func within(t testing.TB) context.Context {
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	t.Cleanup(cancel)
	return ctx
}
