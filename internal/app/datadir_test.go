package app

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestADataDirectoryThatCannotBeIsToldWithAllOtherMistakes(t *testing.T) {
	file := filepath.Join(t.TempDir(), "facts.db")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for data, says := range map[string]string{
		file:                                   "facts.db is a file; name a directory",
		filepath.Join(file, "below"):           "facts.db is a file; name a directory",
		filepath.Join(t.TempDir(), "new", "a"): "",
	} {
		f := defaults()
		f.InflightMB = 0
		_, err := f.check(data, "info")
		var usage usageError
		if !errors.As(err, &usage) || !strings.Contains(err.Error(), "--inflight-mb 0") || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v, want %q and the other mistake", data, err, says)
		}
		if says == "" && strings.Contains(err.Error(), "--data") {
			t.Errorf("%s: %v", data, err)
		}
	}
}

func TestADataDirectoryOfSomebodyElseIsRefused(t *testing.T) {
	if os.Getuid() == 0 {
		t.Skip("root may write everywhere: not tried")
	}
	locked := t.TempDir()
	if err := os.Chmod(locked, 0o500); err != nil {
		t.Fatal(err)
	}
	if err := checkDataDir(filepath.Join(locked, "data")); err == nil || !strings.Contains(err.Error(), "cannot be written by user") {
		t.Error(err)
	}
}
