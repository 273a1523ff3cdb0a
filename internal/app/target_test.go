package app

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// everywhere are the flags of a deployment whose services are all on their own.
func everywhere() serveFlags {
	f := defaults()
	f.Queue, f.Pubsub = "redis://redis:6379", "redis://redis:6379"
	f.Store, f.Control = "postgres://u@db/facts", "postgres://u@db/control"
	f.SecretFile, f.PublicURL = "/run/secret", "https://rum.example.com"
	return f
}

func defaults() serveFlags {
	return serveFlags{
		IngestAddr: ":4000", QueryAddr: "127.0.0.1:4001", DashboardAddr: "127.0.0.1:5173", OpsAddr: "127.0.0.1:4009", LiveAddr: "127.0.0.1:4500",
		QueueMaxMB: 64, QueuePartitions: 1, StoreMemoryMB: 64, StoreThreads: 1, InflightMB: 4, MaxConns: 1, LiveClients: 1, logFlags: logFlags{LogFileMB: 1, LogFiles: 1},
	}
}

func TestEveryTargetRunsByItselfOnServers(t *testing.T) {
	for _, w := range wiring {
		if _, err := everywhere().check(t.TempDir(), "info", w.target); err != nil {
			t.Errorf("%s: %v", w.target, err)
		}
	}
	if _, err := everywhere().check(t.TempDir(), "info", ingestTarget, workerTarget); err != nil {
		t.Error(err)
	}
	if _, err := everywhere().check(t.TempDir(), "info"); err != nil {
		t.Error(err)
	}
}

func TestWhatCannotBeSharedIsRefusedWithAWayOut(t *testing.T) {
	for _, c := range []struct {
		target []string
		change func(*serveFlags)
		says   []string // nothing: it is accepted
	}{
		{[]string{ingestTarget}, func(f *serveFlags) { f.Queue = "" }, []string{"SQLite", "worker, query, dashboard need it too", "--queue redis://"}},
		{[]string{workerTarget}, func(f *serveFlags) { f.Store = "" }, []string{"DuckDB has one process", "query, dashboard", "--store postgres://"}},
		{[]string{ingestTarget}, func(f *serveFlags) { f.Store = "" }, nil}, // it has no use for a store
		{[]string{queryTarget}, func(f *serveFlags) { f.Control = "" }, []string{"--control sqlite:PATH"}},
		{[]string{queryTarget}, func(f *serveFlags) { f.Control = "sqlite:/shared/control.db" }, nil},
		{[]string{liveTarget}, func(f *serveFlags) { f.SecretFile = "" }, []string{"query, dashboard", "--secret-file"}},
		{[]string{liveTarget}, func(f *serveFlags) { f.Pubsub = "memory:" }, []string{"--pubsub redis://"}},
		{[]string{workerTarget}, func(f *serveFlags) { f.Pubsub = "" }, nil}, // there need be no live server
		{[]string{dashboardTarget}, func(f *serveFlags) { f.PublicURL = "" }, []string{"--public-url"}},
		{[]string{"webserver"}, func(*serveFlags) {}, []string{"webserver", "ingest, worker, query, live, dashboard"}},
		{[]string{ingestTarget, workerTarget, queryTarget, dashboardTarget}, func(f *serveFlags) { f.Queue, f.Store = "", "" }, nil},
		{[]string{ingestTarget}, func(f *serveFlags) { f.Queue, f.Control = "", "" }, []string{"SQLite", "control plane"}}, // both at once
	} {
		f := everywhere()
		c.change(&f)
		_, err := f.check(t.TempDir(), "info", c.target...)
		if (err == nil) != (len(c.says) == 0) {
			t.Errorf("%v: %v", c.target, err)
		}
		for _, part := range c.says {
			if err != nil && !strings.Contains(err.Error(), part) {
				t.Errorf("%v: %v; want something about %q", c.target, err, part)
			}
		}
	}
}

// What a process opens is what its targets need: the wiring table, by its effects.
func TestATargetOpensWhatItNeedsAndNothingElse(t *testing.T) {
	for _, w := range wiring {
		f := defaults()
		f.Control, f.SecretFile = "sqlite:"+filepath.Join(t.TempDir(), "control.db"), filepath.Join(t.TempDir(), "secret")
		c, _ := f.check(t.TempDir(), "info", w.target) // alone on files, which only a test does
		b, err := openBackends(t.Context(), c, noLogs())
		if err != nil {
			t.Fatal(err)
		}
		var open []string
		for part, is := range map[string]bool{
			queuePart: b.log != nil, storePart: b.store != nil, controlPart: b.control != nil && b.keyring != nil,
			cachePart: b.cache != nil, limitsPart: b.limits != nil, pubsubPart: b.bus != nil, secretPart: b.tokens != nil,
		} {
			if is {
				open = append(open, part)
			}
		}
		slices.Sort(open)
		if want := slices.Sorted(slices.Values(w.parts)); !slices.Equal(open, want) {
			t.Errorf("%s has %v open, want %v", w.target, open, want)
		}
		if err := b.close(); err != nil {
			t.Error(err)
		}
	}
}
