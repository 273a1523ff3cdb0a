package soak

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"paceline/internal/pgtest"
	"paceline/internal/redistest"
	"paceline/test/harness"
)

// fleets: a scaled-out deployment, whose processes and servers die, freeze and restart one after another under load.
func fleets() Experiment {
	return Experiment{
		Name: "fleet",
		About: "2 ingests, 3 workers, 2 queries, Redis and PostgreSQL: kill -9 or SIGSTOP of a random worker or ingest under load; " +
			"one round in twelve Redis is killed and restarted, one in twelve PostgreSQL, which is away for up to 3 s and once for 60 s",
		Rounds: 240, Series: 24, Small: 4,
		Run: func(ctx context.Context, lab *Lab, rounds int) error {
			f, err := lab.openFleet(ctx)
			if err != nil {
				return err
			}
			defer f.close()
			for round := range rounds {
				if err := f.breakOne(ctx, round, rounds); err != nil {
					return err
				}
				if err := f.lookAtLedgers(ctx); err != nil {
					return err
				}
				lab.Tally.Rounds++
			}
			f.noteStale(ctx)
			return f.Settle(ctx)
		},
	}
}

// fleetStand is a stand whose server is a fleet.
type fleetStand struct {
	*Stand
	fleet    *harness.Fleet
	redis    *redistest.Server
	database *pgtest.Cluster
}

func (lab *Lab) openFleet(ctx context.Context) (f *fleetStand, err error) {
	f = &fleetStand{}
	defer func() {
		if err != nil {
			f.close()
		}
	}()
	if f.database, err = pgtest.Start(pgtest.Options{Fsync: true}); err != nil {
		return f, impossible(err)
	}
	database, _, err := f.database.NewDatabase()
	if err != nil {
		return f, err
	}
	redisDir := filepath.Join(lab.Dir, "redis")
	if err = os.MkdirAll(redisDir, 0o755); err != nil {
		return f, err
	}
	if f.redis, err = redistest.Open(redisDir, redistest.Durable...); err != nil {
		return f, impossible(err)
	}
	f.Stand, err = lab.prepare(ctx, Setup{Env: []string{
		"PACELINE_QUEUE=" + f.redis.URL(), "PACELINE_PUBSUB=" + f.redis.URL(), "PACELINE_QUEUE_PARTITIONS=6",
		"PACELINE_STORE=" + database, "PACELINE_CONTROL=" + database,
	}})
	if err != nil {
		return f, err
	}
	f.fleet, err = harness.StartFleet(ctx, harness.FleetOptions{Options: f.options, Ingests: 2, Workers: 3, Queries: 2})
	if err != nil {
		return f, err
	}
	f.Server = f.fleet.Server
	return f, nil
}

func impossible(err error) error {
	if errors.Is(err, pgtest.ErrMissing) || errors.Is(err, redistest.ErrMissing) {
		return fmt.Errorf("%w: %w", ErrImpossible, err)
	}
	return err
}

func (f *fleetStand) close() {
	if f.Stand != nil {
		f.Close()
	}
	if f.redis != nil {
		f.redis.Kill()
	}
	if f.database != nil {
		_ = f.database.Remove()
	}
}

// breakOne breaks one thing under load, and mends it.
func (f *fleetStand) breakOne(ctx context.Context, round, rounds int) error {
	f.Send(ctx)
	f.wait(ctx, f.between(100*time.Millisecond, time.Second))
	var err error
	switch round % 12 {
	case 4:
		err = f.restartRedis(ctx)
	case 10:
		away := f.between(200*time.Millisecond, 3*time.Second)
		if rounds >= 24 && round == 22 && f.Seed%10 == 0 {
			away = time.Minute
		}
		err = f.restartDatabase(ctx, away)
	default:
		err = f.breakProcess(ctx)
	}
	f.wait(ctx, f.between(100*time.Millisecond, 500*time.Millisecond))
	f.Cut()
	return err
}

func (f *fleetStand) restartRedis(ctx context.Context) error {
	f.Tally.Note("redis restarted", 1)
	for _, p := range f.Projects {
		f.Account.reread(p)
	}
	f.redis.Kill()
	f.wait(ctx, f.between(time.Millisecond, time.Second))
	return f.redis.Resume()
}

func (f *fleetStand) restartDatabase(ctx context.Context, away time.Duration) error {
	f.Tally.Note("postgresql restarted", 1)
	if away == time.Minute {
		f.Tally.Note("postgresql away for 60 s", 1)
	}
	if err := f.database.Kill(); err != nil {
		return err
	}
	f.wait(ctx, away)
	return f.database.Resume()
}

// breakProcess kills a worker or an ingest and starts it again, or freezes one for a while: a worker, one time in three,
// for longer than its leases last.
func (f *fleetStand) breakProcess(ctx context.Context) error {
	instances, name := f.fleet.Workers, "worker"
	if f.Random.IntN(3) == 0 {
		instances, name = f.fleet.Ingests, "ingest"
	}
	i := f.Random.IntN(len(instances))
	if f.Random.IntN(2) == 0 {
		f.Tally.Note("killed: "+name, 1)
		f.noteStaleOf(ctx, instances[i])
		instances[i].Kill()
		f.wait(ctx, f.between(time.Millisecond, 500*time.Millisecond))
		if err := f.fleet.Again(ctx, instances, i); err != nil {
			return err
		}
		f.Tally.ready(instances[i].ReadyIn)
		return nil
	}
	f.Tally.Note("frozen: "+name, 1)
	d := f.between(100*time.Millisecond, 2*time.Second)
	if name == "worker" && f.Random.IntN(3) == 0 {
		d = f.between(7*time.Second, 10*time.Second)
		f.Tally.Note("frozen for longer than a lease", 1)
	}
	if err := instances[i].Signal(syscall.SIGSTOP); err != nil {
		return err
	}
	f.wait(ctx, d)
	return instances[i].Signal(syscall.SIGCONT)
}

// lookAtLedgers waits until the query API answers again: its database may just have come back.
func (f *fleetStand) lookAtLedgers(ctx context.Context) error {
	var found error
	err := harness.Eventually(ctx, "the ledgers can be read", func() error {
		found = f.LookAtLedgers(ctx)
		return found
	})
	return errors.Join(err, found)
}

// noteStale adds up the commits that were refused to stale workers.
func (f *fleetStand) noteStale(ctx context.Context) {
	for _, worker := range f.fleet.Workers {
		f.noteStaleOf(ctx, worker)
	}
}

func (f *fleetStand) noteStaleOf(ctx context.Context, s *harness.Server) {
	stale, err := s.Metric(ctx, "paceline_worker_stale_commits_total")
	if err == nil && stale > 0 {
		f.Tally.Note("stale commits refused", int(stale))
	}
}
