// Package duckdb keeps the facts in one DuckDB file: the store of the one-process deployment.
//
// One connection writes, a small pool reads snapshots. Because DuckDB's automatic checkpoints are off, the
// adapter always knows which position its main file covers: Durable. What is newer stands in the write-ahead
// log, and when that cannot be replayed it is put aside and the queue's log replays what it held.
package duckdb

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"

	"paceline/internal/store"
)

// DB is a store.Writer and a store.Reader on one file.
type DB struct {
	path    string
	options Options

	turn    chan struct{} // holds one token: whoever took it is the writer
	mu      sync.RWMutex  // guards current; readers hold it while they read
	current *session      // nil while the database is being reopened, and after Close

	broken  chan struct{}         // asks the keeper to reopen
	corrupt atomic.Pointer[error] // what a read of the current session's file has met; see reopen
	due     chan struct{}         // asks the keeper to checkpoint
	stop    context.CancelFunc
	stopped chan struct{}
	closing sync.Once

	stats counters
}

var (
	_ store.Writer = (*DB)(nil)
	_ store.Reader = (*DB)(nil)
)

// Open opens or creates the database at path. A file that cannot be read is put aside as path.corrupt-TIME and
// replaced, see open; a file that another process has open, or that the process may not read, is an error.
func Open(ctx context.Context, path string, options Options) (*DB, error) {
	d := &DB{
		path:    path,
		options: options.withDefaults(),
		turn:    make(chan struct{}, 1),
		broken:  make(chan struct{}, 1),
		due:     make(chan struct{}, 1),
		stopped: make(chan struct{}),
	}
	s, err := d.open(ctx)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	// From here on Durable tells what the main file covers. A failure only means that it covers nothing known.
	if err := d.checkpoint(ctx, s); err != nil {
		d.options.Log.Warn("checkpoint after opening failed", "error", err)
		if s, err = d.openAgain(ctx, s); err != nil {
			return nil, fmt.Errorf("open %s again: %w", path, err)
		}
	}
	d.current = s
	keeping, stop := context.WithCancel(context.WithoutCancel(ctx))
	d.stop = stop
	go d.keep(keeping)
	return d, nil
}

// openAgain replaces a session whose database was invalidated before anybody has used it, as by a checkpoint that met a
// full disk: what it should have covered can be read all the same. Without a checkpoint the second one has nothing to fail at.
func (d *DB) openAgain(ctx context.Context, s *session) (*session, error) {
	if !heard(d.broken) {
		return s, nil // nothing was invalidated
	}
	if err := s.close(); err != nil {
		d.options.Log.Warn("closing the invalidated database", "error", err)
	}
	return d.open(ctx)
}

// Close checkpoints and closes the file. It waits for the write and the reads that are under way.
func (d *DB) Close() error {
	var err error
	d.closing.Do(func() {
		d.stop()
		<-d.stopped
		d.turn <- struct{}{}
		defer func() { <-d.turn }()
		s := d.replace(nil)
		if s == nil {
			return
		}
		err = errors.Join(d.checkpoint(context.Background(), s), s.close())
	})
	return err
}

// replace sets the session once no reader uses the old one, which it returns.
func (d *DB) replace(s *session) *session {
	d.mu.Lock()
	defer d.mu.Unlock()
	old := d.current
	d.current = s
	return old
}

// session is the open database, or ErrUnavailable.
func (d *DB) session() (*session, error) {
	d.mu.RLock()
	defer d.mu.RUnlock()
	if d.current == nil {
		return nil, fmt.Errorf("%w: the database is closed or being reopened", store.ErrUnavailable)
	}
	return d.current, nil
}

// Stats counts what an operator wants to know of the adapter since it was opened.
type Stats struct {
	Commits            int64
	Checkpoints        int64
	CheckpointFailures int64
	Reopened           int64 // after the database had been invalidated
	Quarantined        int64 // files put aside because they could not be read
}

type counters struct {
	commits, checkpoints, checkpointFailures, reopened, quarantined atomic.Int64
}

// Stats may be called at any time.
func (d *DB) Stats() Stats {
	return Stats{
		Commits:            d.stats.commits.Load(),
		Checkpoints:        d.stats.checkpoints.Load(),
		CheckpointFailures: d.stats.checkpointFailures.Load(),
		Reopened:           d.stats.reopened.Load(),
		Quarantined:        d.stats.quarantined.Load(),
	}
}
