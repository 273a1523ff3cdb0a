package sqlite

import (
	"context"
	"database/sql"
	"time"

	"paceline/internal/queue"
	"paceline/internal/rum"
)

// Read returns the entries behind a position; see queue.Reader. An entry that cannot be read any more comes
// with Damaged instead of Records, and those behind it follow as ever.
func (l *Log) Read(ctx context.Context, partition int, after rum.Position, maxBytes int) ([]queue.Entry, error) {
	if err := checkPartition(partition); err != nil {
		return nil, err
	}
	for {
		committed := l.commits.wait()
		if l.closing.Err() != nil {
			return nil, queue.ErrClosed
		}
		if err := ctx.Err(); err != nil {
			return nil, context.Cause(ctx)
		}
		entries, err := l.scan(ctx, l.after(after), maxBytes)
		if err != nil {
			return nil, l.fails("read", err)
		}
		if len(entries) > 0 {
			return entries, nil
		}
		select {
		case <-committed:
		case <-l.closing.Done():
		case <-ctx.Done():
		}
	}
}

// scan reads what is there. Where a page of the file is bad it stops, and tells of the bad entry alone the
// next time, by what stands before the blob in its row. When that is bad too, it fails.
func (l *Log) scan(ctx context.Context, after int64, maxBytes int) ([]queue.Entry, error) {
	entries, err := l.query(ctx, `SELECT seq, appended, projects, records FROM entries
		WHERE seq > ? ORDER BY seq`, after, maxBytes)
	if damaged(err) && len(entries) == 0 {
		return l.query(ctx, `SELECT seq, appended, projects, x'' FROM entries
			WHERE seq > ? ORDER BY seq LIMIT 1`, after, maxBytes)
	}
	if damaged(err) {
		return entries, nil
	}
	return entries, err
}

// query returns the entries before an error beside it.
func (l *Log) query(ctx context.Context, text string, after int64, maxBytes int) ([]queue.Entry, error) {
	rows, err := l.reads.QueryContext(ctx, text, after)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var entries []queue.Entry
	total := 0
	for rows.Next() {
		var seq, appended int64
		var projects string
		var blob sql.RawBytes // the driver makes a slice for each, which is not used again: that needs no copy
		if err = rows.Scan(&seq, &appended, &projects, &blob); err != nil {
			return entries, err
		}
		if total += len(blob); total > maxBytes && len(entries) > 0 {
			break
		}
		entries = append(entries, l.entry(seq, appended, projects, blob))
	}
	return entries, rows.Err()
}

func (l *Log) entry(seq, appended int64, projects string, blob []byte) queue.Entry {
	e := queue.Entry{Position: rum.Position{Log: l.id, Seq: seq}, Appended: time.UnixMicro(appended)}
	var err error
	if e.Records, err = queue.Unframe(projects, blob); err != nil {
		l.opts.Logger.Error("an entry of the log is damaged", "seq", seq, "projects", projects)
		e.Damaged = queue.Damaged(projects)
	}
	return e
}
