package duckdb

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"paceline/internal/await"
	"paceline/internal/store"
)

// A block that rots while the database is open: nobody is told wrong numbers, the file is put aside once it is sure that
// the disk and not the memory is to blame, and the store goes on, empty, at the position from which the log replays.
func TestDamageMetWhileRunning(t *testing.T) {
	path := filepath.Join(t.TempDir(), "facts.duckdb")
	d, err := Open(t.Context(), path, quiet())
	if err != nil {
		t.Fatal(err)
	}
	for range 4 {
		write(t, d, 5000)
	}
	all := visible(t, d)
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	const headers, block = 3 * 4096, 256 << 10
	putAside, twice := 0, 0
	for at := headers + 1000; at < len(whole); at += block {
		s := damageWhileOpen(t, whole, at, all)
		putAside += int(s.Quarantined)
		if s.Reopened > 2 {
			t.Errorf("damage at %d: opened again %d times", at, s.Reopened)
		}
		if s.Quarantined > 0 && s.Reopened == 2 {
			twice++
		}
	}
	if putAside == 0 || twice == 0 {
		t.Errorf("%d of the damaged files were put aside, %d after a second look", putAside, twice)
	}
}

// damageWhileOpen flips a bit under an open database, and reads until the file is put aside or turns out not to need it.
func damageWhileOpen(t *testing.T, whole []byte, at int, all int64) Stats {
	t.Helper()
	path := filepath.Join(t.TempDir(), "facts.duckdb")
	if err := os.WriteFile(path, whole, 0o600); err != nil {
		t.Fatal(err)
	}
	d, err := Open(t.Context(), path, quiet())
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	bad := bytes.Clone(whole[at : at+1])
	bad[0] ^= 4
	file, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := file.WriteAt(bad, int64(at)); err != nil {
		t.Fatal(err)
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
	await.Within(t, time.Minute, "the file is put aside", func() bool {
		var others sync.WaitGroup // all of them meet the block
		for range 5 {
			others.Go(func() { _, _ = d.Ledger(t.Context(), "shop") })
		}
		ledger, err := d.Ledger(t.Context(), "shop")
		others.Wait()
		switch {
		case err == nil && ledger.Visible == all:
			return true // the block is not one that this reads
		case err == nil && ledger.Visible == 0 && d.Stats().Quarantined > 0:
			write(t, d, 7)
			if n := visible(t, d); n == 0 || n >= all {
				t.Errorf("%d are visible of what came after", n)
			}
			return true
		case err == nil:
			t.Fatalf("it shows %d of %d", ledger.Visible, all)
		case !errors.Is(err, store.ErrUnavailable):
			t.Fatal(err)
		}
		return false
	})
	return d.Stats()
}
