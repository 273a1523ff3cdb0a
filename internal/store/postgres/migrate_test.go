package postgres

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"path"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"
	"golang.org/x/sync/errgroup"

	"paceline/internal/pgtest"
	"paceline/internal/rum"
	"paceline/internal/store"
)

// What was released has run on databases out there, once: editing it changes new ones alone, and old ones break.
func TestReleasedMigrationsStayAsTheyWere(t *testing.T) {
	released := map[string]string{
		"00001_facts.sql":     "f2143f16e5de6f685131362ff679e4b7bbfe1402e10f9415c49379aab3060b4a",
		"00002_functions.sql": "c19fee4e4c43c1fa1b3b667a6082ee1b2e05e186bee7a67e5b1722f914ccfb34",
		"00003_lifecycle.sql": "bca691b3576ee702ee1acba52155c6395b9a778154ff7848608fc3af8afedf44",
		"00004_leases.sql":    "ebcb7fe2811fb77b1e494e69afc4015eec5c29c6a8060e881101baaef9a8fc7f",
	}
	files, err := migrations.ReadDir("migrations")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		text, err := migrations.ReadFile(path.Join("migrations", file.Name()))
		if err != nil {
			t.Fatal(err)
		}
		sum := sha256.Sum256(text)
		got, want := hex.EncodeToString(sum[:]), released[file.Name()]
		delete(released, file.Name())
		switch want {
		case got:
		case "":
			t.Errorf("%s is new: list it here with %s", file.Name(), got)
		default:
			t.Errorf("%s was edited after it had run on existing data: put it back and add a new migration instead", file.Name())
		}
	}
	for name := range released {
		t.Errorf("%s is gone: existing data has run it, and new data needs it", name)
	}
}

func TestSeveralProcessesMigrateAtOnce(t *testing.T) {
	pgtest.Each(t, func(t *testing.T, c *pgtest.Cluster) {
		url := c.Database(t)
		var all errgroup.Group
		for range 4 {
			all.Go(func() error { return Migrate(t.Context(), url) })
		}
		if err := all.Wait(); err != nil {
			t.Fatal(err)
		}
		opened(t, url, quiet())
	})
}

// execute runs a statement as the superuser.
func execute(t *testing.T, url, statement string) {
	t.Helper()
	connection, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer connection.Close(t.Context())
	if _, err := connection.Exec(t.Context(), statement); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
}

// login makes a role that may connect, once in a cluster.
func login(t *testing.T, url, name string) {
	t.Helper()
	execute(t, url, fmt.Sprintf(`
		DO $$ BEGIN
			IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = '%[1]s') THEN
				CREATE ROLE %[1]s LOGIN;
			END IF;
		END $$`, name))
}

// The migrator makes the schema, the writer writes, days that are new included, and the reader reads.
func TestRoles(t *testing.T) {
	pgtest.Each(t, func(t *testing.T, c *pgtest.Cluster) {
		url := c.Database(t)
		login(t, url, "query")
		login(t, url, "worker")
		if d, err := Open(t.Context(), pgtest.As(t, url, "query"), quiet()); err == nil || !strings.Contains(err.Error(), "paceline migrate") {
			t.Errorf("a reader on an empty database: %v, %v; want an error that says who makes the schema", d, err)
		}
		if err := Migrate(t.Context(), url); err != nil {
			t.Fatal(err)
		}
		execute(t, url, "GRANT paceline_reader TO query; GRANT paceline_writer TO worker")
		reader, writer := opened(t, pgtest.As(t, url, "query"), quiet()), opened(t, pgtest.As(t, url, "worker"), quiet())
		view := rum.PageView{Where: rum.Where{Project: "shop", Website: "a.example", Path: "/"}, ViewID: "v", SessionID: "s", Timestamp: 1, PageViewTS: 1}
		for range 2 { // the second time it is replaced
			if err := writer.Write(t.Context(), at(t, writer, 0), putting(t, &view)); err != nil {
				t.Fatal(err)
			}
		}
		if ledger, err := reader.Ledger(t.Context(), "shop"); err != nil || ledger.Visible != 1 {
			t.Errorf("the reader sees %+v, %v", ledger, err)
		}
		for _, statement := range []string{"DELETE FROM metrics", "UPDATE positions SET seq = 0", "SELECT make_day('metrics', date '2020-01-01')"} {
			if _, err := reader.writes.Exec(t.Context(), statement); err == nil {
				t.Errorf("the reader may %s", statement)
			}
		}
		if _, err := writer.writes.Exec(t.Context(), "DROP TABLE metrics"); err == nil {
			t.Error("the writer may drop tables")
		}
	})
}

// putting writes page views as a worker does.
func putting(t testing.TB, views ...*rum.PageView) func(store.Tx) error {
	return func(tx store.Tx) error {
		var places []*rum.Where
		for _, v := range views {
			places = append(places, &v.Where)
		}
		if _, err := tx.Resolve(t.Context(), places, store.Caps{Websites: 100, Pages: 10_000}); err != nil {
			return err
		}
		return tx.PutViews(t.Context(), views)
	}
}

// Processes that start together on a new database make the schema and grant the rights at the same moment, while the first
// of them begin to work.
func TestProcessesStartTogether(t *testing.T) {
	c := pgtest.Plain(t)
	for range 2 {
		url := c.Database(t)
		var all sync.WaitGroup
		for range 6 {
			all.Go(func() {
				d, err := Open(t.Context(), url, quiet())
				if err != nil {
					t.Error(err)
					return
				}
				if err := d.upkeep(t.Context()); err != nil {
					t.Error(err)
				}
				_ = d.Close()
			})
		}
		all.Wait()
	}
}
