package app

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"paceline/internal/bench"
	"paceline/internal/pgtest"
	"paceline/internal/redistest"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

// runBench runs a benchmark as a user would, in an empty directory that must be empty again afterwards.
func runBench(t *testing.T, arguments ...string) bench.Report {
	t.Helper()
	dir := t.TempDir()
	var out, errors bytes.Buffer
	if code := Main(t.Context(), append([]string{"bench"}, append(arguments, "--json", "--dir", dir)...), &out, &errors); code != exitOK {
		t.Fatalf("exit %d: %s", code, errors.String())
	}
	var report bench.Report
	if err := json.Unmarshal(out.Bytes(), &report); err != nil {
		t.Fatalf("%v: %s", err, out.String())
	}
	left, err := os.ReadDir(dir)
	if err != nil || len(left) > 0 {
		t.Errorf("left behind: %v %v", left, err)
	}
	if errors.Len() == 0 || report.Bench != arguments[0] || !strings.HasPrefix(report.Command, "paceline bench "+arguments[0]) {
		t.Errorf("no progress, or a report of something else: %+v", report)
	}
	return report
}

func figure(t *testing.T, r bench.Report, name string) float64 {
	t.Helper()
	for _, f := range r.Figures {
		if f.Name == name {
			return f.Value
		}
	}
	t.Fatalf("no figure %q in %+v", name, r.Figures)
	return 0
}

func TestBenchIngestMeasuresBothSides(t *testing.T) {
	r := runBench(t, "ingest", "--duration", "400ms", "--turns", "1", "--clients", "4", "--projects", "3")
	if figure(t, r, "accepted") <= 0 || figure(t, r, "floor") <= 0 || figure(t, r, "of the floor") <= 0 {
		t.Errorf("%+v", r.Figures)
	}
	for _, l := range r.Latencies {
		if l.N == 0 || l.P50 <= 0 || l.P99 < l.P50 {
			t.Errorf("%+v", l)
		}
	}
}

func TestBenchDrainMeasuresBothSides(t *testing.T) {
	r := runBench(t, "drain", "--views", "300", "--turns", "1", "--projects", "3")
	if figure(t, r, "drained") <= 0 || figure(t, r, "floor") <= 0 || figure(t, r, "drained events") <= figure(t, r, "drained") {
		t.Errorf("%+v", r.Figures)
	}
}

func TestBenchQueryMeasuresColdAndCached(t *testing.T) {
	r := runBench(t, "query", "--views", "2000", "--budget", "1ms")
	if figure(t, r, "disk per page view") <= 0 || figure(t, r, "24h overview, cold: processor time") <= 0 {
		t.Errorf("%+v", r.Figures)
	}
	for _, name := range []string{"24h overview, cold", "24h overview, cached", "24h overview, warm", "30d overview, cold", "30d summary, cached", "30d pages, cold"} {
		found := false
		for _, l := range r.Latencies {
			found = found || (l.Name == name && l.N > 0 && l.P50 > 0)
		}
		if !found {
			t.Errorf("no %s in %+v", name, r.Latencies)
		}
	}
}

// TestBenchChild is no test: it is the paceline that the two tests below start.
func TestBenchChild(t *testing.T) {
	arguments := os.Getenv("BENCH_CHILD_ARGUMENTS")
	if arguments == "" {
		t.Skip("only as a child of other tests")
	}
	ctx, stop := signal.NotifyContext(t.Context(), syscall.SIGTERM)
	defer stop()
	os.Exit(Main(ctx, strings.Split(arguments, "\n"), os.Stdout, os.Stderr))
}

// childProgram is a program that runs this test binary as paceline.
func childProgram(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "paceline")
	script := fmt.Sprintf("#!/bin/sh\nBENCH_CHILD_ARGUMENTS=\"$(printf '%%s\\n' \"$@\")\" exec %q -test.run '^TestBenchChild$'\n", os.Args[0])
	if err := os.WriteFile(path, []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestBenchMemoryWatchesARealServer(t *testing.T) {
	r := runBench(t, "memory", "--rate", "100", "--clients", "2", "--projects", "3", "--idle", "50ms", "--duration", "300ms", "--program", childProgram(t))
	if figure(t, r, "idle, most") < 5 || figure(t, r, "loaded, most") < 5 || figure(t, r, "rate reached") <= 0 {
		t.Errorf("%+v", r.Figures)
	}
}

func TestBenchStartStartsRealServers(t *testing.T) {
	r := runBench(t, "start", "--starts", "2", "--program", childProgram(t))
	if len(r.Latencies) != 1 || r.Latencies[0].N != 2 || r.Latencies[0].P50 <= 0 {
		t.Errorf("%+v", r.Latencies)
	}
}

func TestBenchStartTellsOfAProgramThatDoesNotStart(t *testing.T) {
	var out, errors bytes.Buffer
	code := Main(t.Context(), []string{"bench", "start", "--program", "/bin/false", "--dir", t.TempDir()}, &out, &errors)
	if code != exitFailed || !strings.Contains(errors.String(), "did not become ready") {
		t.Errorf("exit %d: %s", code, errors.String())
	}
}

func TestBenchFleetMeasuresBothSides(t *testing.T) {
	redis := redistest.Start(t, redistest.Durable...)
	r := runBench(t, "fleet", "--queue", redis.URL(), "--store", pgtest.Plain(t).Database(t), "--duration", "400ms", "--views", "300",
		"--workers", "2", "--turns", "1", "--clients", "4", "--projects", "3", "--partitions", "2", "--program", childProgram(t))
	for _, name := range []string{
		"accepted", "floor: XADD", "accepted, of the floor", "1 worker: drained", "2 workers: drained", "floor: COPY", "a beacon in the log",
		"2 workers: processor time, workers", "write-ahead log of PostgreSQL",
	} {
		if figure(t, r, name) <= 0 {
			t.Errorf("%s: %+v", name, r.Figures)
		}
	}
	if left := redis.Client(t).DBSize(t.Context()).Val(); left != 0 {
		t.Errorf("%d keys are left in Redis", left)
	}
}

func TestBenchFleetKeepsAwayFromARedisThatIsInUse(t *testing.T) {
	redis := redistest.Start(t)
	redis.Client(t).Set(t.Context(), "of", "another", 0)
	var out, errors bytes.Buffer
	code := Main(t.Context(), []string{"bench", "fleet", "--queue", redis.URL(), "--store", pgtest.Plain(t).Database(t), "--dir", t.TempDir()}, &out, &errors)
	if code != exitFailed || !strings.Contains(errors.String(), "holds 1 keys") {
		t.Errorf("exit %d: %s", code, errors.String())
	}
	if redis.Client(t).Get(t.Context(), "of").Val() != "another" {
		t.Error("it took away what it found")
	}
}

func TestBenchRefusesNonsense(t *testing.T) {
	for _, arguments := range [][]string{
		{"ingest", "--clients", "0"}, {"drain", "--views", "0"}, {"query", "--budget", "0s"}, {"memory", "--rate", "0"}, {"start", "--starts", "0"},
		{"fleet", "--queue", "redis://localhost", "--store", "sqlite:x"}, {"fleet", "--queue", "localhost", "--store", "postgres://localhost/x"},
	} {
		var out, errors bytes.Buffer
		if code := Main(t.Context(), append([]string{"bench"}, arguments...), &out, &errors); code != exitUsage {
			t.Errorf("%v: exit %d: %s", arguments, code, errors.String())
		}
	}
}

func TestBenchSamplingComparesWithAll(t *testing.T) {
	r := runBench(t, "sampling", "--seeds", "2", "--views", "5000")
	if figure(t, r, "LCP p75 of all") <= 0 || figure(t, r, "LCP p75 without weights, off by") < 10 {
		t.Errorf("%+v", r.Figures)
	}
}
