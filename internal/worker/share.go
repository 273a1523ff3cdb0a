package worker

import (
	"context"
	"errors"
	"maps"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"
)

const (
	// leaseLife is how long the others wait for a worker that is not heard of. It bounds how long the partitions of a
	// dead one stand still.
	leaseLife = 6 * time.Second
	// leaseRenewal leaves a worker two more tries before its time is over.
	leaseRenewal = leaseLife / 3
	// leaseRelease bounds the good-bye of a worker that ends: without it the others wait for leaseLife.
	leaseRelease = 2 * time.Second
)

// share works on the partitions that the leases give this worker, until ctx ends.
func (w *Worker) share(ctx context.Context) error {
	group, running := errgroup.WithContext(ctx)
	work := tenancies{Worker: w, group: group, all: map[int]tenancy{}}
	group.Go(func() error { return w.renew(running, &work) })
	err := group.Wait()
	leaving, cancel := context.WithTimeout(context.WithoutCancel(ctx), leaseRelease)
	defer cancel()
	if failed := w.Leases.Release(leaving, w.Name); failed != nil {
		w.Logger.Warn("the worker's partitions could not be given up; others take them over a few seconds later", "error", failed)
	}
	return err
}

// renew asks for the leases again and again and follows what they say. When the store has not answered for so long that
// others may have the partitions, it stops working on them: its commits would be rejected.
func (w *Worker) renew(ctx context.Context, work *tenancies) error {
	until := time.Now().Add(leaseLife)
	for {
		asked := time.Now()
		held, err := w.hold(ctx)
		switch {
		case err == nil:
			until = asked.Add(leaseLife)
			work.follow(ctx, held)
		case ctx.Err() != nil:
			return ctx.Err()
		default:
			w.Logger.Warn("the leases of the log's partitions could not be renewed", "error", err)
			if time.Now().After(until) {
				work.follow(ctx, nil)
			}
		}
		if err := pause(ctx, leaseRenewal); err != nil {
			return err
		}
	}
}

func (w *Worker) hold(ctx context.Context) ([]int, error) {
	ctx, cancel := context.WithTimeout(ctx, leaseRenewal)
	defer cancel()
	return w.Leases.Hold(ctx, w.Name, w.Log.Partitions(), leaseLife)
}

// tenancies are the partitions that are worked on.
type tenancies struct {
	*Worker
	group *errgroup.Group
	all   map[int]tenancy
}

// tenancy is the work on one partition.
type tenancy struct {
	stop  context.CancelFunc
	ended chan struct{}
}

// follow stops the work on partitions that are no longer held, and begins it on those that are new. It waits for what it
// stops: a batch in flight is finished or undone.
func (t *tenancies) follow(ctx context.Context, held []int) {
	lost := slices.DeleteFunc(slices.Sorted(maps.Keys(t.all)), func(partition int) bool { return slices.Contains(held, partition) })
	for _, partition := range lost {
		t.all[partition].stop()
	}
	for _, partition := range lost {
		<-t.all[partition].ended
		delete(t.all, partition)
		t.Logger.Info("a partition is given up", "partition", partition)
	}
	for _, partition := range held {
		if _, at := t.all[partition]; !at {
			t.begin(ctx, partition)
			t.Logger.Info("a partition is taken", "partition", partition)
		}
	}
	t.Metrics.partitions.Set(float64(len(t.all)))
}

func (t *tenancies) begin(ctx context.Context, partition int) {
	working, stop := context.WithCancel(ctx)
	ended := make(chan struct{})
	t.all[partition] = tenancy{stop: stop, ended: ended}
	t.owned.add(partition)
	t.group.Go(func() error {
		defer close(ended)
		defer t.owned.remove(partition)
		err := t.runPartition(working, partition)
		if ctx.Err() == nil && errors.Is(err, context.Canceled) {
			return nil // given up
		}
		return err
	})
}
