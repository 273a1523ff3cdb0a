package redis

import (
	"context"
	"errors"
	"fmt"
	"net"
	"time"

	"github.com/redis/go-redis/v9"

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
	until := time.Now().Add(untouchedPatience)
	for {
		err := p.runOnce(ctx, appendScript, p.log.share(), g.Records, g.Projects, g.Events).Err()
		switch {
		case err == nil:
			return nil
		case !untouched(err) || time.Now().After(until) || p.log.closed():
			return p.log.fails("append", err)
		}
		select {
		case <-time.After(untouchedPause):
		case <-p.log.closing.Done():
		}
	}
}

// A Redis that restarts is back within moments: an entry that it has certainly not seen is tried again meanwhile.
const (
	untouchedPatience = time.Second
	untouchedPause    = 10 * time.Millisecond
)

// untouched reports an error that comes before anything of a script has run.
func untouched(err error) bool {
	var network *net.OpError
	return errors.As(err, &network) && network.Op == "dial" || redis.IsLoadingError(err) || redis.IsMasterDownError(err) || redis.IsClusterDownError(err)
}

// share is a partition's part of the cap.
func (l *Log) share() int64 { return l.opts.MaxBytes / int64(len(l.partitions)) }
