package duckdb

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"paceline/internal/fault"
	"paceline/internal/rum"
	"paceline/internal/store"
)

// errTried ends a Try whose fill went well.
var errTried = errors.New("duckdb: tried")

// Position implements store.Writer.
func (d *DB) Position(_ context.Context, partition int) (rum.Position, error) {
	s, err := d.session()
	if err != nil {
		return rum.Position{}, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.positions[partition], nil
}

// Durable implements store.Writer: what the last checkpoint covered.
func (d *DB) Durable(_ context.Context, partition int) (rum.Position, error) {
	s, err := d.session()
	if err != nil {
		return rum.Position{}, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.durable[partition], nil
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

// Try implements store.Writer. What only a commit could find out, it does not find out.
func (d *DB) Try(ctx context.Context, move store.Move, fill func(store.Tx) error) error {
	err := d.write(ctx, move, func(t store.Tx) error {
		if err := fill(t); err != nil {
			return err
		}
		return errTried
	})
	if err == errTried { //nolint:errorlint // alone: not joined with a rollback that failed
		return nil
	}
	return err
}

func (d *DB) write(ctx context.Context, move store.Move, fill func(store.Tx) error) error {
	select {
	case d.turn <- struct{}{}:
		defer func() { <-d.turn }()
	case <-ctx.Done():
		return d.classify(ctx.Err())
	}
	if err := d.room(); err != nil {
		return err
	}
	s, err := d.session()
	if err != nil {
		return err
	}
	t := &tx{db: d, session: s, draft: s.known.draft(), log: move.To.Log}
	err = inTransaction(ctx, s.writer, func() error {
		if err := movePosition(ctx, s.writer, move); err != nil {
			return d.classify(err)
		}
		if err := fill(t); err != nil {
			return err
		}
		s.changes.begin(t.put)
		return nil
	})
	if err != nil {
		return d.endOfWrite(err)
	}
	fault.Point(fault.StoreCommitAfter)
	t.draft.keep()
	s.changes.end()
	s.mu.Lock()
	s.positions[move.Partition] = move.To
	s.mu.Unlock()
	d.committed(s)
	return nil
}

// endOfWrite classifies only what this adapter's own statements said: fill's error is the caller's, untouched.
func (d *DB) endOfWrite(err error) error {
	var boundary *boundaryError
	if errors.As(err, &boundary) {
		return d.classify(err)
	}
	return err
}

func movePosition(ctx context.Context, conn *sql.Conn, move store.Move) error {
	result, err := conn.ExecContext(ctx,
		"UPDATE positions SET log = ?, seq = ? WHERE partition = ? AND log = ? AND seq = ?",
		move.To.Log, move.To.Seq, move.Partition, move.From.Log, move.From.Seq)
	if err == nil && move.From == (rum.Position{}) {
		result, err = insertPosition(ctx, conn, move)
	}
	if err != nil {
		return fmt.Errorf("move the position: %w", err)
	}
	moved, err := result.RowsAffected()
	if err != nil {
		return fmt.Errorf("move the position: %w", err)
	}
	if moved != 1 {
		return store.ErrStale
	}
	return nil
}

// insertPosition is the first move of a partition: the zero position has no row.
func insertPosition(ctx context.Context, conn *sql.Conn, move store.Move) (sql.Result, error) {
	return conn.ExecContext(ctx,
		"INSERT INTO positions SELECT ?, ?, ? WHERE NOT EXISTS (SELECT 1 FROM positions WHERE partition = ?)",
		move.Partition, move.To.Log, move.To.Seq, move.Partition)
}

func loadPositions(ctx context.Context, q querier) (map[int]rum.Position, error) {
	positions := map[int]rum.Position{}
	_, err := queryAll(ctx, q, "SELECT partition, log, seq FROM positions", nil, func(rows *sql.Rows) (struct{}, error) {
		var partition int
		var position rum.Position
		err := rows.Scan(&partition, &position.Log, &position.Seq)
		positions[partition] = position
		return struct{}{}, err
	})
	return positions, err
}
