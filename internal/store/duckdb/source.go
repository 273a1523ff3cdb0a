package duckdb

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"

	duck "github.com/duckdb/duckdb-go/v2"

	"paceline/internal/rum"
	"paceline/internal/store"
)

// Source is a file that is only read: nothing in it or beside it changes, and what cannot be read stays where it is.
type Source struct {
	store.Reader
	db       *DB
	identity string
	shares   []share
	chunks   int64
}

var _ store.Exporter = (*Source)(nil)

// OpenSource opens a file that no process writes to.
func OpenSource(ctx context.Context, path string, options Options) (*Source, error) {
	if _, err := os.Stat(path); err != nil {
		return nil, err
	}
	db := &DB{path: path, options: options.withDefaults(), broken: make(chan struct{}, 1)}
	s := &Source{Reader: db, db: db}
	if err := s.open(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("open %s to read it: %w", path, err), s.Close())
	}
	return s, nil
}

func (s *Source) open(ctx context.Context) error {
	connector, err := duck.NewConnector(s.db.options.dsn(s.db.path)+"&access_mode=read_only", nil)
	if err != nil {
		return err
	}
	opened := &session{pool: sql.OpenDB(connector)}
	s.db.current = opened
	if opened.writer, err = opened.pool.Conn(ctx); err != nil {
		return err
	}
	if err := s.current(ctx); err != nil {
		return err
	}
	if err := registerTally(opened.writer); err != nil {
		return err
	}
	if s.shares, s.chunks, err = divide(ctx, opened.writer); err != nil {
		return err
	}
	s.identity, err = s.identify(ctx)
	return err
}

// current reports whether the tables are as this program has them.
func (s *Source) current(ctx context.Context) error {
	files, err := migrations.ReadDir("migrations")
	if err != nil {
		return err
	}
	var applied int
	if err := one(ctx, s.db.current.writer, "SELECT count(*) FROM migrations", nil, &applied); err != nil {
		return err
	}
	if applied != len(files) {
		return fmt.Errorf("the file's tables have version %d and this program's %d: start and stop `paceline serve` of this release on it once", applied, len(files))
	}
	return nil
}

// headers is the size of the file's three headers. The latter two count the checkpoints, after which rows may have moved.
const headers = 3 * 4096

// identify makes the identity of what checkpoints and commits change.
func (s *Source) identify(ctx context.Context) (string, error) {
	ledger, err := s.Ledger(ctx, "")
	if err != nil {
		return "", err
	}
	file, err := os.Open(s.db.path)
	if err != nil {
		return "", err
	}
	defer file.Close()
	sum := sha256.New()
	if _, err := io.CopyN(sum, file, headers); err != nil {
		return "", err
	}
	fmt.Fprint(sum, ledger.Positions, chunkRows)
	for _, suffix := range walSuffixes {
		if wal, err := os.Stat(s.db.path + suffix); err == nil {
			fmt.Fprint(sum, suffix, wal.Size())
		}
	}
	return hex.EncodeToString(sum.Sum(nil))[:16], nil
}

// Identity implements store.Exporter.
func (s *Source) Identity() string { return s.identity }

// Tallies implements store.Exporter.
func (s *Source) Tallies(ctx context.Context) (map[string]map[string]rum.Tally, error) {
	tallies := map[string]map[string]rum.Tally{}
	_, err := list(ctx, s.db, "tallies", "SELECT log, project, processed, merged, deduplicated FROM ledger", nil, func(rows *sql.Rows) (t rum.Tally, err error) {
		var log, project string
		err = rows.Scan(&log, &project, &t.Processed, &t.Merged, &t.Deduplicated)
		if tallies[log] == nil {
			tallies[log] = map[string]rum.Tally{}
		}
		tallies[log][project] = t
		return t, err
	})
	return tallies, err
}

// Projects implements store.Exporter.
func (s *Source) Projects(ctx context.Context) ([]string, error) {
	return list(ctx, s.db, "projects", statement("ExportProjects"), nil, scanText)
}

// Close closes the file.
func (s *Source) Close() error {
	if open := s.db.replace(nil); open != nil {
		return open.close()
	}
	return nil
}
