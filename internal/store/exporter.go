package store

import (
	"context"

	"paceline/internal/rum"
)

// Exporter gives away all that a store at rest holds, for a copy into another store. Nobody writes meanwhile.
type Exporter interface {
	Reader
	// Identity tells what the store holds, and in which chunks, from what any other store holds, and from what this one
	// held before it was last written to.
	Identity() string
	// Chunks is how many chunks there are. Places come first, in the order of their ids: a new store that numbers from 1 gives
	// them the same ids.
	Chunks() int64
	// Chunk reads one, counted from 0: the same facts at every call, and each fact in exactly one chunk.
	Chunk(ctx context.Context, n int64) (Chunk, error)
	// Tallies are the ledger's counters by log id and project. DeadLettered is 0: the dead letters are counted.
	Tallies(ctx context.Context) (map[string]map[string]rum.Tally, error)
	// Projects lists those with a fact, a place or a counter, in order.
	Projects(ctx context.Context) ([]string, error)
}

// Chunk is a part of what a store holds.
type Chunk struct {
	Places  []rum.Where      // pages, with their websites
	Tags    map[string][]Tag // by the name of the dimension
	Views   []rum.PageView
	Errors  []rum.JSError
	Events  []rum.LoggedEvent
	Letters []rum.DeadLetter
}

// Facts counts what a chunk holds of page views, errors, events and dead letters.
func (c *Chunk) Facts() int {
	return len(c.Views) + len(c.Errors) + len(c.Events) + len(c.Letters)
}
