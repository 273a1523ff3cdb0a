package sqlite

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"time"

	"paceline/internal/queue"
	"paceline/internal/rum"
)

// Intake counts a project's events; see queue.Inspector. It reads the rows behind the position, without their blobs.
func (l *Log) Intake(ctx context.Context, project string, after rum.Positions) (rum.Intake, error) {
	if l.closing.Err() != nil {
		return rum.Intake{}, queue.ErrClosed
	}
	query, args := `SELECT (SELECT coalesce(sum(events), 0) FROM accepted),
		(SELECT coalesce(sum(events), 0) FROM entries WHERE seq > ?)`, []any{l.first(after)}
	if project != "" {
		query = `SELECT coalesce((SELECT events FROM accepted WHERE project = ?1), 0),
			(SELECT coalesce(sum(p.value), 0) FROM entries, json_each(CASE WHEN json_valid(projects) THEN projects END) p
				WHERE seq > ?2 AND p.key = ?1)`
		args = []any{project, l.first(after)}
	}
	in := rum.Intake{Logs: []string{l.id}}
	if err := l.reads.QueryRowContext(ctx, query, args...).Scan(&in.Accepted, &in.Queued); err != nil {
		return rum.Intake{}, l.fails("count the intake", err)
	}
	return in, nil
}

// Backlog describes what waits; see queue.Inspector.
func (l *Log) Backlog(ctx context.Context, after rum.Positions) (queue.Backlog, error) {
	if l.closing.Err() != nil {
		return queue.Backlog{}, queue.ErrClosed
	}
	var b queue.Backlog
	var oldest *int64
	err := l.reads.QueryRowContext(ctx, `SELECT count(*), coalesce(sum(events), 0), min(appended)
		FROM entries WHERE seq > ?`, l.first(after)).Scan(&b.Entries, &b.Events, &oldest)
	if err != nil {
		return queue.Backlog{}, l.fails("measure the backlog", err)
	}
	if oldest != nil {
		b.Oldest = time.UnixMicro(*oldest)
	}
	for _, companion := range []string{"", "-wal", "-shm"} {
		info, err := os.Stat(l.path + companion)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return queue.Backlog{}, l.fails("measure the backlog", err)
		}
		b.Bytes += info.Size()
	}
	return b, nil
}

// first is the position of the only partition. A store that has none yet stands before all.
func (l *Log) first(after rum.Positions) int64 {
	if len(after) == 0 {
		return 0
	}
	return l.after(after[0])
}

// Check commits a row that nobody reads, in the way of an Append; see queue.Inspector.
func (l *Log) Check(ctx context.Context) error {
	return l.do(ctx, func() error {
		if err := l.checkRoom(ctx, 1); err != nil {
			return err
		}
		_, err := l.writes.db.ExecContext(ctx, "UPDATE log SET probed = ?", time.Now().UnixMicro())
		if err != nil {
			return l.spoil("probe", err)
		}
		return nil
	})
}
