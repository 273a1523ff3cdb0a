package postgres

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
)

// replicas answer questions in turn, each as long as it is not further behind the primary than is allowed. How far that is
// is looked at all the time; a replica that has not been seen level with the primary lately is behind.
type replicas struct {
	options Options
	primary *pgxpool.Pool // one connection, for looking
	all     []*replica
	turn    atomic.Uint64
	marks   marks   // used by look alone, as is
	history history // which the marks are places in
	stop    context.CancelFunc
	done    sync.WaitGroup
}

// lookPatience is how long a server may take to say where it stands.
const lookPatience = 2 * time.Second

// openReplicas looks once and then until it is closed. A replica that is away is no reason not to start.
func openReplicas(ctx context.Context, primary string, options Options) (*replicas, error) {
	r := &replicas{options: options, stop: func() {}}
	if len(options.Replicas) == 0 {
		return r, nil
	}
	config, err := parse(primary, "paceline-lag")
	if err != nil {
		return nil, err
	}
	config.MaxConns = 1
	if r.primary, err = pgxpool.NewWithConfig(ctx, config); err != nil {
		return nil, err
	}
	for _, url := range options.Replicas {
		one, err := options.openReplica(ctx, url)
		if err != nil {
			r.close()
			return nil, fmt.Errorf("replica: %w", err)
		}
		r.all = append(r.all, one)
	}
	r.look(ctx)
	watching, stop := context.WithCancel(context.WithoutCancel(ctx))
	r.stop = stop
	r.done.Go(func() { r.watch(watching) })
	return r, nil
}

func (r *replicas) close() {
	r.stop()
	r.done.Wait()
	for _, one := range r.all {
		one.close()
	}
	if r.primary != nil {
		r.primary.Close()
	}
}

// pick is the next replica that may answer, or nil.
func (r *replicas) pick() *replica {
	now, n := time.Now(), uint64(len(r.all))
	if n == 0 {
		return nil
	}
	first := r.turn.Add(1)
	for i := range n {
		if one := r.all[(first+i)%n]; one.why(now, r.options.MaxLag) == nil {
			return one
		}
	}
	return nil
}

// watch looks four times within the lag that is allowed, and at least once a second.
func (r *replicas) watch(ctx context.Context) {
	again := time.NewTicker(min(time.Second, r.options.MaxLag/4))
	defer again.Stop()
	for {
		select {
		case <-again.C:
			r.look(ctx)
		case <-ctx.Done():
			return
		}
	}
}

// look asks all servers where they stand: the primary first, so that a replica that stands where it stood then has all that
// was committed before it was asked.
func (r *replicas) look(ctx context.Context) {
	asked := time.Now()
	known, err := r.lookAtPrimary(ctx, asked)
	if err != nil { // then the lag of all grows until somebody knows better
		r.options.Log.Debug("PostgreSQL does not say where its write-ahead log stands", "error", err)
	}
	var looking sync.WaitGroup
	for _, one := range r.all {
		looking.Go(func() {
			before := one.why(time.Now(), r.options.MaxLag)
			asOf, fault := r.lookAt(ctx, one, known)
			if ctx.Err() != nil {
				return
			}
			one.found(asOf, fault)
			r.tell(one, before)
		})
	}
	looking.Wait()
}

// lookAtPrimary notes where the primary stands, and reports whether the marks are places of a history that is known.
func (r *replicas) lookAtPrimary(ctx context.Context, asked time.Time) (known bool, err error) {
	ctx, cancel := context.WithTimeout(ctx, lookPatience)
	defer cancel()
	var h history
	var place int64
	if err := r.primary.QueryRow(ctx, statement("PlaceOfPrimary")).Scan(&h.system, &h.timeline, &place); err != nil {
		return r.history != history{}, err
	}
	if h != r.history { // after a failover what came behind the fork is at places that the former primary had, too
		r.history, r.marks = h, nil
	}
	r.marks.add(asked, place)
	return true, nil
}

// lookAt tells until when the replica has everything. It may follow any history while the primary's is not known.
func (r *replicas) lookAt(ctx context.Context, one *replica, historyKnown bool) (asOf time.Time, fault error) {
	ctx, cancel := context.WithTimeout(ctx, lookPatience)
	defer cancel()
	var h history
	var place int64
	var standby bool
	err := one.place.QueryRow(ctx, statement("PlaceOfReplica")).Scan(&h.system, &h.timeline, &standby, &place)
	asOf, known := r.marks.reached(place)
	switch {
	case err != nil:
		return time.Time{}, fmt.Errorf("%w: %w", errLost, err)
	case !standby:
		return time.Time{}, errors.New("it is no standby, but a server of its own")
	case historyKnown && h.system != r.history.system:
		return time.Time{}, errors.New("it is a standby of another server than --store names")
	case historyKnown && h.timeline != r.history.timeline:
		return time.Time{}, fmt.Errorf("it is on timeline %d, and the primary on %d: one of them has not followed a failover", h.timeline, r.history.timeline)
	case !known:
		return asOf, errors.New("not level yet with where the primary stood when it was first asked")
	}
	return asOf, nil
}

// tell logs when a replica begins or ceases to answer questions.
func (r *replicas) tell(one *replica, before error) {
	now := one.why(time.Now(), r.options.MaxLag)
	switch {
	case now == nil && before != nil:
		r.options.Log.Info("the replica answers questions", "replica", one.name)
	case now != nil && before == nil:
		r.options.Log.Warn("the replica answers no questions; another or the primary does", "replica", one.name, "reason", now)
	}
}

// Replicas tells the state of the replicas.
func (d *DB) Replicas() (all []Replica) {
	now := time.Now()
	for _, one := range d.replicas.all {
		all = append(all, one.state(now, d.options.MaxLag))
	}
	return all
}

// CheckReplicas names the replicas that answer no questions, and says why.
func (d *DB) CheckReplicas(context.Context) error {
	var errs []error
	for _, one := range d.Replicas() {
		if one.Fault != nil {
			errs = append(errs, fmt.Errorf("%s: %w", one.Name, one.Fault))
		}
	}
	return errors.Join(errs...)
}

// reading asks a question of a replica, and once more of the primary when the replica fails: it may be gone, or have
// cancelled the question because what it replayed stood in its way. A question that ran into its time limit would run into it
// again.
func (d *DB) reading(ctx context.Context, question func(context.Context, *pgxpool.Pool) error) error {
	one := d.replicas.pick()
	if one == nil {
		return question(ctx, d.reads)
	}
	begun := time.Now()
	err := one.ask(ctx, question)
	if err == nil || ctx.Err() != nil || cancelled(err) && time.Since(begun) >= d.options.Question {
		return err
	}
	d.options.Log.Info("the replica failed at a question; the primary is asked", "replica", one.name, "error", err)
	return question(ctx, d.reads)
}

// cancelled reports a statement that ran into its time limit, or that an operator has ended: the code is the same, and the
// message in the server's language.
func cancelled(err error) bool {
	var refused *pgconn.PgError
	return errors.As(err, &refused) && refused.Code == queryCanceled
}
