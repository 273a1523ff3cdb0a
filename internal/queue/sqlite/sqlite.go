// Package sqlite is the durable log in one SQLite file: the embedded default.
//
// One goroutine writes. It commits whatever has gathered while the last commit was synced, as one row, so that
// the cost of a sync is shared by all who wait for it. Readers have connections of their own and are woken by
// commits.
//
// There is one partition. The log is for one process with one DuckDB writer behind it, which could not use
// more; a single partition keeps every order there is.
package sqlite

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"sync"
	"time"

	"golang.org/x/sync/semaphore"

	"paceline/internal/queue"
	"paceline/internal/rum"
)

var _ queue.Log = (*Log)(nil)

// Options bound the log. A zero field takes the default.
type Options struct {
	MaxBytes      int64            // cap on the used bytes of the file; default 4 GiB
	Reserve       int64            // bytes that must stay free on the disk; default 256 MiB, below 0 none
	GroupRecords  int              // most records in one commit, unless one Append has more; default 4,096
	GroupBytes    int              // most bytes in one commit, unless one Append has more; default 1 MiB
	BufferBytes   int              // bytes that may wait to be committed; Appends beyond it wait outside; default 16 MiB
	CommitTimeout time.Duration    // a commit that takes longer fails all who wait for it; default 10 s
	Known         rum.Position     // where the store stands; see Open
	Logger        *slog.Logger     // default slog.Default()
	Now           func() time.Time // default time.Now
}

func (o Options) withDefaults() Options {
	o.MaxBytes = cmp.Or(o.MaxBytes, 4<<30)
	o.Reserve = max(0, cmp.Or(o.Reserve, 256<<20))
	o.GroupRecords = cmp.Or(o.GroupRecords, 4096)
	o.GroupBytes = cmp.Or(o.GroupBytes, 1<<20)
	o.BufferBytes = cmp.Or(o.BufferBytes, 16<<20)
	o.CommitTimeout = cmp.Or(o.CommitTimeout, 10*time.Second)
	o.Logger = cmp.Or(o.Logger, slog.Default())
	if o.Now == nil {
		o.Now = time.Now
	}
	return o
}

// Log is a durable log in one file. Make it with Open.
type Log struct {
	path        string
	id          string
	opts        Options
	quarantined int

	reads  *sql.DB
	writes *connection // of the writer goroutine alone; nil after a failure until it is renewed

	buffer  *semaphore.Weighted // bytes of waiting Appends
	waiting *waitingRoom
	jobs    chan job
	commits *bell

	closing   context.Context // ends when Close begins
	close     context.CancelFunc
	written   chan struct{} // closed when the writer goroutine has ended
	closeOnce sync.Once
	closeErr  error
}

// Open opens the log at path, or makes one with a new id. A file that is found to be corrupt is moved aside
// (see quarantine) and a new log takes its place. So is a log that ends before the position at which the store knows
// it: it has lost its end, to a damaged disk or an older copy, and would give its next records sequences that
// the store has read already. The caller sees to it that no second process does the same.
func Open(ctx context.Context, path string, opts Options) (*Log, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, fmt.Errorf("log: %w", err)
	}
	opts = opts.withDefaults()
	l := &Log{path: path, opts: opts, commits: newBell(), waiting: newWaitingRoom()}
	l.buffer = semaphore.NewWeighted(int64(opts.BufferBytes))
	if l.id, l.writes, err = openKnown(ctx, path, opts.Known); damaged(err) {
		opts.Logger.Error("the log is corrupt and was set aside; a new one begins", "path", path, "error", err)
		if err = quarantine(path, time.Now()); err != nil {
			return nil, err
		}
		l.quarantined++
		l.id, l.writes, err = openFile(ctx, path)
	}
	if err != nil {
		return nil, fmt.Errorf("log %s: %w", path, err)
	}
	if l.reads, err = openReads(path); err != nil {
		return nil, errors.Join(fmt.Errorf("log %s: %w", path, err), l.writes.close())
	}
	l.jobs, l.written = make(chan job), make(chan struct{})
	l.closing, l.close = context.WithCancel(context.Background())
	go l.write()
	return l, nil
}

// Partitions is always 1; see the package comment.
func (l *Log) Partitions() int { return 1 }

// Quarantined counts the corrupt files that Open set aside.
func (l *Log) Quarantined() int { return l.quarantined }

// Close commits what waits, and ends the reads. It waits for a commit that hangs.
func (l *Log) Close() error {
	l.closeOnce.Do(func() {
		l.waiting.close()
		l.close()
		<-l.written
		err := l.reads.Close()
		if l.writes != nil {
			err = errors.Join(err, l.writes.close())
		}
		if err != nil {
			l.closeErr = fmt.Errorf("log: close: %w", err)
		}
	})
	return l.closeErr
}

func checkPartition(partition int) error {
	if partition != 0 {
		return fmt.Errorf("log: there is no partition %d: a SQLite log has one", partition)
	}
	return nil
}

// after is the sequence a position means in this log: 0, which is before all, when it is another log's.
func (l *Log) after(p rum.Position) int64 {
	if p.Log != l.id {
		return 0
	}
	return p.Seq
}

// fails says how a call that was running into err has failed: a call cut off by Close says so.
func (l *Log) fails(doing string, err error) error {
	if l.closing.Err() != nil {
		return queue.ErrClosed
	}
	return fmt.Errorf("log: %s: %w", doing, err)
}
