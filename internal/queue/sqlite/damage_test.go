package sqlite

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"paceline/internal/rum"
)

// closed makes a log with so many entries, and gives its path and id.
func closed(t *testing.T, entries int) (path, id string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "log.db")
	log := open(t, path, Options{})
	for i := range entries {
		if err := log.Append(within(t), one(fmt.Sprintf("entry %d %s", i, strings.Repeat("x", 9000)))); err != nil {
			t.Fatal(err)
		}
	}
	if err := log.Close(); err != nil {
		t.Fatal(err)
	}
	return path, log.id
}

// rewrite changes the file's bytes.
func rewrite(t *testing.T, path string, change func(data []byte) []byte) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err = os.WriteFile(path, change(data), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestCorruptFileIsSetAside(t *testing.T) {
	for name, damage := range map[string]func(data []byte) []byte{
		"no database":   func([]byte) []byte { return bytes.Repeat([]byte("not a database. "), 1000) },
		"torn header":   func(data []byte) []byte { copy(data[:100], make([]byte, 100)); return data },
		"torn schema":   func(data []byte) []byte { copy(data[100:4096], bytes.Repeat([]byte{0xff}, 3996)); return data },
		"cut short":     func(data []byte) []byte { return data[:2*4096] },
		"no log record": func(data []byte) []byte { return zeroPagesBehindFirst(data) },
	} {
		t.Run(name, func(t *testing.T) {
			path, id := closed(t, 40)
			rewrite(t, path, damage)
			damaged, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			log := open(t, path, Options{})
			if log.Quarantined() != 1 || log.id == id {
				t.Errorf("quarantined %d, id %s (was %s)", log.Quarantined(), log.id, id)
			}
			aside, err := filepath.Glob(path + ".corrupt-*Z")
			if err != nil || len(aside) != 1 {
				t.Fatalf("set aside: %v, %v", aside, err)
			}
			if kept, err := os.ReadFile(aside[0]); err != nil || !bytes.Equal(kept, damaged) {
				t.Errorf("the corrupt file was not kept as it was: %v", err)
			}
			if err := log.Append(within(t), one("fresh")); err != nil {
				t.Errorf("append to the new log: %v", err)
			}
			if err := log.Close(); err != nil {
				t.Fatal(err)
			}
			if again := open(t, path, Options{}); again.Quarantined() != 0 || again.id != log.id {
				t.Error("the new log was not there when it was opened again")
			}
		})
	}
}

func zeroPagesBehindFirst(data []byte) []byte {
	clear(data[4096:])
	return data
}

func TestForeignFileIsLeftAlone(t *testing.T) {
	path := filepath.Join(t.TempDir(), "other.db")
	c, err := connect(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err = c.db.Exec("CREATE TABLE recipes (name TEXT)"); err != nil {
		t.Fatal(err)
	}
	if err = c.close(); err != nil {
		t.Fatal(err)
	}
	if log, err := Open(t.Context(), path, Options{}); err == nil {
		t.Error("a foreign file was taken for a log", log.Close())
	}
	if aside, _ := filepath.Glob(path + ".corrupt-*"); len(aside) != 0 {
		t.Errorf("a foreign file was moved: %v", aside)
	}
}

// A flipped bit in one entry costs that entry, and the reader is told how many events it held.
func TestFlippedBitDamagesOneEntry(t *testing.T) {
	path, _ := closed(t, 5)
	rewrite(t, path, func(data []byte) []byte {
		// Everywhere: SQLite leaves old copies of rows behind when it splits a page.
		return bytes.ReplaceAll(data, []byte("entry 2"), []byte("entry 3"))
	})
	log := open(t, path, Options{})
	entries, err := log.Read(within(t), 0, rum.Position{}, 1<<20)
	if err != nil || len(entries) != 5 {
		t.Fatalf("read %d entries, %v", len(entries), err)
	}
	for i, e := range entries {
		if damaged := i == 2; damaged != (e.Damaged != nil) || damaged == (len(e.Records) == 1) {
			t.Errorf("entry %d: damaged %v with %d records", i, e.Damaged, len(e.Records))
		}
	}
	if got := entries[2].Damaged["p"]; got != 1 {
		t.Errorf("damaged events = %d, want 1", got)
	}
}

// A page that SQLite itself cannot follow costs the entry it belongs to, and those behind it are read.
func TestBadPageDamagesOneEntry(t *testing.T) {
	path, _ := closed(t, 40)
	rewrite(t, path, func(data []byte) []byte {
		// The blob of entry 20 begins in the table's page and goes on in a chain of pages. Each starts with
		// the number of the next: an impossible number breaks the chain.
		for page := 2; page < len(data)/4096; page++ {
			body := data[page*4096 : (page+1)*4096]
			if follows(data, body, "entry 20") {
				copy(body, []byte{0x7f, 0xff, 0xff, 0xff})
				return data
			}
		}
		t.Fatal("found no page of the entry's chain")
		return nil
	})
	log := open(t, path, Options{})
	if log.Quarantined() != 0 {
		t.Fatal("the probe found damage that is neither at the head nor at the tail")
	}
	var read, bad int
	for at := (rum.Position{}); read < 40; {
		entries, err := log.Read(within(t), 0, at, 1<<20)
		if err != nil {
			t.Fatalf("after %d entries: %v", read, err)
		}
		for _, e := range entries {
			if e.Damaged != nil {
				bad++
				if e.Position.Seq != 21 || e.Damaged["p"] != 1 {
					t.Errorf("damaged: %+v", e)
				}
			}
		}
		read += len(entries)
		at = entries[len(entries)-1].Position
	}
	if bad != 1 {
		t.Errorf("%d entries are damaged, want 1", bad)
	}
}

// follows reports whether body is the first page of the chain of the row that contains text: the row ends
// with that page's number.
func follows(data, body []byte, text string) bool {
	row := bytes.Index(data, []byte(text))
	number := (cap(data)-cap(body))/4096 + 1
	want := []byte{byte(number >> 24), byte(number >> 16), byte(number >> 8), byte(number)}
	end := row + bytes.IndexFunc(data[row+len(text)+1:], func(r rune) bool { return r != 'x' }) + len(text) + 1
	return bytes.Equal(data[end:end+4], want)
}

func TestReadEndsWithContext(t *testing.T) {
	log := open(t, filepath.Join(t.TempDir(), "log.db"), Options{})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := log.Read(ctx, 0, rum.Position{}, 1); !errors.Is(err, context.Canceled) {
		t.Errorf("read = %v", err)
	}
}
