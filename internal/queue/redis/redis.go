// Package redis is the durable log on Redis Streams: the scaled-out one, for many ingest processes and workers.
//
// A partition has one goroutine that writes. It sends whatever has gathered while the last answer was under way, as one
// entry, so that commands and syncs are shared by all who wait for them. Readers are woken by a blocking read of the
// partition's index.
package redis

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/redis/go-redis/v9"

	"paceline/internal/queue"
)

var _ queue.Log = (*Log)(nil)

// Options bound the log. A zero field takes the default.
type Options struct {
	Partitions    int              // of a log that is new; default 16. One that exists keeps the number it was made with
	MaxBytes      int64            // cap on the memory of all partitions, each has its even share; default 1 GiB
	GroupRecords  int              // most records in one entry, unless one Append has more; default 4,096
	GroupBytes    int              // most bytes in one entry, unless one Append has more; default 1 MiB
	CommitTimeout time.Duration    // an entry that takes longer fails all who wait for it; default 10 s
	Logger        *slog.Logger     // default slog.Default()
	Now           func() time.Time // the clock of those who call Trim; default time.Now
}

func (o Options) withDefaults() Options {
	o.Partitions = cmp.Or(o.Partitions, 16)
	o.MaxBytes = cmp.Or(o.MaxBytes, 1<<30)
	o.GroupRecords = cmp.Or(o.GroupRecords, 4096)
	o.GroupBytes = cmp.Or(o.GroupBytes, 1<<20)
	o.CommitTimeout = cmp.Or(o.CommitTimeout, 10*time.Second)
	o.Logger = cmp.Or(o.Logger, slog.Default())
	if o.Now == nil {
		o.Now = time.Now
	}
	return o
}

// Log is a durable log in a Redis, or a Redis Cluster, that it may share with other logs of other database numbers and
// with nothing that evicts. Make it with Open.
type Log struct {
	client     redis.UniversalClient
	opts       Options
	partitions []*partition
	doubts     atomic.Pointer[[]string]

	closing context.Context // ends when Close begins
	close   context.CancelFunc
	writers sync.WaitGroup

	mu    sync.Mutex     // held to begin a read, and to begin Close
	reads sync.WaitGroup // may outlive their callers
}

// partition is one partition of the log.
type partition struct {
	log      *Log
	number   int
	keys     keys
	arrivals chan *ticket
}

// Open opens the log, or makes one. It takes over the client, and closes it. How the server is set up is looked at:
// see Doubts.
func Open(ctx context.Context, client redis.UniversalClient, opts Options) (*Log, error) {
	l := &Log{client: client, opts: opts.withDefaults()}
	count, err := l.layOut(ctx)
	if err != nil {
		_ = client.Close()
		return nil, fmt.Errorf("log: open: %w", err)
	}
	if count != l.opts.Partitions && opts.Partitions != 0 {
		l.opts.Logger.Warn("the log keeps the number of partitions it was made with", "partitions", count, "asked", opts.Partitions)
	}
	l.closing, l.close = context.WithCancel(context.Background())
	for number := range count {
		p := &partition{log: l, number: number, keys: keysOf(number), arrivals: make(chan *ticket)}
		l.partitions = append(l.partitions, p)
		l.writers.Go(p.write)
	}
	l.lookForDoubts(ctx)
	return l, nil
}

// layOut reads the number of partitions, and fixes it in a log that is new.
func (l *Log) layOut(ctx context.Context) (int, error) {
	if err := l.client.HSetNX(ctx, layoutKey, "partitions", l.opts.Partitions).Err(); err != nil {
		return 0, err
	}
	text, err := l.client.HGet(ctx, layoutKey, "partitions").Result()
	if err != nil {
		return 0, err
	}
	count, err := strconv.Atoi(text)
	if err != nil || count < 1 {
		return 0, fmt.Errorf("%s says that it has %q partitions", layoutKey, text)
	}
	return count, nil
}

// Partitions is fixed when the log is made.
func (l *Log) Partitions() int { return len(l.partitions) }

// Close waits for what is being written and ends the reads.
func (l *Log) Close() error {
	l.mu.Lock()
	closed := l.closed()
	l.close()
	l.mu.Unlock()
	l.writers.Wait()
	if closed {
		return nil
	}
	err := l.client.Close() // its connections end, and with them the reads that block
	l.reads.Wait()
	if err != nil {
		return fmt.Errorf("log: close: %w", err)
	}
	return nil
}

func (l *Log) closed() bool { return l.closing.Err() != nil }

// read runs a read that may outlive its caller, unless the log is closed.
func (l *Log) read(read func()) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed() {
		return false
	}
	l.reads.Go(read)
	return true
}

// partition finds one by its number.
func (l *Log) partition(number int) (*partition, error) {
	if number < 0 || number >= len(l.partitions) {
		return nil, fmt.Errorf("log: there is no partition %d of %d", number, len(l.partitions))
	}
	return l.partitions[number], nil
}
