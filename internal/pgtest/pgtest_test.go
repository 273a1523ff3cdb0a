package pgtest

import (
	"context"
	"os"
	"syscall"
	"testing"

	"github.com/jackc/pgx/v5"
)

func TestMain(m *testing.M) { Main(m) }

// `make test` shows what this prints: which engines the tests of the store have run on.
func TestWhichEngines(t *testing.T) {
	Each(t, func(t *testing.T, c *Cluster) {
		version, err := c.Version()
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("the PostgreSQL adapters are tested on %s", version)
	})
	if len(started.clusters) == 1 {
		t.Log("they are not tested on TimescaleDB: it is not among the available extensions of this machine")
	}
}

func TestKilledServerComesBack(t *testing.T) {
	c := Started(t, Options{Fsync: true})
	database := c.Database(t)
	query(t, database, "CREATE TABLE kept AS SELECT 7 AS value")
	if err := c.Kill(); err != nil {
		t.Fatal(err)
	}
	if connection, err := pgx.Connect(t.Context(), database); err == nil {
		_ = connection.Close(t.Context())
		t.Fatal("a killed server answers")
	}
	if err := c.Resume(); err != nil {
		t.Fatal(err)
	}
	query(t, database, "SELECT value FROM kept")
}

func TestNothingIsLeftBehind(t *testing.T) {
	c, err := Start(Options{})
	if err != nil {
		t.Fatal(err)
	}
	process := c.process
	if err := c.Remove(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(c.dir); !os.IsNotExist(err) {
		t.Errorf("the directory is still there: %v", err)
	}
	if err := process.Signal(syscall.Signal(0)); err == nil {
		t.Error("the server still runs")
	}
}

// sweep takes a directory whose process is gone, and no other.
func TestSweep(t *testing.T) {
	c := Started(t, Options{})
	abandoned, lock, err := makeDirectory(nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := lock.Close(); err != nil {
		t.Fatal(err)
	}
	sweep()
	if _, err := os.Stat(abandoned); !os.IsNotExist(err) {
		t.Errorf("an abandoned directory is still there: %v", err)
	}
	if _, err := os.Stat(c.dir); err != nil {
		t.Errorf("the directory of a running cluster: %v", err)
	}
}

func query(t *testing.T, database, statement string) {
	t.Helper()
	ctx := context.WithoutCancel(t.Context())
	connection, err := pgx.Connect(ctx, database)
	if err != nil {
		t.Fatal(err)
	}
	defer connection.Close(ctx)
	if _, err := connection.Exec(ctx, statement); err != nil {
		t.Fatal(err)
	}
}
