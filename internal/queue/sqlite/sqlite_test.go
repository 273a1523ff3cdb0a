package sqlite

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"go.uber.org/goleak"

	"paceline/internal/queue"
	"paceline/internal/queue/queuetest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestConformance(t *testing.T) {
	queuetest.Run(t, func(t *testing.T) queuetest.Fixture {
		dir := t.TempDir()
		return queuetest.Fixture{
			Open: func(t *testing.T) queue.Log { return open(t, filepath.Join(dir, "a log?#%.db"), Options{}) },
			OpenSmall: func(t *testing.T) queue.Log {
				return open(t, filepath.Join(dir, "small.db"), Options{MaxBytes: 1 << 20})
			},
		}
	})
}

// open opens a log that needs no free disk unless the test says so.
func open(t testing.TB, path string, opts Options) *Log {
	t.Helper()
	if opts.Reserve == 0 {
		opts.Reserve = -1
	}
	log, err := Open(t.Context(), path, opts)
	if err != nil {
		t.Fatalf("open: %v", err)
	}
	t.Cleanup(func() { _ = log.Close() })
	return log
}

func within(t *testing.T) context.Context {
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	t.Cleanup(cancel)
	return ctx
}

func one(data string) []queue.Record {
	return []queue.Record{{Key: "k", Project: "p", Events: 1, Data: []byte(data)}}
}
