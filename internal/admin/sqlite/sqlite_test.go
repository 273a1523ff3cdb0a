package sqlite_test

import (
	"os"
	"path/filepath"
	"testing"

	"paceline/internal/admin"
	"paceline/internal/admin/admintest"
	"paceline/internal/admin/sqlite"
)

func open(t *testing.T, path string) *sqlite.Store {
	t.Helper()
	s, err := sqlite.Open(t.Context(), path)
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
	admintest.Run(t, func(t *testing.T) func(t *testing.T) admin.Store {
		path := filepath.Join(t.TempDir(), "control plane?#.db")
		return func(t *testing.T) admin.Store { return open(t, path) }
	})
}

func TestFilesAreTheOwnersAlone(t *testing.T) {
	dir := t.TempDir()
	s := open(t, filepath.Join(dir, "control.db"))
	if _, err := s.AddProject(t.Context(), admin.Project{Key: "shop"}, []string{"*"}); err != nil {
		t.Fatal(err)
	}
	files, err := os.ReadDir(dir)
	if err != nil || len(files) < 2 { // the file and its WAL at least
		t.Fatalf("files: %v, %v", files, err)
	}
	for _, file := range files {
		if info, err := file.Info(); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %v, %v", file.Name(), info.Mode(), err)
		}
	}
}
