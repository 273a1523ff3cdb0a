package duckdb

import (
	"database/sql"
	"path/filepath"
	"testing"
)

// Files that were begun with DuckDB's own size of blocks keep it, and are written to and read as ever; a new file has ours.
func TestFilesOfEverySizeOfBlocks(t *testing.T) {
	for name, want := range map[string]struct {
		begun string // how the file was begun; empty: by Open
		size  int64
	}{
		"an earlier release's": {"?storage_compatibility_version=v1.5.0", 256 << 10},
		"a new one":            {"", fileBlock},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "facts.duckdb")
			if want.begun != "" {
				begin(t, path+want.begun)
			}
			for batch := range 3 {
				d := opened(t, path, quiet())
				write(t, d, 100)
				if got := number(t, d, "SELECT block_size FROM pragma_database_size()"); got != want.size {
					t.Errorf("opened for the %d. time: blocks of %d bytes, want %d", batch+1, got, want.size)
				}
				if got := visible(t, d); got != int64(200*(batch+1)) {
					t.Errorf("opened for the %d. time: %d visible events", batch+1, got)
				}
				if err := d.Close(); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

func begin(t *testing.T, dsn string) {
	t.Helper()
	pool, err := sql.Open("duckdb", dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	if _, err := pool.Exec("CREATE TABLE anything AS SELECT 1 AS one"); err != nil {
		t.Fatal(err)
	}
}

func number(t *testing.T, d *DB, question string) (n int64) {
	t.Helper()
	err := d.read(t.Context(), func(q querier) error { return one(t.Context(), q, question, nil, &n) })
	if err != nil {
		t.Fatal(err)
	}
	return n
}
