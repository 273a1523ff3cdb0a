package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"strings"

	"github.com/mattn/go-sqlite3"

	"paceline/internal/admin"
	"paceline/internal/aside"
)

// errDamaged is a file that SQLite can read, but that is not whole.
var errDamaged = errors.New("the file is damaged")

// OpenExisting opens the file at path, and makes none: it fails with admin.ErrNotFound when there is none.
func OpenExisting(ctx context.Context, path string) (*Store, error) {
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("control plane %s: %w", path, admin.ErrNotFound)
	}
	return Open(ctx, path)
}

// Recover opens the file at path or makes it, as Open does. A corrupt file is set aside (see package aside) with its
// companions, and a new and empty one takes its place. It is for the process that owns the data directory:
// whoever else has the file open keeps the old one.
func Recover(ctx context.Context, path string, logger *slog.Logger) (*Store, error) {
	s, err := openWhole(ctx, path)
	if !damaged(err) {
		return s, err
	}
	to, moved := aside.Move(path, "-wal", "-shm")
	if moved != nil {
		return nil, errors.Join(err, moved)
	}
	logger.Error("the control plane is corrupt and was set aside; an empty one begins", "path", path, "now", to, "error", err)
	if s, err = Open(ctx, path); err != nil {
		return nil, err
	}
	s.quarantined = 1
	return s, nil
}

// Quarantined counts the corrupt files that Recover set aside.
func (s *Store) Quarantined() int { return s.quarantined }

func openWhole(ctx context.Context, path string) (*Store, error) {
	s, err := Open(ctx, path)
	if err != nil {
		return nil, err
	}
	if err = s.verify(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("control plane %s: %w", path, err), s.Close())
	}
	return s, nil
}

// verify reads the whole file, which is small: a few hundred bytes a project.
func (s *Store) verify(ctx context.Context) error {
	var found string
	if err := s.writes.QueryRowContext(ctx, "PRAGMA integrity_check(1)").Scan(&found); err != nil {
		return err
	}
	if found != "ok" {
		return fmt.Errorf("%w: %s", errDamaged, found)
	}
	snapshot, err := s.Snapshot(ctx)
	if err != nil {
		var unreadable *json.SyntaxError
		if errors.Is(err, sql.ErrNoRows) || errors.As(err, &unreadable) || strings.Contains(err.Error(), "no such table") {
			return fmt.Errorf("%w: %w", errDamaged, err)
		}
		return err
	}
	if err := snapshot.Check(); err != nil {
		return fmt.Errorf("%w: %w", errDamaged, err)
	}
	return nil
}

// damaged reports whether an error says that the file itself is bad, rather than the disk, or its version.
func damaged(err error) bool {
	var failed sqlite3.Error
	if errors.As(err, &failed) && (failed.Code == sqlite3.ErrCorrupt || failed.Code == sqlite3.ErrNotADB) {
		return true
	}
	return errors.Is(err, errDamaged)
}
