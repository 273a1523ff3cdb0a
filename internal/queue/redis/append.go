package redis

import (
	"context"

	"paceline/internal/queue"
)

// ticket is what one Append brings to one partition.
type ticket struct {
	records []queue.Record
	size    int
	done    chan error
}

// Append makes the records durable; see queue.Appender. Those of one partition are taken together.
func (l *Log) Append(ctx context.Context, records []queue.Record) error {
	if len(records) == 0 {
		return nil
	}
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	tickets := l.split(records)
	done := make(chan error, len(tickets))
	for number, t := range tickets {
		t.size, t.done = queue.FramedSize(t.records), done
		select {
		case l.partitions[number].arrivals <- t:
		case <-l.closing.Done():
			return queue.ErrClosed
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
	var failed error
	for range tickets {
		select {
		case err := <-done:
			if err != nil {
				failed = err
			}
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
	return failed
}

// split gives each record, in order, to its partition.
func (l *Log) split(records []queue.Record) map[int]*ticket {
	tickets := map[int]*ticket{}
	for _, r := range records {
		number := partitionOf(r.Key, len(l.partitions))
		t := tickets[number]
		if t == nil {
			t = &ticket{}
			tickets[number] = t
		}
		t.records = append(t.records, r)
	}
	return tickets
}
