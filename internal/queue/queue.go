// Package queue is the port of the durable log that stands between ingest and the workers.
//
// The log is partitioned; within a partition records keep their order. There are no acknowledgements: a
// reader says where it stands, and the store keeps that position together with the rows it led to.
// The adapters are in the sub-packages; queuetest is the suite that every one of them passes.
package queue

import (
	"context"
	"errors"
	"time"

	"paceline/internal/rum"
)

// ErrFull means that the log is at its cap or the disk at its reserve; the oldest record is
// never dropped to make room. The caller answers 503 with Retry-After.
var ErrFull = errors.New("queue: full")

// ErrClosed means that the log was closed while, or before, the call was made.
var ErrClosed = errors.New("queue: closed")

// Record is one opaque record on its way into the log.
type Record struct {
	Key     string // records with the same key share a partition and keep their order
	Project string // for the ledger
	Events  int    // events in Data, for the ledger
	Data    []byte
}

// Entry is a unit of the log: one or more records that became durable together.
type Entry struct {
	Position rum.Position
	Appended time.Time
	Records  [][]byte
	// Damaged is set, and Records are not, when the entry cannot be read any more: the events it held by
	// project, as far as that is known. The reader dead-letters so many and goes on.
	Damaged map[string]int
}

// Appender takes records in.
type Appender interface {
	// Append makes all records durable and returns after the sync. With them, in the same commit,
	// the projects' accepted counters move. It is safe for concurrent use, and concurrent calls share syncs.
	// When it fails, ErrFull and ErrClosed too, either all or none of a partition's records were taken, and nothing of
	// a log with one partition. When ctx ends first its error is returned, and the records may or may not have been
	// taken (the sender retries, and identity removes the repeat).
	Append(ctx context.Context, records []Record) error
}

// Reader reads partitions.
type Reader interface {
	// Partitions is fixed when the log is made.
	Partitions() int
	// Read returns entries behind a position in order, at least one, and more while they add up to no more
	// than maxBytes and, if the adapter has one, its own bound. It waits for the first one until ctx ends. A position
	// of another log means the oldest entry.
	Read(ctx context.Context, partition int, after rum.Position, maxBytes int) ([]Entry, error)
}

// Trimmer forgets what the store has made durable.
type Trimmer interface {
	// Trim deletes entries of the partition up to and including durable that were appended before the given time, and
	// nothing else, and returns how many entries went. A position of another log trims nothing.
	Trim(ctx context.Context, partition int, durable rum.Position, before time.Time) (int64, error)
}

// Inspector tells what the log holds.
type Inspector interface {
	// Intake counts, in one consistent read, what the log accepted of a project (of all when project is
	// empty) and what of it stands behind the positions. A position of another log stands before all.
	Intake(ctx context.Context, project string, after rum.Positions) (rum.Intake, error)
	// Backlog describes what stands behind the positions.
	Backlog(ctx context.Context, after rum.Positions) (Backlog, error)
	// Check is a real probe: nil when an Append could succeed now, ErrFull when the log is full.
	Check(ctx context.Context) error
}

// Backlog is what waits in the log.
type Backlog struct {
	Entries int64
	Events  int64
	Bytes   int64     // of the whole log on disk
	Oldest  time.Time // when the oldest waiting entry was appended; zero when none waits
}

// Log is a whole adapter.
type Log interface {
	Appender
	Reader
	Trimmer
	Inspector
	// Close finishes what is in flight. Calls made later return ErrClosed.
	Close() error
}
