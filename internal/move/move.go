// Package move copies all that one store holds into another, when an operator goes over to another engine. A chunk and
// how far the copy has come are written in one transaction, so a copy that was broken off goes on where it was, and
// nothing is there twice.
package move

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"

	"paceline/internal/rum"
	"paceline/internal/store"
)

// partition is the copy's own among the target's positions: no log has it.
const partition = -1

// Target is a store that is copied into.
type Target interface {
	store.Writer
	store.Reader
}

// ErrOccupied is a target that holds what is not from this copy, or that a server has written to since.
var ErrOccupied = errors.New("the target is not empty")

// Progress is how far a copy has come.
type Progress struct {
	Done, Chunks int64
	Facts        int64 // copied by this run
}

// Copy brings everything over that is not yet there, and calls report after each chunk. At the end the target stands in
// the log where the source stands, so that a server on the source's log goes on with the target.
func Copy(ctx context.Context, from store.Exporter, to Target, report func(Progress)) error {
	c := copying{from: from, to: to, log: "copy:" + from.Identity()}
	if err := c.begin(ctx); err != nil {
		return err
	}
	if err := c.facts(ctx, report); err != nil {
		return err
	}
	return c.ledger(ctx)
}

type copying struct {
	from store.Exporter
	to   Target
	log  string
	at   rum.Position // of the partition of copies, in the target
}

// begin finds out how far an earlier run has come.
func (c *copying) begin(ctx context.Context) (err error) {
	if c.at, err = c.to.Position(ctx, partition); err != nil {
		return err
	}
	switch c.at.Log {
	case c.log:
		return nil
	case "":
		return c.empty(ctx)
	}
	return fmt.Errorf("%w: it holds a copy, whole or in part, of another store, or of this one before it was last written to; begin with an empty database", ErrOccupied)
}

// empty reports whether nothing was ever written to the target.
func (c *copying) empty(ctx context.Context) error {
	ledger, err := c.to.Ledger(ctx, "")
	if err != nil {
		return err
	}
	if ledger.Visible != 0 || ledger.DeadLettered != 0 || len(ledger.Processed) != 0 || len(ledger.Positions) != 0 {
		return fmt.Errorf("%w: it holds %d events that are not from this copy; begin with an empty database", ErrOccupied, ledger.Visible+ledger.DeadLettered)
	}
	return nil
}

// step writes what fill does together with the next position of the copy.
func (c *copying) step(ctx context.Context, fill func(store.Tx) error) error {
	next := rum.Position{Log: c.log, Seq: c.at.Seq + 1}
	err := c.to.Write(ctx, store.Move{Partition: partition, From: c.at, To: next}, fill)
	if errors.Is(err, store.ErrStale) {
		return fmt.Errorf("another copy into the target is under way: %w", err)
	}
	if err == nil {
		c.at = next
	}
	return err
}

// everything lifts the caps: what the source has admitted stays.
var everything = store.Caps{Websites: math.MaxInt, Pages: math.MaxInt}

func put(ctx context.Context, tx store.Tx, chunk *store.Chunk) error {
	views := make([]*rum.PageView, len(chunk.Views))
	var places []*rum.Where
	for i := range chunk.Places {
		places = append(places, &chunk.Places[i])
	}
	for i := range chunk.Views {
		views[i] = &chunk.Views[i]
		places = append(places, &chunk.Views[i].Where)
	}
	for i := range chunk.Errors {
		places = append(places, &chunk.Errors[i].Where)
	}
	for i := range chunk.Events {
		places = append(places, &chunk.Events[i].Where)
	}
	if _, err := tx.Resolve(ctx, places, everything); err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(chunk.Tags)) {
		if _, err := tx.Admit(ctx, rum.Dimension{Name: name, Cap: math.MaxInt}, chunk.Tags[name]); err != nil {
			return err
		}
	}
	if err := tx.PutViews(ctx, views); err != nil {
		return err
	}
	if err := tx.AddErrors(ctx, chunk.Errors); err != nil {
		return err
	}
	if err := tx.AddEvents(ctx, chunk.Events); err != nil {
		return err
	}
	return tx.AddDeadLetters(ctx, chunk.Letters)
}
