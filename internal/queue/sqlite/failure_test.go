package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"path/filepath"
	"sync"
	"syscall"
	"testing"
	"time"

	"paceline/internal/await"
	"paceline/internal/queue"
	"paceline/internal/rum"
)

// freeze holds the file's write lock, as a disk that does not answer would, until thaw is called.
func freeze(t *testing.T, path string) (thaw func()) {
	t.Helper()
	db, err := sql.Open("sqlite3", dsn(path, "_txlock=immediate"))
	if err != nil {
		t.Fatal(err)
	}
	tx, err := db.Begin()
	if err != nil {
		t.Fatal(err)
	}
	thaw = sync.OnceFunc(func() {
		_ = tx.Rollback()
		_ = db.Close()
	})
	t.Cleanup(thaw)
	return thaw
}

// readAll reads n records and counts the entries they stand in.
func readAll(t *testing.T, log *Log, n int) (entries int) {
	t.Helper()
	for at, found := (rum.Position{}), 0; found < n; {
		read, err := log.Read(within(t), 0, at, 1<<20)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range read {
			found += len(e.Records)
		}
		entries += len(read)
		at = read[len(read)-1].Position
	}
	return entries
}

func TestAppendsThatGatherShareOneCommit(t *testing.T) {
	path := filepath.Join(t.TempDir(), "log.db")
	log := open(t, path, Options{})
	thaw := freeze(t, path)
	const many = 50
	answers := make(chan error, many)
	for range many {
		go func() { answers <- log.Append(within(t), one("together")) }()
	}
	await.Until(t, "all wait", func() bool { // one may be in a commit already, the others wait
		log.waiting.mu.Lock()
		defer log.waiting.mu.Unlock()
		return len(log.waiting.tickets)+len(log.waiting.inFlight) == many
	})
	thaw()
	for range many {
		if err := <-answers; err != nil {
			t.Fatal(err)
		}
	}
	if entries := readAll(t, log, many); entries > many/2 {
		t.Errorf("%d appends became %d entries", many, entries)
	}
}

func TestFrozenCommitAnswersEveryone(t *testing.T) {
	path := filepath.Join(t.TempDir(), "log.db")
	log := open(t, path, Options{CommitTimeout: 2 * time.Second})
	thaw := freeze(t, path)
	answers := make(chan error, 20)
	for range cap(answers) {
		go func() { answers <- log.Append(within(t), one("stuck")) }()
	}
	for range cap(answers) {
		if err := <-answers; !errors.Is(err, errStalled) {
			t.Errorf("append = %v, want the stall", err)
		}
	}
	if err := log.Check(within(t)); !errors.Is(err, errStalled) {
		t.Errorf("check = %v, want the stall", err)
	}
	thaw()
	await.Until(t, "the log takes records again", func() bool { return log.Append(within(t), one("after")) == nil })
}

func TestFailedCommitAnswersAndTheNextOneReopens(t *testing.T) {
	log := open(t, filepath.Join(t.TempDir(), "log.db"), Options{})
	if err := log.Append(within(t), one("before")); err != nil {
		t.Fatal(err)
	}
	broken := log.writes
	if err := broken.close(); err != nil { // nothing is in flight: the writer rests
		t.Fatal(err)
	}
	if err := log.Append(within(t), one("lost")); err == nil || errors.Is(err, queue.ErrFull) {
		t.Errorf("append on a broken connection = %v, want a plain error", err)
	}
	if err := log.Append(within(t), one("after")); err != nil {
		t.Errorf("append after it: %v", err)
	}
	if log.writes == broken {
		t.Error("the broken connection is still in use")
	}
	readAll(t, log, 2)
	in, err := log.Intake(within(t), "p", nil)
	if err != nil || in.Accepted != 2 {
		t.Errorf("intake = %+v, %v; want 2", in, err)
	}
}

// smallDisk mounts a file system of its own, which really gets full.
func smallDisk(t *testing.T, size string) string {
	t.Helper()
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size="+size); err != nil {
		t.Skipf("needs the right to mount: %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	return dir
}

func fillUntilFull(t *testing.T, log *Log) (taken int) {
	t.Helper()
	for {
		err := log.Append(within(t), one(string(make([]byte, 20_000))))
		if errors.Is(err, queue.ErrFull) {
			return taken
		}
		if err != nil {
			t.Fatalf("after %d: %v", taken, err)
		}
		if taken++; taken > 10_000 {
			t.Fatal("the disk is never full")
		}
	}
}

func TestFullDiskRefusesAndRecovers(t *testing.T) {
	dir := smallDisk(t, "8m")
	path := filepath.Join(dir, "log.db")
	log := open(t, path, Options{}) // no reserve: SQLite itself runs into the end of the disk
	taken := fillUntilFull(t, log)
	if readAll(t, log, taken); t.Failed() {
		return
	}
	if err := log.Check(within(t)); !errors.Is(err, queue.ErrFull) {
		t.Errorf("check = %v, want ErrFull", err)
	}
	if err := syscall.Mount("tmpfs", dir, "tmpfs", syscall.MS_REMOUNT, "size=64m"); err != nil {
		t.Fatal(err)
	}
	if err := log.Append(within(t), one("again")); err != nil {
		t.Errorf("append with room again: %v", err)
	}
	in, err := log.Intake(within(t), "p", nil)
	if err != nil || in.Accepted != int64(taken+1) || in.Queued != in.Accepted {
		t.Errorf("intake = %+v, %v; want %d", in, err, taken+1)
	}
	if err = log.Close(); err != nil {
		t.Fatal(err)
	}
	if again := open(t, path, Options{}); again.Quarantined() != 0 {
		t.Error("the full disk corrupted the log")
	}
}

func TestReserveIsKeptAndTrimGivesBack(t *testing.T) {
	const reserve = 16 << 20
	path := filepath.Join(smallDisk(t, "40m"), "log.db")
	log := open(t, path, Options{Reserve: reserve})
	taken := fillUntilFull(t, log)
	free, err := freeBytes(path)
	if err != nil || free < reserve-2<<20 || free >= reserve {
		t.Errorf("%d bytes are free, %v; want just under %d", free, err, reserve)
	}
	last := rum.Position{Log: log.id, Seq: int64(taken)}
	if n, err := log.Trim(within(t), 0, last, time.Now().Add(time.Hour)); err != nil || n != int64(taken) {
		t.Fatalf("trim = %d, %v; want %d", n, err, taken)
	}
	if err := log.Append(within(t), one("again")); err != nil {
		t.Errorf("append after the trim: %v", err)
	}
}

func TestBufferIsBounded(t *testing.T) {
	path := filepath.Join(t.TempDir(), "log.db")
	log := open(t, path, Options{BufferBytes: 1000})
	thaw := freeze(t, path)
	first := make(chan error, 1)
	go func() { first <- log.Append(within(t), one(string(make([]byte, 5000)))) }() // more than the whole buffer
	await.Until(t, "the buffer is full", func() bool { return !log.buffer.TryAcquire(1) || release(log) })
	ctx, cancel := context.WithCancel(t.Context())
	second := make(chan error, 1)
	go func() { second <- log.Append(ctx, one("no room")) }()
	cancel()
	if err := <-second; !errors.Is(err, context.Canceled) {
		t.Errorf("append beyond the buffer = %v, want it to wait for its context", err)
	}
	thaw()
	if err := <-first; err != nil {
		t.Error(err)
	}
	readAll(t, log, 1)
}

// release puts back what a look at the buffer took.
func release(log *Log) bool {
	log.buffer.Release(1)
	return false
}
