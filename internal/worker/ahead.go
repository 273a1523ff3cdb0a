package worker

import (
	"context"
	"fmt"
	"time"

	"paceline/internal/enrich"
	"paceline/internal/queue"
	"paceline/internal/rum"
	"paceline/internal/store"
)

// prepared is a batch that is ready to be written, or why there is none.
type prepared struct {
	move  store.Move
	batch *batch
	read  time.Time
	atEnd bool
	took  time.Duration
	err   error
}

const (
	// pace is the least time between two reads at the end of the log. A batch costs about the same whether it brings one
	// event or some hundreds, so that many small ones take the processor from those who send and ask.
	pace = 100 * time.Millisecond
	// firstPart is the part of a whole batch that is read first. Each one after it is twice as large, so that the store,
	// which waits for the first, has something to do soon.
	firstPart = 8
)

// prepare reads the log behind a position and gives out batch after batch, decoded, enriched and grouped, while the
// one before is being written. It is one batch ahead and no more: the next is read when this one has been taken.
// The first ends with the entry at last, when that is set. It stops with the context, or after an error, which it
// gives out, and then closes the channel.
func (p *partition) prepare(ctx context.Context, from, last rum.Position) <-chan prepared {
	batches := make(chan prepared)
	go func() {
		defer close(batches)
		p.recall(ctx, from)
		size := p.BatchSize / firstPart
		if last != (rum.Position{}) {
			size = p.BatchSize
		}
		for enricher := enrich.New(); ; last = (rum.Position{}) {
			next := p.prepareOne(ctx, enricher, from, last, max(size, 1))
			size = min(2*size, p.BatchSize)
			select {
			case batches <- next:
			case <-ctx.Done():
				return
			}
			if next.err != nil {
				return
			}
			from = next.move.To
			if next.atEnd {
				_ = pause(ctx, rest(next.read, p.Now())) // an ended context is noticed by the next
			}
		}
	}()
	return batches
}

func (p *partition) prepareOne(ctx context.Context, enricher *enrich.Enricher, from, last rum.Position, size int) prepared {
	entries, err := p.Log.Read(ctx, p.number, from, size)
	if err != nil {
		return prepared{err: fmt.Errorf("reading the log: %w", err)}
	}
	started := p.Now()
	entries = upTo(entries, last)
	newest := entries[len(entries)-1]
	return prepared{
		move:  store.Move{Partition: p.number, From: from, To: newest.Position},
		batch: newBatch(p.Caps, enricher, entries, p.jumps.unsettled(entries)),
		read:  started,
		atEnd: isAtEnd(newest, started),
		took:  p.Now().Sub(started),
	}
}

// isAtEnd reports whether an entry, the newest one that was read, had come so lately that there can be hardly more. How
// much was read with it says nothing: at ten thousand beacons a second a few ms bring hundreds of events.
func isAtEnd(newest queue.Entry, now time.Time) bool { return now.Sub(newest.Appended) < pace }

// rest is what is left of the pace after a read. A clock that was set back meanwhile must not make it a day.
func rest(read, now time.Time) time.Duration { return min(pace, pace-now.Sub(read)) }

// upTo cuts a batch where the one that was in flight at a crash ended: its events keep their numbers.
func upTo(entries []queue.Entry, last rum.Position) []queue.Entry {
	if last == (rum.Position{}) {
		return entries
	}
	n := 1
	for n < len(entries) && entries[n].Position.Log == last.Log && entries[n].Position.Seq <= last.Seq {
		n++
	}
	return entries[:n]
}
