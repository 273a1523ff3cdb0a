package duckdb

import (
	"log/slog"
	"path/filepath"
	"testing"

	"paceline/internal/store/storetest"
)

func TestConformance(t *testing.T) {
	storetest.Run(t, func(t *testing.T, exactLimit int64) storetest.Store {
		path := filepath.Join(t.TempDir(), "facts.duckdb")
		return conforming(t, path, Options{ExactLimit: exactLimit, Log: slog.New(slog.DiscardHandler)})
	})
}

func conforming(t *testing.T, path string, options Options) storetest.Store {
	t.Helper()
	d := opened(t, path, options)
	return storetest.Store{Writer: d, Reader: d, Reopen: func(t *testing.T) storetest.Store {
		if err := d.Close(); err != nil {
			t.Fatal(err)
		}
		return conforming(t, path, options)
	}}
}

// opened is closed at the end of the test.
func opened(t *testing.T, path string, options Options) *DB {
	t.Helper()
	d, err := Open(t.Context(), path, options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return d
}
