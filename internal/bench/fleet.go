package bench

import (
	"context"
	"errors"
	"path/filepath"
	"strconv"
	"time"

	"paceline/internal/queue"
)

// Fleet measures the scaled-out deployment, with processes of its own on a Redis and a PostgreSQL that are there: how
// many beacons an ingest takes beside bare pipelined XADDs of the same bytes, and how fast one and more workers empty the
// log beside a bare COPY of the same rows. What scales is not the rate of a machine that all of them share but the
// processor time that a beacon takes of each, so that is told, too.
type Fleet struct {
	Program    string // the paceline to start
	Control    string // path of the control plane that holds the projects
	Projects   []Project
	Dir        string
	Queue      string // URL of a Redis database that is empty, and is again afterwards
	Store      string // URL of any database of a PostgreSQL, as a role that may create others
	OpenLog    func(ctx context.Context) (queue.Log, error)
	OpenStore  func(ctx context.Context, url string) (Filled, error)
	Partitions int
	Clients    int           // connections, each with one beacon in flight
	Duration   time.Duration // of all turns of accepting together
	Views      int           // page views of each turn of draining
	Workers    int           // most processes that drain
	Turns      int
	Progress   Progress
}

// Run accepts, and then drains.
func (b Fleet) Run(ctx context.Context) (report Report, err error) {
	redis, err := dialRedis(ctx, b.Queue)
	if err != nil {
		return report, err
	}
	defer func() { err = errors.Join(err, redis.close(context.WithoutCancel(ctx))) }()
	database, err := dialPostgres(ctx, b.Store)
	if err != nil {
		return report, err
	}
	defer func() { err = errors.Join(err, database.close(context.WithoutCancel(ctx))) }()
	taken, err := b.accept(ctx, redis)
	if err != nil {
		return report, err
	}
	drains := make([]emptied, b.Workers)
	var bare copied
	for turn := range b.Turns {
		for workers := 1; workers <= b.Workers; workers++ {
			var floor *copied
			if workers == 1 {
				floor = &copied{}
			}
			e, err := b.empty(ctx, redis, database, workers, floor)
			if err != nil {
				return report, err
			}
			drains[workers-1].add(e)
			b.Progress("turn %d of %d, drained by workers, %d of them: %s beacons/s", turn+1, b.Turns, workers, number(perSecond(e.beacons, e.clock)))
			if floor != nil {
				bare.add(*floor)
				b.Progress("turn %d of %d, COPY: %s rows/s", turn+1, b.Turns, number(perSecond(floor.rows, floor.bare.clock)))
			}
		}
	}
	return b.report(redis, database, taken, drains, bare), nil
}

// serve starts a process of one target on a directory of its own.
func (b Fleet) serve(ctx context.Context, target, name string, flags ...string) (*child, error) {
	c, _, err := startChild(ctx, b.Program, filepath.Join(b.Dir, name), append([]string{
		"--target", target, "--queue", b.Queue, "--queue-partitions", strconv.Itoa(b.Partitions),
	}, flags...)...)
	return c, err
}
