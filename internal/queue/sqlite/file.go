package sqlite

import (
	"context"
	"crypto/rand"
	"database/sql"
	_ "embed"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/mattn/go-sqlite3"

	"paceline/internal/fault"
	"paceline/internal/rum"
)

//go:embed schema.sql
var schema string

const (
	applicationID = 0x50434c51 // "PCLQ", in the file's header
	schemaVersion = 1
	probedRows    = 16
)

// errSetBack is a log that ends before the position at which the store knows it.
var errSetBack = errors.New("the log has lost its end: the store has read further")

// errNotALog is a file that says it is a log of ours and lacks what every log has.
var errNotALog = errors.New("the log's tables are missing")

// connection is the one connection that writes.
type connection struct{ db *sql.DB }

func (c *connection) close() error { return c.db.Close() }

// openFile opens or makes the log's file, looks at it, and returns its id.
func openFile(ctx context.Context, path string) (id string, c *connection, err error) {
	if err := createPrivate(path); err != nil {
		return "", nil, err
	}
	if c, err = connect(ctx, path); err != nil {
		return "", nil, err
	}
	if id, err = c.prepare(ctx); err != nil {
		return "", nil, errors.Join(err, c.close())
	}
	return id, c, nil
}

// openKnown opens the log's file, and fails with errSetBack when it ends before what the store knows of it.
func openKnown(ctx context.Context, path string, known rum.Position) (id string, c *connection, err error) {
	id, c, err = openFile(ctx, path)
	if err != nil || id != known.Log {
		return id, c, err
	}
	var last sql.NullInt64 // of the entries that were ever there
	err = c.db.QueryRowContext(ctx, "SELECT max(seq) FROM sqlite_sequence WHERE name = 'entries'").Scan(&last)
	if err == nil && last.Int64 < known.Seq {
		err = errSetBack
	}
	if err != nil {
		return "", nil, errors.Join(err, c.close())
	}
	return id, c, nil
}

// createPrivate makes the file when it is missing. SQLite gives its companions (-wal, -shm) the same mode.
func createPrivate(path string) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	return errors.Join(f.Close(), syncDir(path))
}

// connect opens the writing connection.
//
// Checkpoints come by themselves, every 16 MiB: a failed one is repeated from the WAL with the next commit.
// auto_vacuum lets Trim give room back to a disk that runs short; it is for the first to open the file to say,
// and would change the header of an old one.
func connect(ctx context.Context, path string) (*connection, error) {
	params := "_journal_mode=WAL&_synchronous=FULL&_txlock=immediate&_busy_timeout=5000&_stmt_cache_size=16"
	if fault.Error(fault.LogSync) != nil { // the soak's proof that its power cuts find a missing sync
		params = strings.Replace(params, "FULL", "NORMAL", 1)
	}
	if info, err := os.Stat(path); err != nil || info.Size() == 0 {
		params += "&_auto_vacuum=incremental"
	}
	db, err := sql.Open("sqlite3", dsn(path, params))
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	if _, err = db.ExecContext(ctx, "PRAGMA wal_autocheckpoint = 4096; PRAGMA journal_size_limit = 67108864"); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return &connection{db}, nil
}

func openReads(path string) (*sql.DB, error) {
	db, err := sql.Open("sqlite3", dsn(path, "mode=ro&_query_only=true&_busy_timeout=5000&_stmt_cache_size=16"))
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(4)
	return db, nil
}

func dsn(path, params string) string {
	return "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + params
}

// prepare makes the tables in a new file, or probes an old one, and returns the log's id.
//
// The probe reads the header, the schema and the first and last rows, which takes the same time however long
// the log is. It finds a file that is no database, is torn, or cannot be read where reading and writing go
// on; damage in between is found by Read, which answers for each entry.
func (c *connection) prepare(ctx context.Context) (id string, err error) {
	var application, version, tables int
	err = c.db.QueryRowContext(ctx, `SELECT application_id, user_version, (SELECT count(*) FROM sqlite_schema)
		FROM pragma_application_id, pragma_user_version`).Scan(&application, &version, &tables)
	switch {
	case err != nil:
		return "", err
	case tables == 0:
		return c.create(ctx)
	case application != applicationID:
		return "", errors.New("this SQLite file is not a log of ours; it is left alone")
	case version != schemaVersion:
		return "", fmt.Errorf("the log has version %d, this program knows %d; it is left alone", version, schemaVersion)
	}
	return c.probe(ctx)
}

func (c *connection) create(ctx context.Context) (id string, err error) {
	id = rand.Text()
	tx, err := c.db.BeginTx(ctx, nil)
	if err != nil {
		return "", err
	}
	defer func() { _ = tx.Rollback() }()
	header := fmt.Sprintf("PRAGMA application_id = %d; PRAGMA user_version = %d", applicationID, schemaVersion)
	if _, err = tx.ExecContext(ctx, schema+header); err != nil {
		return "", err
	}
	if _, err = tx.ExecContext(ctx, "INSERT INTO log (one, id) VALUES (1, ?)", id); err != nil {
		return "", err
	}
	fault.Point(fault.LogMigrateBefore)
	if err = tx.Commit(); err != nil {
		return "", err
	}
	fault.Point(fault.LogMigrateAfter)
	return id, nil
}

func (c *connection) probe(ctx context.Context) (id string, err error) {
	var tables int
	err = c.db.QueryRowContext(ctx, `SELECT count(*) FROM sqlite_schema
		WHERE type = 'table' AND name IN ('log', 'entries', 'accepted')`).Scan(&tables)
	if err != nil {
		return "", err
	}
	if tables != 3 {
		return "", errNotALog
	}
	err = c.db.QueryRowContext(ctx, "SELECT id FROM log").Scan(&id)
	if errors.Is(err, sql.ErrNoRows) {
		return "", errNotALog
	}
	if err != nil {
		return "", err
	}
	for _, order := range []string{"ASC", "DESC"} {
		var unused sql.NullInt64 // the sum makes SQLite read every page of the blobs
		err = c.db.QueryRowContext(ctx, `SELECT sum(instr(records, x'00') + length(projects)) FROM
			(SELECT * FROM entries ORDER BY seq `+order+` LIMIT ?)`, probedRows).Scan(&unused)
		if err != nil {
			return "", err
		}
	}
	return id, c.db.QueryRowContext(ctx, "SELECT count(*) FROM accepted").Scan(&tables)
}

// damaged reports whether an error says that the file itself is bad.
func damaged(err error) bool {
	var failed sqlite3.Error
	if errors.As(err, &failed) {
		return failed.Code == sqlite3.ErrCorrupt || failed.Code == sqlite3.ErrNotADB
	}
	return errors.Is(err, errNotALog) || errors.Is(err, errSetBack)
}

// quarantine moves the file and its companions aside, for people to look at; nothing is ever deleted.
func quarantine(path string, now time.Time) error {
	suffix := ".corrupt-" + now.UTC().Format("20060102T150405.000000000Z")
	for _, companion := range []string{"", "-wal", "-shm"} {
		fault.Point(fault.LogQuarantineBefore)
		err := os.Rename(path+companion, path+suffix+companion)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("log: set the corrupt file aside: %w", err)
		}
		fault.Point(fault.LogQuarantineAfter)
	}
	return syncDir(path)
}

// syncDir makes the names in the file's directory durable.
func syncDir(path string) error {
	dir, err := os.Open(filepath.Dir(path))
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}
