package test

import (
	"errors"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"paceline/internal/pgtest"
	"paceline/internal/queue"
	log "paceline/internal/queue/sqlite"
	"paceline/internal/rum"
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

// One machine becomes a fleet: keys, facts and what was still in the log are there, and every event once.
func TestMovingUpToAFleet(t *testing.T) {
	d := newScaledOut(t, pgtest.Plain(t))
	database := strings.TrimPrefix(d.env[len(d.env)-1], "PACELINE_CONTROL=")
	data, now := t.TempDir(), time.Now().UTC()
	s := start(t, data)
	key := s.addProject(t, "shop")
	for _, beacon := range traffic(now) {
		s.mustPost(t, key, beacon)
	}
	want := s.drained(t, "shop")
	if err := s.Stop(); err != nil {
		t.Fatal(err)
	}
	logged(t, data, "shop", "waiting-1", "waiting-2") // what was accepted and not stored when the server ended
	mustRun(t, "project", "copy", "--data", data, "--to", database)
	if out := mustRun(t, "copy", "--from", "duckdb:"+data+"/facts.duckdb", "--to", database); !strings.Contains(out, "holds 2 events that the file lacks") {
		t.Errorf("the copy says nothing of the log: %s", out)
	}
	f := &server{d.fleet(t).Server}
	f.mustPost(t, key, vitalBeacon("later", now.UnixMilli()))
	want.Accepted, want.Visible = want.Accepted+3, want.Visible+3
	if after := f.drained(t, "shop"); after != want {
		t.Errorf("ledger %+v, want %+v", after, want)
	}
	if out, err := command("project", "copy", "--data", data, "--to", database); err == nil || !strings.Contains(out, "has projects already") {
		t.Errorf("a second copy of the projects: %v: %s", err, out)
	}
}

// logged puts custom events into the log of a server that has ended.
func logged(t *testing.T, data, project string, ids ...string) {
	t.Helper()
	l, err := log.Open(t.Context(), filepath.Join(data, "log.db"), log.Options{})
	if err != nil {
		t.Fatal(err)
	}
	now := time.Now().UnixMilli()
	record := rum.Record{Project: project, Session: "s", Arrived: now}
	for _, id := range ids {
		record.Events = append(record.Events, rum.Event{ID: id, Type: rum.TypeCustom, Name: id, TS: now, Page: "https://example.com/"})
	}
	records, err := queue.Encode(record)
	if err := errors.Join(err, l.Append(t.Context(), records), l.Close()); err != nil {
		t.Fatal(err)
	}
}

// A log elsewhere is not overlooked.
func TestCopyAsksForItsLog(t *testing.T) {
	data, elsewhere, database := t.TempDir(), filepath.Join(t.TempDir(), "log.db"), pgtest.Plain(t).Database(t)
	s := start(t, data, "--queue", "sqlite:"+elsewhere)
	key := s.addProject(t, "shop")
	s.mustPost(t, key, vitalBeacon("one", time.Now().UnixMilli()))
	s.drained(t, "shop")
	if err := s.Stop(); err != nil {
		t.Fatal(err)
	}
	copying := []string{"copy", "--from", "duckdb:" + data + "/facts.duckdb", "--to", database}
	if out, err := command(copying...); err == nil || !strings.Contains(out, "name it with --from-queue") {
		t.Errorf("without its log: %v: %s", err, out)
	}
	mustRun(t, append(copying, "--from-queue", "sqlite:"+elsewhere)...)
}

// What was changed in the target is found, and told.
func TestCopyFindsWhatDiffers(t *testing.T) {
	pgtest.Each(t, func(t *testing.T, c *pgtest.Cluster) {
		data, database := t.TempDir(), c.Database(t)
		s := start(t, data)
		key := s.addProject(t, "shop")
		for _, beacon := range traffic(time.Now()) {
			s.mustPost(t, key, beacon)
		}
		s.drained(t, "shop")
		if err := s.Stop(); err != nil {
			t.Fatal(err)
		}
		copying := []string{"copy", "--from", "duckdb:" + data + "/facts.duckdb", "--to", database}
		mustRun(t, copying...)
		for change, told := range map[string]string{
			"UPDATE metrics SET lcp = lcp + 1000": `project "shop": LCP p75: `,
			"DELETE FROM js_errors":               `project "shop": JavaScript errors: 30 in the source, 0 in the copy`,
		} {
			alter(t, database, change)
			out, err := command(copying...)
			var exit *exec.ExitError
			if !errors.As(err, &exit) || exit.ExitCode() != 1 || !strings.Contains(out, "the copy differs from its source") || !strings.Contains(out, told) {
				t.Errorf("after %s: %v: %s", change, err, out)
			}
		}
	})
}

func alter(t *testing.T, database, statement string) {
	t.Helper()
	connection, err := pgx.Connect(t.Context(), database)
	if err != nil {
		t.Fatal(err)
	}
	defer connection.Close(t.Context())
	if _, err := connection.Exec(t.Context(), statement); err != nil {
		t.Fatal(err)
	}
}

// command runs the program with such arguments.
func command(arguments ...string) (out string, err error) {
	text, err := exec.Command(binary, arguments...).CombinedOutput()
	return string(text), err
}

// mustRun is command for one that must succeed.
func mustRun(t *testing.T, arguments ...string) string {
	t.Helper()
	out, err := command(arguments...)
	if err != nil {
		t.Fatalf("paceline %s: %v: %s", strings.Join(arguments, " "), err, out)
	}
	return out
}
