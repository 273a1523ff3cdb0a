package redis

import (
	"context"
	"fmt"

	"paceline/internal/queue"
)

// write is the partition's writer goroutine. One entry is under way at a time, which keeps the order; those who come
// meanwhile stand at arrivals and go into the next.
func (p *partition) write() {
	var next *ticket
	for {
		if next == nil {
			select {
			case next = <-p.arrivals:
			case <-p.log.closing.Done():
				return
			}
		}
		var tickets []*ticket
		tickets, next = p.gather(next)
		err := p.commit(tickets)
		for _, t := range tickets {
			t.done <- err // has room for every partition's answer
		}
	}
}

// gather takes who stands at the door, as far as they fit into one entry; the first who does not is next.
func (p *partition) gather(first *ticket) (tickets []*ticket, next *ticket) {
	tickets = []*ticket{first}
	records, bytes := len(first.records), first.size
	for {
		select {
		case t := <-p.arrivals:
			records, bytes = records+len(t.records), bytes+t.size
			if records > p.log.opts.GroupRecords || bytes > p.log.opts.GroupBytes {
				return tickets, t
			}
			tickets = append(tickets, t)
		default:
			return tickets, nil
		}
	}
}

func (p *partition) commit(tickets []*ticket) error {
	appends := make([][]queue.Record, len(tickets))
	for i, t := range tickets {
		appends[i] = t.records
	}
	g, err := queue.Frame(appends...)
	if err != nil {
		return fmt.Errorf("log: append: %w", err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), p.log.opts.CommitTimeout)
	defer cancel()
	if err := p.runOnce(ctx, appendScript, p.log.share(), g.Records, g.Projects, g.Events).Err(); err != nil {
		return p.log.fails("append", err)
	}
	return nil
}

// share is a partition's part of the cap.
func (l *Log) share() int64 { return l.opts.MaxBytes / int64(len(l.partitions)) }
