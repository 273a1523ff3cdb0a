package postgres_test

import (
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"golang.org/x/sync/errgroup"

	"paceline/internal/admin"
	"paceline/internal/admin/admintest"
	"paceline/internal/admin/postgres"
	"paceline/internal/pgtest"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

func open(t *testing.T, url string) *postgres.Store {
	t.Helper()
	s, err := postgres.Open(t.Context(), url)
	if err != nil {
		t.Fatalf("open: %v", err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func TestConformance(t *testing.T) {
	pgtest.Each(t, func(t *testing.T, c *pgtest.Cluster) {
		admintest.Run(t, func(t *testing.T) func(t *testing.T) admin.Store {
			url := c.Database(t)
			return func(t *testing.T) admin.Store { return open(t, url) }
		})
	})
}

func TestSeveralProcessesMigrateAtOnce(t *testing.T) {
	url := pgtest.Plain(t).Database(t)
	var all errgroup.Group
	for range 4 {
		all.Go(func() error {
			s, err := postgres.Open(t.Context(), url)
			if err != nil {
				return err
			}
			return s.Close()
		})
	}
	if err := all.Wait(); err != nil {
		t.Fatal(err)
	}
}

// A server's role changes what is in the tables, and cannot make or drop them.
func TestRole(t *testing.T) {
	url := pgtest.Plain(t).Database(t)
	connection, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer connection.Close(t.Context())
	execute := func(statement string) {
		t.Helper()
		if _, err := connection.Exec(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
	execute("CREATE ROLE ingest LOGIN")
	if _, err := postgres.Open(t.Context(), pgtest.As(t, url, "ingest")); err == nil || !strings.Contains(err.Error(), "paceline migrate") {
		t.Errorf("without a schema: %v, want an error that says who makes it", err)
	}
	if err := postgres.Migrate(t.Context(), url); err != nil {
		t.Fatal(err)
	}
	execute("GRANT paceline_control TO ingest")
	s := open(t, pgtest.As(t, url, "ingest"))
	if _, err := s.AddProject(t.Context(), admin.Project{Key: "shop"}, []string{"*"}); err != nil {
		t.Error(err)
	}
	execute("SET ROLE ingest")
	if _, err := connection.Exec(t.Context(), "DELETE FROM control.projects"); err == nil {
		t.Error("the role may delete projects")
	}
}
