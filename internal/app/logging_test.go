package app

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestEveryServiceHasALogFileOfItsOwn(t *testing.T) {
	dir := t.TempDir()
	l := newLogs(os.Stderr, slog.LevelInfo, logFlags{LogFile: filepath.Join(dir, "{service}.log"), LogFileMB: 1, LogFiles: 2})
	for _, service := range []string{"ingest", "worker", "ingest"} {
		l.of(service).Info("here")
	}
	if err := l.close(); err != nil {
		t.Fatal(err)
	}
	for service, lines := range map[string]int{"ingest": 2, "worker": 1} {
		text, err := os.ReadFile(filepath.Join(dir, service+".log"))
		if err != nil {
			t.Fatal(err)
		}
		if got := bytes.Count(text, []byte("\n")); got != lines {
			t.Errorf("%s: %d lines, want %d", service, got, lines)
		}
		var line struct{ Msg, Service string }
		if err := json.Unmarshal(text[:bytes.IndexByte(text, '\n')], &line); err != nil || line.Service != service || line.Msg != "here" {
			t.Errorf("%s: %+v, %v", service, line, err)
		}
	}
}

// A log file never grows beyond its size, and what is set aside is bounded too.
func TestALogFileIsSetAsideWhenItIsFull(t *testing.T) {
	dir := t.TempDir()
	l := newLogs(os.Stderr, slog.LevelInfo, logFlags{LogFile: filepath.Join(dir, "paceline.log"), LogFileMB: 1, LogFiles: 2})
	log := l.of("ingest")
	filler := strings.Repeat("x", 64<<10)
	for range 40 { // 2.5 MiB
		log.Info("filler", "text", filler)
	}
	if err := l.close(); err != nil {
		t.Fatal(err)
	}
	aside, err := filepath.Glob(filepath.Join(dir, "paceline-*"))
	if err != nil || len(aside) == 0 || len(aside) > 2 {
		t.Errorf("set aside: %v, %v", aside, err)
	}
	info, err := os.Stat(filepath.Join(dir, "paceline.log"))
	if err != nil || info.Size() > 1<<20 {
		t.Errorf("%v bytes, %v", info.Size(), err)
	}
}

func TestALogFileThatCannotBeWrittenIsToldBeforeTheStart(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for path, says := range map[string]string{
		filepath.Join(file, "paceline.log"): "not a directory",
		dir:                                 "is a directory",
		filepath.Join(dir, "{service}", "paceline.log"):    "in the file's name only",
		filepath.Join(dir, "made", "{service}.log"):        "",
		filepath.Join(dir, "made-as-well", "paceline.log"): "",
	} {
		f := defaults()
		f.LogFile = path
		_, err := f.check(t.TempDir(), "info")
		if (err == nil) != (says == "") || (err != nil && !strings.Contains(err.Error(), says)) {
			t.Errorf("%s: %v, want %q", path, err, says)
		}
	}
}
