package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"paceline/internal/fault"
	"paceline/internal/rum"
	"paceline/internal/store"
)

// errTried ends a Try whose fill went well.
var errTried = errors.New("postgres: tried")

// ending bounds the end of a transaction, which is to be reached although the caller's context has ended.
const ending = 15 * time.Second

// Position implements store.Writer.
func (d *DB) Position(ctx context.Context, partition int) (position rum.Position, err error) {
	err = d.writes.QueryRow(ctx, statement("Position"), pgx.StrictNamedArgs{"partition": partition}).Scan(&position.Log, &position.Seq)
	if errors.Is(err, pgx.ErrNoRows) {
		return rum.Position{}, nil
	}
	return position, classify(err)
}

// Durable implements store.Writer: whatever is committed is on the server's disk, see Connect.sql. What an asynchronous
// standby lacks when it is promoted the log still has, since it keeps every record for a while.
func (d *DB) Durable(ctx context.Context, partition int) (rum.Position, error) {
	return d.Position(ctx, partition)
}

// Write implements store.Writer.
func (d *DB) Write(ctx context.Context, move store.Move, fill func(store.Tx) error) error {
	return d.write(ctx, move, func(t store.Tx) error {
		if err := fill(t); err != nil {
			return err
		}
		if err := fault.Error(fault.StoreCommit); err != nil {
			return fmt.Errorf("%w: %w", store.ErrUnavailable, err)
		}
		fault.Point(fault.StoreCommitBefore)
		return nil
	})
}

// Try implements store.Writer.
func (d *DB) Try(ctx context.Context, move store.Move, fill func(store.Tx) error) error {
	err := d.write(ctx, move, func(t store.Tx) error {
		if err := fill(t); err != nil {
			return err
		}
		return errTried
	})
	if errors.Is(err, errTried) {
		return nil
	}
	return err
}

func (d *DB) write(ctx context.Context, move store.Move, fill func(store.Tx) error) error {
	select {
	case d.turns <- struct{}{}:
		defer func() { <-d.turns }()
	case <-ctx.Done():
		return classify(ctx.Err())
	}
	transaction, err := d.writes.BeginTx(ctx, pgx.TxOptions{BeginQuery: statement("Begin")})
	if err != nil {
		return classify(err)
	}
	// An undone transaction has left nothing, also when the connection is gone: the server undoes it by itself.
	defer func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), ending)
		defer cancel()
		_ = transaction.Rollback(ctx)
	}()
	t := &tx{db: d, transaction: transaction, move: move, found: newKnown()}
	if err := t.movePosition(ctx); err != nil {
		return err
	}
	if err := fill(t); err != nil {
		return err
	}
	finishing, cancel := context.WithTimeout(context.WithoutCancel(ctx), ending)
	defer cancel()
	if err := transaction.Commit(finishing); err != nil {
		return classify(fmt.Errorf("commit: %w", err))
	}
	fault.Point(fault.StoreCommitAfter)
	d.known.add(t.found)
	return nil
}

// movePosition locks the partition's row. Another writer of the same partition waits here, and then is stale.
func (t *tx) movePosition(ctx context.Context) error {
	moved, err := t.exec(ctx, "MovePosition", pgx.StrictNamedArgs{
		"partition": t.move.Partition, "from_log": t.move.From.Log, "from_seq": t.move.From.Seq, "to_log": t.move.To.Log, "to_seq": t.move.To.Seq,
	})
	if err == nil && moved == 0 && t.move.From == (rum.Position{}) {
		moved, err = t.exec(ctx, "FirstPosition", pgx.StrictNamedArgs{
			"partition": t.move.Partition, "to_log": t.move.To.Log, "to_seq": t.move.To.Seq,
		})
	}
	if err != nil {
		return fmt.Errorf("move the position: %w", err)
	}
	if moved != 1 {
		return store.ErrStale
	}
	return nil
}
