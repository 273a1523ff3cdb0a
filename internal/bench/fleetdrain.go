package bench

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"sync"
	"time"

	"paceline/internal/queue"
	"paceline/internal/rum"
)

// emptied is what workers have moved from the log into the database.
type emptied struct {
	clock                    time.Duration
	beacons, events, rows    int
	late                     int
	workers, redis, database time.Duration // of the processor
	fromRedis                int64         // bytes
	journal, disk            int64         // bytes of PostgreSQL's write-ahead log, and of its tables and indexes
}

func (e *emptied) add(other emptied) {
	e.clock += other.clock
	e.beacons += other.beacons
	e.events += other.events
	e.rows += other.rows
	e.late += other.late
	e.workers += other.workers
	e.redis += other.redis
	e.database += other.database
	e.fromRedis += other.fromRedis
	e.journal += other.journal
	e.disk += other.disk
}

// empty fills a new log twice, and lets new workers on a new database empty it twice: the second time it holds the second
// beacons of page views that are stored already. On the clock are the workers, from the start of their processes. The rows
// are copied to where they cost least afterwards, for the floor, if that is asked for.
func (b Fleet) empty(ctx context.Context, server *redisServer, host *postgresServer, workers int, floor *copied) (e emptied, err error) {
	keys := make([]string, len(b.Projects))
	for i, p := range b.Projects {
		keys[i] = p.Key
	}
	first, later, err := waves(takeVisits(keys, b.Views))
	if err != nil {
		return e, err
	}
	e.late = len(later)
	url, drop, err := host.newDatabase(ctx)
	if err != nil {
		return e, err
	}
	defer func() {
		err = errors.Join(err, drop(context.WithoutCancel(ctx)), server.flush(context.WithoutCancel(ctx)))
	}()
	facts, err := b.OpenStore(ctx, url)
	if err != nil {
		return e, err
	}
	defer func() { err = errors.Join(err, facts.Close()) }()
	log, err := b.OpenLog(ctx)
	if err != nil {
		return e, err
	}
	defer func() { err = errors.Join(err, log.Close()) }()
	began, err := databaseUse(ctx, url)
	if err != nil {
		return e, err
	}
	for _, wave := range [][]queue.Record{first, later} {
		if err := appendAll(ctx, log, wave); err != nil {
			return e, err
		}
		for _, record := range wave {
			e.events += record.Events
		}
		e.beacons += len(wave)
		if err := b.emptyOnce(ctx, &e, server, host, workers, url, func(ctx context.Context) (bool, error) { return nothingLeft(ctx, log, facts) }); err != nil {
			return e, err
		}
	}
	ended, err := databaseUse(ctx, url)
	if err != nil {
		return e, err
	}
	e.journal, e.disk = ended.journal-began.journal, ended.disk-began.disk
	rows, err := readRows(ctx, url)
	if e.rows = rows.count; err == nil && e.rows != b.Views {
		err = fmt.Errorf("%d page views became %d rows", b.Views, e.rows)
	}
	if err == nil && floor != nil {
		*floor, err = rows.copyBare(ctx, url, host)
	}
	return e, err
}

// emptyOnce runs workers until nothing is left, and adds what that took.
func (b Fleet) emptyOnce(ctx context.Context, e *emptied, server *redisServer, host *postgresServer, workers int, url string, empty func(context.Context) (bool, error)) error {
	redisBefore, databaseBefore, began := server.use(ctx), host.processorTime(), time.Now()
	processes := make([]*child, workers)
	failures := make([]error, workers)
	var all sync.WaitGroup
	for i := range processes {
		all.Go(func() { processes[i], failures[i] = b.serve(ctx, "worker", "worker-"+strconv.Itoa(i), "--store", url) })
	}
	all.Wait()
	err := errors.Join(failures...)
	for done := false; err == nil && !done; {
		if done, err = empty(ctx); err == nil && !done {
			err = rest(ctx, 50*time.Millisecond)
		}
	}
	e.clock += time.Since(began)
	use := server.use(ctx).since(redisBefore)
	e.redis += use.processor
	e.fromRedis += use.netOut
	e.database += host.processorTime() - databaseBefore
	for _, process := range processes {
		if process != nil {
			e.workers += processorTimeOf(process.command.Process.Pid)
			err = errors.Join(err, process.stop())
		}
	}
	return err
}

// waves are the records of the visits: those that come first, and for as many visits as lateShare asks for the second one,
// which comes when the first is stored.
func waves(visits []visit) (first, later []queue.Record, err error) {
	for i, v := range visits {
		encoded, err := queue.Encode(v...)
		if err != nil {
			return nil, nil, err
		}
		if len(encoded) > 1 && float64(len(later)) < lateShare*float64(i+1) {
			later, encoded = append(later, encoded[1:]...), encoded[:1]
		}
		first = append(first, encoded...)
	}
	return first, later, nil
}

func appendAll(ctx context.Context, log queue.Appender, records []queue.Record) error {
	for from := 0; from < len(records); from += appended {
		if err := log.Append(ctx, records[from:min(from+appended, len(records))]); err != nil {
			return err
		}
	}
	return nil
}

// nothingLeft reports whether the store stands at the end of every partition.
func nothingLeft(ctx context.Context, log queue.Log, facts Filled) (bool, error) {
	var at rum.Positions
	for partition := range log.Partitions() {
		position, err := facts.Position(ctx, partition)
		if err != nil {
			return false, err
		}
		at = append(at, position)
	}
	backlog, err := log.Backlog(ctx, at)
	return backlog.Entries == 0, err
}
