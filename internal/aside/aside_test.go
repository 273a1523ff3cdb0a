package aside_test

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"paceline/internal/aside"
)

func TestMoveKeepsTheFileAndItsCompanions(t *testing.T) {
	path := filepath.Join(t.TempDir(), "control.db")
	for _, name := range []string{path, path + "-wal", path + "-other"} {
		if err := os.WriteFile(name, []byte(name), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	to, err := aside.Move(path, "-wal", "-shm")
	if err != nil {
		t.Fatal(err)
	}
	for from, now := range map[string]string{path: to, path + "-wal": to + "-wal"} {
		if content, err := os.ReadFile(now); err != nil || string(content) != from {
			t.Errorf("%s holds %q, %v; want what was in %s", now, content, err, from)
		}
	}
	left, err := filepath.Glob(path + "*")
	if want := []string{path + "-other", to, to + "-wal"}; err != nil || !slices.Equal(left, want) {
		t.Errorf("there are %q, %v; want %q", left, err, want)
	}
}

func TestMoveSaysWhenItCannot(t *testing.T) {
	if _, err := aside.Move(filepath.Join(t.TempDir(), "missing", "file")); err == nil {
		t.Error("a file in a folder that is not there was moved")
	}
}
