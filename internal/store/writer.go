// Package store is the port of the facts: page views, JavaScript errors, custom and resource events, dead
// letters, the counters of the ledger and the position in the log.
//
// It is split by role: a worker is handed a Writer, query a Reader. The adapters are in the sub-packages;
// storetest is the suite that every one of them passes.
package store

import (
	"context"
	"errors"
	"time"

	"paceline/internal/rum"
)

// ErrStale means that the position in the store is not the one the writer started from: another worker has
// moved it. Nothing was written; the caller reads the position anew.
var ErrStale = errors.New("store: the position was moved by another writer")

// ErrUnavailable wraps what a retry may cure: a closed, invalidated or unreachable database, a full disk.
// Every other error of a Write is the batch's own fault, and repeats.
var ErrUnavailable = errors.New("store: unavailable")

// Move is a step of one partition of the log. One below 0 is of no log: what a copy from another store has reached. The
// ledger counts what it brings, and does not list its position.
type Move struct {
	Partition int
	From, To  rum.Position
}

// Writer is what a worker needs of a store.
type Writer interface {
	// Position is where the store stands in a partition; zero in a new store.
	Position(ctx context.Context, partition int) (rum.Position, error)
	// Write runs fill in one transaction that has first moved the position by compare-and-set: the rows and
	// the position are there together, or neither. ErrStale when the position is not move.From. When fill
	// fails its error is returned and nothing is written.
	Write(ctx context.Context, move Move, fill func(Tx) error) error
	// Try runs fill as Write does, and then undoes everything: it finds out whether a batch can be written.
	Try(ctx context.Context, move Move, fill func(Tx) error) error
	// Durable is the position up to which no crash, and no loss of what the store may lose by its own
	// rules (a quarantined write-ahead log), can lose rows: the log may forget what stands before it.
	Durable(ctx context.Context, partition int) (rum.Position, error)
}

// Leases shares the partitions of the log out between the workers of several processes, in the store and by its clock. A
// store of one process has none. They only keep workers out of each other's way: a worker that goes on without its lease
// meets ErrStale.
type Leases interface {
	// Hold says that the worker is there, for as long as life, and returns the partitions, of those below the given
	// number, that are now its own. Partitions are dealt out evenly to the workers that are there; what one gives up here,
	// because another has come, or loses, because it was not heard of, the others have at their next call.
	Hold(ctx context.Context, worker string, partitions int, life time.Duration) ([]int, error)
	// Release says that the worker has ended, and gives up all that it holds.
	Release(ctx context.Context, worker string) error
}

// ViewKey finds stored page views for one incoming view. Either ViewID is set, or SessionID and PathHash.
type ViewKey struct {
	Project   string
	ViewID    string
	SessionID string
	PathHash  uint64
}

// Window is a range of page view time stamps, both ends included, in ms since the epoch. Windows only spare the store
// from looking through everything: the caller makes them wide enough.
type Window struct{ From, To int64 }

// EventKey finds a stored error or logged event.
type EventKey struct {
	Project string
	ID      string
}

// Tag is a project's value of a dimension.
type Tag struct {
	Project string
	Value   string
}

// Caps bounds what one project may create: overflow goes to rum.Other.
type Caps struct {
	Websites int // websites of a project
	Pages    int // pages of a project
}

// Tx is one transaction of a Writer. It is not safe for concurrent use and ends with the call of fill.
type Tx interface {
	// Views loads the stored page views of the keys whose Timestamp lies in one of the windows, whole and
	// with Stored set, in no particular order.
	Views(ctx context.Context, keys []ViewKey, windows []Window) ([]rum.PageView, error)
	// Known returns those keys whose js_errors or events row arrived at or after the given time (ms).
	Known(ctx context.Context, keys []EventKey, arrivedSince int64) (map[EventKey]bool, error)
	// Resolve sets WebsiteID and PageID, creating websites and pages not seen before. Over a cap it sets
	// Website, or Path, to rum.Other and says how many of the places that changed.
	Resolve(ctx context.Context, places []*rum.Where, caps Caps) (overflowed int, err error)
	// Admit returns which values of a dimension may be kept: known ones, and new ones (which it records) while their
	// project has fewer than the dimension's cap.
	Admit(ctx context.Context, dimension rum.Dimension, tags []Tag) (map[Tag]bool, error)

	// PutViews inserts page views; one with Stored set replaces the stored row of the same project, view id and Timestamp.
	// Attributions must be JSON without white space between its parts: this is not looked at again.
	PutViews(ctx context.Context, views []*rum.PageView) error
	AddErrors(ctx context.Context, errors []rum.JSError) error
	AddEvents(ctx context.Context, events []rum.LoggedEvent) error
	AddDeadLetters(ctx context.Context, letters []rum.DeadLetter) error
	// AddTally moves the ledger's counters of the projects, for the log of move.To.
	AddTally(ctx context.Context, tallies map[string]rum.Tally) error
}
