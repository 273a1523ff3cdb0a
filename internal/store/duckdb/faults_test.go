package duckdb

import (
	"bytes"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	duck "github.com/duckdb/duckdb-go/v2"

	"paceline/internal/await"
	"paceline/internal/rum"
	"paceline/internal/store"
)

// quiet checkpoints only when it is told to.
func quiet() Options {
	return Options{
		Checkpoint: CheckpointPolicy{Commits: 1 << 40, Little: 1 << 40, WALBytes: 1 << 40, Interval: time.Hour},
		Log:        slog.New(slog.DiscardHandler),
	}
}

// write commits n page views at the next sequence of the log "log".
func write(t *testing.T, d *DB, n int) rum.Position {
	t.Helper()
	from, err := d.Position(t.Context(), 0)
	if err != nil {
		t.Fatal(err)
	}
	move := store.Move{From: from, To: rum.Position{Log: "log", Seq: from.Seq + 1}}
	err = d.Write(t.Context(), move, func(tx store.Tx) error { return put(t, tx, n, move.To.Seq) })
	if err != nil {
		t.Fatal(err)
	}
	return move.To
}

func put(t *testing.T, tx store.Tx, n int, batch int64) error {
	views := make([]*rum.PageView, n)
	for i := range views {
		at := time.Date(2025, 11, 3, 12, 0, 0, 0, time.UTC).UnixMilli() + int64(i)
		v := &rum.PageView{}
		views[i] = v
		v.Where = rum.Where{Project: "shop", Website: "example.com", Path: fmt.Sprintf("/%d", i%50)}
		v.ViewID, v.SessionID = fmt.Sprintf("v%d-%d", batch, i), fmt.Sprintf("s%d", i%9)
		v.Timestamp, v.Arrived, v.FirstTS, v.LastTS, v.PageViewTS = at, at, at, at, at
		v.Vitals[rum.LCP] = rum.Reading{Reported: true, Valid: true, Value: float64(i), TS: at}
		if _, err := tx.Resolve(t.Context(), []*rum.Where{&v.Where}, store.Caps{Websites: 9, Pages: 99}); err != nil {
			return err
		}
	}
	return tx.PutViews(t.Context(), views)
}

func visible(t *testing.T, d *DB) int64 {
	t.Helper()
	ledger, err := d.Ledger(t.Context(), "shop")
	if err != nil {
		t.Fatal(err)
	}
	return ledger.Visible
}

// crashed copies the files of an open database as a crash would leave them.
func crashed(t *testing.T, path string) string {
	t.Helper()
	to := filepath.Join(t.TempDir(), "facts.duckdb")
	for _, suffix := range []string{"", ".wal"} {
		data, err := os.ReadFile(path + suffix)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(to+suffix, data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return to
}

// checkpointedAndMore is a crashed database with 10 views in the main file and 20 more in the write-ahead log.
func checkpointedAndMore(t *testing.T) (path string, covered, last rum.Position) {
	t.Helper()
	original := filepath.Join(t.TempDir(), "facts.duckdb")
	d := opened(t, original, quiet())
	covered = write(t, d, 10)
	d.withTurn(t.Context(), d.checkpointCurrent)
	if durable, err := d.Durable(t.Context(), 0); err != nil || durable != covered {
		t.Fatalf("after a checkpoint %v is durable (%v), want %v", durable, err, covered)
	}
	write(t, d, 10)
	last = write(t, d, 10)
	if durable, err := d.Durable(t.Context(), 0); err != nil || durable != covered {
		t.Fatalf("without a checkpoint %v is durable (%v), want %v", durable, err, covered)
	}
	return crashed(t, original), covered, last
}

func quarantined(t *testing.T, path string) string {
	t.Helper()
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil {
		t.Fatal(err)
	}
	var kinds []string
	for _, entry := range entries {
		if name, _, ok := strings.Cut(entry.Name(), ".corrupt-"); ok {
			kinds = append(kinds, strings.TrimPrefix(name, filepath.Base(path)))
		}
	}
	return strings.Join(kinds, " ")
}

func overwrite(t *testing.T, path string, change func([]byte) []byte) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, change(data), 0o600); err != nil {
		t.Fatal(err)
	}
}

func stands(t *testing.T, d *DB, want rum.Position, views int64) {
	t.Helper()
	for name, ask := range map[string]func() (rum.Position, error){
		"stands at": func() (rum.Position, error) { return d.Position(t.Context(), 0) },
		"durable":   func() (rum.Position, error) { return d.Durable(t.Context(), 0) },
	} {
		if got, err := ask(); err != nil || got != want {
			t.Errorf("%s %v (%v), want %v", name, got, err, want)
		}
	}
	if got := visible(t, d); got != 2*views {
		t.Errorf("%d events are visible, want those of %d views", got, views)
	}
}

func TestReplaysItsWAL(t *testing.T) {
	path, _, last := checkpointedAndMore(t)
	d := opened(t, path, quiet())
	stands(t, d, last, 30)
	if got := quarantined(t, path); got != "" {
		t.Errorf("put aside: %s", got)
	}
	write(t, d, 5)
	if got := visible(t, d); got != 70 {
		t.Errorf("%d events after one more write, want 70", got)
	}
}

func TestCorruptWALFallsBackToTheCheckpoint(t *testing.T) {
	path, covered, _ := checkpointedAndMore(t)
	overwrite(t, path+".wal", func(data []byte) []byte {
		// Not one repeated byte: DuckDB's checksum is an XOR over words, in which an even number of equal ones vanishes.
		for i := range byte(64) {
			data[len(data)/3+int(i)] ^= i*7 + 1
		}
		return data
	})
	d := opened(t, path, quiet())
	stands(t, d, covered, 10)
	if got := quarantined(t, path); got != ".wal" {
		t.Errorf("put aside %q, want the write-ahead log", got)
	}
	if got := d.Stats().Quarantined; got != 1 {
		t.Errorf("%d files counted as put aside", got)
	}
	write(t, d, 10) // the log replays
	write(t, d, 10)
	if got := visible(t, d); got != 60 {
		t.Errorf("%d events after the replay, want 60", got)
	}
}

func TestTornWALLosesNothingDurable(t *testing.T) {
	for _, share := range []int{10, 50, 90, 99} {
		path, covered, last := checkpointedAndMore(t)
		overwrite(t, path+".wal", func(data []byte) []byte { return data[:len(data)*share/100] })
		d := opened(t, path, quiet())
		position, err := d.Position(t.Context(), 0)
		if err != nil || position.Seq < covered.Seq || position.Seq > last.Seq {
			t.Errorf("cut to %d %%: stands at %v (%v), durable was %v", share, position, err, covered)
		}
		if got := visible(t, d); got != 20*position.Seq {
			t.Errorf("cut to %d %%: %d events at %v", share, got, position)
		}
	}
}

func TestBrokenMainFileIsPutAside(t *testing.T) {
	for name, broken := range map[string]func([]byte) []byte{
		"cut to half a header": func(data []byte) []byte { return data[:2048] },
		"cut in the data":      func(data []byte) []byte { return data[:3*4096] },
		"another kind of file": func([]byte) []byte { return bytes.Repeat([]byte("not a database "), 9000) },
		"headers overwritten":  func(data []byte) []byte { copy(data[4096:], make([]byte, 8192)); return data },
	} {
		t.Run(name, func(t *testing.T) {
			path, _, _ := checkpointedAndMore(t)
			overwrite(t, path, broken)
			d := opened(t, path, quiet())
			// The write-ahead log is suspected first, and goes before the file.
			if got := quarantined(t, path); got != " .wal" {
				t.Errorf("put aside %q, want both files", got)
			}
			stands(t, d, rum.Position{}, 0)
			write(t, d, 3)
			if got := visible(t, d); got != 6 {
				t.Errorf("%d events are visible in the fresh file, want 6", got)
			}
		})
	}
}

func TestStartsThatDieQuarantineTheWALAndThenTheFile(t *testing.T) {
	path, covered, last := checkpointedAndMore(t)
	die := func() { // as a fault in native code leaves things
		if _, err := (marker{path + ".opening"}).add(); err != nil {
			t.Fatal(err)
		}
	}
	die()
	d := opened(t, crashed(t, path), quiet())
	stands(t, d, last, 30)

	die()
	one := crashed(t, path)
	copyMarker(t, path, one)
	stands(t, opened(t, one, quiet()), covered, 10)
	if got := quarantined(t, one); got != ".wal" {
		t.Errorf("after two deaths %q is put aside, want the write-ahead log", got)
	}

	die()
	die()
	two := crashed(t, path)
	copyMarker(t, path, two)
	stands(t, opened(t, two, quiet()), rum.Position{}, 0)
	if got := quarantined(t, two); got != " .wal" {
		t.Errorf("after four deaths %q is put aside, want both files", got)
	}
	if _, err := os.Stat(two + ".opening"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the marker is still there: %v", err)
	}
}

func copyMarker(t *testing.T, from, to string) {
	t.Helper()
	data, err := os.ReadFile(from + ".opening")
	if err == nil {
		err = os.WriteFile(to+".opening", data, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func TestWhatIsNotTheFilesFaultPutsNothingAside(t *testing.T) {
	path := filepath.Join(t.TempDir(), "no", "such", "folder", "facts.duckdb")
	if _, err := Open(t.Context(), path, quiet()); err == nil {
		t.Error("a folder that does not exist was opened")
	}
	for text, want := range map[string]bool{
		`IO Error: Could not set lock on file "x": Conflicting lock is held in paceline (PID 7)`:    true,
		`IO Error: Cannot open file "x": Permission denied`:                                         true,
		`IO Error: Trying to read a database file with version number 999, but we can only read 64`: true,
		`IO Error: The file "x" exists, but it is not a valid DuckDB database file!`:                false,
		`Fatal Error: Corrupt database file: computed checksum 1 does not match stored checksum 2`:  false,
		`Failure while replaying WAL file "x.wal": Serialization Error`:                             false,
	} {
		if got := environmental(errors.New(text)); got != want {
			t.Errorf("%s: the machine's fault %v, want %v", text, got, want)
		}
	}
}

func TestInvalidatedDatabaseIsReopened(t *testing.T) {
	d := opened(t, filepath.Join(t.TempDir(), "facts.duckdb"), quiet())
	last := write(t, d, 10)
	fatal := &duck.Error{Type: duck.ErrorTypeFatal, Msg: "FATAL Error: database has been invalidated"}
	if err := d.classify(fatal); !errors.Is(err, store.ErrUnavailable) {
		t.Errorf("an invalidated database is %v", err)
	}
	await.Until(t, "the database is reopened", func() bool { return d.Stats().Reopened > 0 })
	d.withTurn(t.Context(), d.checkpointCurrent) // as the next interval does
	stands(t, d, last, 10)
	write(t, d, 10)
	if got := visible(t, d); got != 40 {
		t.Errorf("%d events after reopening and one more write, want 40", got)
	}
}

func TestBatchFaultsAreBare(t *testing.T) {
	d := opened(t, filepath.Join(t.TempDir(), "facts.duckdb"), quiet())
	move := store.Move{To: rum.Position{Log: "log", Seq: 1}}
	for name, spoil := range map[string]func(*rum.PageView){
		"time out of range":     func(v *rum.PageView) { v.Timestamp = 1 << 62 },
		"text that is no UTF-8": func(v *rum.PageView) { v.Browser = "a\xff\xfe" },
	} {
		err := d.Write(t.Context(), move, func(tx store.Tx) error {
			v := rum.PageView{Where: rum.Where{Project: "shop"}, ViewID: "v"}
			spoil(&v)
			return tx.PutViews(t.Context(), []*rum.PageView{&v})
		})
		if err == nil || errors.Is(err, store.ErrUnavailable) {
			t.Errorf("%s: %v, want an error of the batch's own", name, err)
		}
	}
	write(t, d, 1)
	if got := visible(t, d); got != 2 {
		t.Errorf("%d events are visible after the bad batches, want 2", got)
	}
}

func TestClosedIsUnavailable(t *testing.T) {
	d := opened(t, filepath.Join(t.TempDir(), "facts.duckdb"), quiet())
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	if err := d.Check(t.Context()); !errors.Is(err, store.ErrUnavailable) {
		t.Errorf("check: %v", err)
	}
	err := d.Write(t.Context(), store.Move{To: rum.Position{Log: "l", Seq: 1}}, func(store.Tx) error { return nil })
	if !errors.Is(err, store.ErrUnavailable) {
		t.Errorf("write: %v", err)
	}
}

func TestCheckpointsByPolicy(t *testing.T) {
	for name, policy := range map[string]CheckpointPolicy{
		"commits":  {Commits: 2, Little: 1 << 40, WALBytes: 1 << 40, Interval: time.Hour},
		"little":   {Commits: 1 << 40, Little: 1, WALBytes: 1 << 40, Interval: time.Hour},
		"bytes":    {Commits: 1 << 40, Little: 1 << 40, WALBytes: 1, Interval: time.Hour},
		"interval": {Commits: 1 << 40, Little: 1 << 40, WALBytes: 1 << 40, Interval: 10 * time.Millisecond},
	} {
		t.Run(name, func(t *testing.T) {
			d := opened(t, filepath.Join(t.TempDir(), "facts.duckdb"), Options{Checkpoint: policy})
			write(t, d, 1)
			last := write(t, d, 1)
			await.Until(t, fmt.Sprintf("%v is durable", last), func() bool {
				durable, err := d.Durable(t.Context(), 0)
				if err != nil {
					t.Fatal(err)
				}
				if durable.Seq < last.Seq && name == "little" {
					forgetCost(d)
					write(t, d, 1) // it is looked at after a commit
				}
				return durable.Seq >= last.Seq
			})
		})
	}
}

// forgetCost makes the last checkpoint one that took no time. On a busy machine one of a few KiB can take a second, and
// what a test writes grows faster than the time that the next one then has to wait for.
func forgetCost(d *DB) {
	d.turn <- struct{}{}
	defer func() { <-d.turn }()
	d.current.covering = covering{}
}
