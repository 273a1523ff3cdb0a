package sqlite_test

import (
	"bytes"
	"database/sql"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"paceline/internal/admin"
	"paceline/internal/admin/sqlite"
)

// written makes a control plane with a project, closed, and returns its path.
func written(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "control.db")
	s, err := sqlite.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.AddProject(t.Context(), admin.Project{Key: "shop"}, []string{"*"}); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

// execute changes the file behind the store's back.
func execute(t *testing.T, path, statement string) {
	t.Helper()
	db, err := sql.Open("sqlite3", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.ExecContext(t.Context(), statement); err != nil {
		t.Fatal(err)
	}
}

func TestRecoverSetsACorruptFileAside(t *testing.T) {
	for name, damage := range map[string]func(path string){
		"garbage": func(path string) { overwrite(t, path, []byte("this is no database at all, only text")) },
		"a torn page": func(path string) {
			file, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			overwrite(t, path, append(file[:4096], bytes.Repeat([]byte{0xa5}, len(file)-4096)...))
		},
		"no tables":   func(path string) { execute(t, path, "DROP TABLE version") },
		"no version":  func(path string) { execute(t, path, "DELETE FROM version") },
		"no JSON":     func(path string) { execute(t, path, "UPDATE api_keys SET origins = '['") },
		"bad origins": func(path string) { execute(t, path, "UPDATE api_keys SET origins = 'null'") },
	} {
		t.Run(name, func(t *testing.T) {
			path := written(t)
			damage(path)
			overwrite(t, path+"-shm", nil) // SQLite makes it anew, or it goes too
			before, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			var log bytes.Buffer
			s, err := sqlite.Recover(t.Context(), path, slog.New(slog.NewTextHandler(&log, nil)))
			if err != nil {
				t.Fatal(err)
			}
			defer s.Close()
			if got, err := s.Snapshot(t.Context()); err != nil || len(got.Projects) != 0 || s.Quarantined() != 1 {
				t.Errorf("it begins with %+v, %v; %d set aside", got, err, s.Quarantined())
			}
			aside, err := filepath.Glob(path + ".corrupt-*Z")
			if err != nil || len(aside) != 1 {
				t.Fatalf("aside are %q, %v", aside, err)
			}
			if after, err := os.ReadFile(aside[0]); err != nil || !bytes.Equal(before, after) {
				t.Errorf("the file was not kept as it was: %v", err)
			}
			if !strings.Contains(log.String(), aside[0]) {
				t.Errorf("the log does not say where it is:\n%s", log.String())
			}
		})
	}
}

func overwrite(t *testing.T, path string, content []byte) {
	t.Helper()
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestRecoverLeavesAloneWhatIsNotCorrupt(t *testing.T) {
	for name, c := range map[string]struct {
		prepare func(path string)
		opens   bool
	}{
		"a good file":             {func(string) {}, true},
		"one of a newer paceline": {func(path string) { execute(t, path, "PRAGMA user_version = 99") }, false},
	} {
		t.Run(name, func(t *testing.T) {
			path := written(t)
			c.prepare(path)
			s, err := sqlite.Recover(t.Context(), path, slog.New(slog.DiscardHandler))
			if (err == nil) != c.opens {
				t.Fatalf("recover = %v", err)
			}
			if aside, _ := filepath.Glob(path + ".corrupt-*"); len(aside) != 0 {
				t.Errorf("%q were set aside", aside)
			}
			if err == nil {
				if got, err := s.Snapshot(t.Context()); err != nil || len(got.Projects) != 1 || s.Quarantined() != 0 {
					t.Errorf("it has %+v, %v; %d set aside", got, err, s.Quarantined())
				}
				_ = s.Close()
			}
		})
	}
}

func TestOpenExistingMakesNothing(t *testing.T) {
	path := filepath.Join(t.TempDir(), "control.db")
	if _, err := sqlite.OpenExisting(t.Context(), path); !errors.Is(err, admin.ErrNotFound) {
		t.Errorf("open = %v, want ErrNotFound", err)
	}
	if _, err := os.Stat(path); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("there is a file now: %v", err)
	}
	s, err := sqlite.OpenExisting(t.Context(), written(t))
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}
