package test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"paceline/test/harness"
)

// A copy of the control plane in which a bit flipped, and a secret that is empty: neither stops the start, nor
// decides anything; both are set aside and counted.
func TestDamagedCopyAndSecret(t *testing.T) {
	data := t.TempDir()
	s := start(t, data)
	key := s.addProject(t, "shop")
	s.Kill()
	copied := filepath.Join(data, "keys.json")
	text, err := os.ReadFile(copied)
	if err != nil {
		t.Fatal(err)
	}
	at := bytes.Index(text, []byte(`"hash":"`)) + len(`"hash":"`) // still JSON, and the hash of another key
	text[at] ^= 1
	if err := os.WriteFile(copied, text, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(filepath.Join(data, "secret"), 0); err != nil {
		t.Fatal(err)
	}
	s = start(t, data)
	s.mustPost(t, key, vitalBeacon("first", time.Now().UnixMilli()))
	response, err := http.Get(s.Ops + "/metrics")
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	metrics, err := io.ReadAll(response.Body)
	for part, count := range map[string]int{"keys": 1, "secret": 1, "control": 0, "log": 0, "store": 0} {
		if line := fmt.Sprintf("paceline_quarantined_files_total{part=%q} %d\n", part, count); !strings.Contains(string(metrics), line) {
			t.Errorf("the metrics lack %s, %v", line, err)
		}
	}
	for _, name := range []string{"keys.json", "secret"} {
		if aside, err := filepath.Glob(filepath.Join(data, name+".corrupt-*")); err != nil || len(aside) != 1 {
			t.Errorf("of %s there are aside %q, %v", name, aside, err)
		}
	}
}

// Under a umask that hides nothing.
func TestFilesAreTheirOwnersAlone(t *testing.T) {
	dir := t.TempDir()
	open := filepath.Join(dir, "open")
	if err := os.WriteFile(open, []byte("#!/bin/sh\numask 0\nexec '"+binary+"' \"$@\"\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	data := filepath.Join(dir, "data")
	running, err := harness.Start(t.Context(), harness.Options{Binary: open, Data: data})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(running.Kill)
	s := &server{running}
	s.mustPost(t, s.addProject(t, "shop"), vitalBeacon("first", time.Now().UnixMilli()))
	s.drained(t, "shop")
	seen := map[string]bool{}
	err = filepath.WalkDir(data, func(path string, entry fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) { // renamed meanwhile
			return nil
		}
		if err != nil {
			return err
		}
		info, err := entry.Info()
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err == nil && info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s has mode %v", path, info.Mode())
		}
		seen[entry.Name()] = true
		return err
	})
	if err != nil || !seen["facts.duckdb"] || !seen["facts.duckdb.wal"] || !seen["log.db-wal"] || !seen["control.db"] || !seen["keys.json"] {
		t.Errorf("there are %v, %v", seen, err)
	}
}

// A log that lost its newest entries (here: its WAL) stands before the store's position. What it takes then must not
// hide behind that position.
func TestLogSetBackBehindTheStore(t *testing.T) {
	data := t.TempDir()
	s := start(t, data)
	key := s.addProject(t, "shop")
	if err := s.Signal(os.Interrupt); err != nil { // what there is goes into the main file
		t.Fatal(err)
	}
	<-s.Exited()
	s = start(t, data)
	for i := range 20 {
		s.mustPost(t, key, vitalBeacon(fmt.Sprintf("before-%d", i), time.Now().UnixMilli()))
	}
	s.drained(t, "shop")
	s.Kill()
	for _, companion := range []string{"log.db-wal", "log.db-shm"} {
		if err := os.Remove(filepath.Join(data, companion)); err != nil {
			t.Fatal(err)
		}
	}
	s = start(t, data)
	s.mustPost(t, key, vitalBeacon("after", time.Now().UnixMilli()))
	eventually(t, "the beacon after the loss is visible", func() error {
		var views []object
		if err := s.Get(t.Context(), "/api/sessions/after/journey?projectKey=shop", &views); err != nil {
			return err
		}
		if len(views) != 1 {
			return fmt.Errorf("%d views", len(views))
		}
		return nil
	})
	s.drained(t, "shop")
}
