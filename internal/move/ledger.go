package move

import (
	"context"
	"errors"
	"fmt"

	"paceline/internal/rum"
	"paceline/internal/store"
)

// ledger copies the counters and, with those of each log that the source stands in, the position there. The ledger takes
// what came from logs that are gone for accepted, so these may be counted together, as the copy's.
func (c *copying) ledger(ctx context.Context) error {
	tallies, err := c.from.Tallies(ctx)
	if err != nil {
		return err
	}
	source, err := c.from.Ledger(ctx, "")
	if err != nil {
		return err
	}
	var current []map[string]rum.Tally
	for _, position := range source.Positions {
		current = append(current, tallies[position.Log])
		delete(tallies, position.Log)
	}
	if c.at.Seq == c.from.Chunks() {
		gone := sum(tallies)
		if err := c.step(ctx, func(tx store.Tx) error { return tx.AddTally(ctx, gone) }); err != nil {
			return fmt.Errorf("the ledger: %w", err)
		}
	}
	for n, position := range source.Positions {
		if err := c.stand(ctx, n, position, current[n]); err != nil {
			return err
		}
	}
	return nil
}

// stand moves one partition of the target to where the source stands.
func (c *copying) stand(ctx context.Context, n int, position rum.Position, tallies map[string]rum.Tally) error {
	if position == (rum.Position{}) {
		return nil
	}
	err := c.to.Write(ctx, store.Move{Partition: n, To: position}, func(tx store.Tx) error { return tx.AddTally(ctx, tallies) })
	if !errors.Is(err, store.ErrStale) {
		return err
	}
	there, err := c.to.Position(ctx, n)
	if err == nil && there != position {
		err = fmt.Errorf("%w any more: a server has begun to write to it", ErrOccupied)
	}
	return err
}

// sum adds up what the logs have brought, by project.
func sum(logs map[string]map[string]rum.Tally) map[string]rum.Tally {
	all := map[string]rum.Tally{}
	for _, log := range logs {
		for project, t := range log {
			s := all[project]
			s.Processed += t.Processed
			s.Merged += t.Merged
			s.Deduplicated += t.Deduplicated
			all[project] = s
		}
	}
	return all
}
