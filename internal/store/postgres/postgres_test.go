package postgres

import (
	"log/slog"
	"testing"

	"paceline/internal/pgtest"
	"paceline/internal/store"
	"paceline/internal/store/storetest"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

func TestConformance(t *testing.T) {
	pgtest.Each(t, func(t *testing.T, c *pgtest.Cluster) {
		storetest.Run(t, func(t *testing.T, exactLimit int64) storetest.Store {
			return conforming(t, c.Database(t), Options{ExactLimit: exactLimit, Log: slog.New(slog.DiscardHandler)})
		})
	})
}

func TestLeases(t *testing.T) {
	pgtest.Each(t, func(t *testing.T, c *pgtest.Cluster) {
		storetest.RunLeases(t, func(t *testing.T) store.Leases { return opened(t, c.Database(t), quiet()) })
	})
}

func conforming(t *testing.T, url string, options Options) storetest.Store {
	t.Helper()
	d := opened(t, url, options)
	return storetest.Store{Writer: d, Reader: d, Reopen: func(t *testing.T) storetest.Store {
		if err := d.Close(); err != nil {
			t.Fatal(err)
		}
		return conforming(t, url, options)
	}}
}

// opened is closed at the end of the test.
func opened(t testing.TB, url string, options Options) *DB {
	t.Helper()
	d, err := Open(t.Context(), url, options)
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
