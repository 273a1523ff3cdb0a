package test

import (
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"paceline/internal/pgtest"
)

// A server whose facts were copied into PostgreSQL answers as it did, and goes on.
func TestMovingUp(t *testing.T) {
	pgtest.Each(t, func(t *testing.T, c *pgtest.Cluster) {
		data, database, now := t.TempDir(), c.Database(t), time.Now().UTC().Truncate(time.Minute)
		s := start(t, data)
		key := s.addProject(t, "shop")
		for _, beacon := range traffic(now) {
			s.mustPost(t, key, beacon)
		}
		ledger := s.drained(t, "shop")
		before := answers(t, s, now)
		command := []string{"copy", "--from", "duckdb:" + data + "/facts.duckdb", "--to", database}
		if out, err := exec.Command(binary, command...).CombinedOutput(); err == nil || !strings.Contains(string(out), "is in use") {
			t.Errorf("a copy beside the server: %v: %s", err, out)
		}
		if err := s.Stop(); err != nil {
			t.Fatal(err)
		}
		if out, err := exec.Command(binary, command...).CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
		s = start(t, data, "--store", database)
		if d := cmp.Diff(before, answers(t, s, now)); d != "" {
			t.Errorf("(-before +after):\n%s", d)
		}
		s.mustPost(t, key, vitalBeacon("later", time.Now().UnixMilli()))
		ledger.Accepted++
		ledger.Visible++
		if after := s.drained(t, "shop"); after != ledger {
			t.Errorf("ledger %+v, want %+v", after, ledger)
		}
	})
}

func answers(t *testing.T, s *server, now time.Time) map[string]any {
	t.Helper()
	all := map[string]any{}
	for _, path := range questions {
		var answer any
		s.mustGet(t, question(path, now), &answer)
		all[path] = answer
	}
	return all
}
