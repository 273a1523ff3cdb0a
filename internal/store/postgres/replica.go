package postgres

import (
	"context"
	"errors"
	"fmt"
	"net"
	"path/filepath"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
)

// replica is a streaming standby that answers questions while it is not too far behind.
type replica struct {
	name  string
	reads *pgxpool.Pool
	place *pgxpool.Pool // one connection, so that the lag is known while questions hold all others

	answered, failed atomic.Int64

	mu    sync.Mutex
	asOf  time.Time // it has everything that was committed until then; zero while that is not known
	fault error     // why it answers no questions, lag aside
	life  context.Context
	end   context.CancelCauseFunc // of what is being asked, when the replica is lost
}

// Replica is the state of a replica.
type Replica struct {
	Name             string        // host:port/database
	Lag              time.Duration // at most so far behind; 0 with a Fault
	Answered, Failed int64         // questions; those that failed were asked once more on the primary
	Fault            error         // why it answers none at the moment; nil while it does
}

// errLost ends what a replica that does not answer any more was asked.
var errLost = errors.New("the replica does not answer")

// connectPatience bounds how long a connection to a replica may take: the primary can answer instead.
const connectPatience = 2 * time.Second

func (o Options) openReplica(ctx context.Context, url string) (*replica, error) {
	config, err := parse(url, "paceline-lag")
	if err != nil {
		return nil, err
	}
	r := &replica{name: nameOf(config.ConnConfig.Config), fault: errors.New("not asked yet")}
	r.life, r.end = context.WithCancelCause(context.Background())
	config.MaxConns, config.ConnConfig.ConnectTimeout = 1, connectPatience
	if r.place, err = pgxpool.NewWithConfig(ctx, config); err != nil {
		return nil, err
	}
	if config, err = o.readConfig(url); err == nil {
		config.ConnConfig.ConnectTimeout = connectPatience
		r.reads, err = pgxpool.NewWithConfig(ctx, config)
	}
	if err != nil {
		r.place.Close()
		return nil, err
	}
	return r, nil
}

// nameOf is what operators know a server by, without what may be secret.
func nameOf(c pgconn.Config) string {
	if filepath.IsAbs(c.Host) {
		return c.Host + ":" + strconv.Itoa(int(c.Port)) + "/" + c.Database
	}
	return net.JoinHostPort(c.Host, strconv.Itoa(int(c.Port))) + "/" + c.Database
}

// found takes what a look at the replica has told.
func (r *replica) found(asOf time.Time, fault error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.asOf, r.fault = asOf, fault
	switch lost := errors.Is(fault, errLost); {
	case lost:
		r.end(errLost)
	case r.life.Err() != nil:
		r.life, r.end = context.WithCancelCause(context.Background())
	}
}

// why is nil when the replica may answer a question now.
func (r *replica) why(now time.Time, most time.Duration) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.fault != nil {
		return r.fault
	}
	if lag := now.Sub(r.asOf); lag > most {
		return fmt.Errorf("%s behind, more than %s", lag.Round(time.Second/10), most)
	}
	return nil
}

func (r *replica) state(now time.Time, most time.Duration) Replica {
	s := Replica{Name: r.name, Answered: r.answered.Load(), Failed: r.failed.Load(), Fault: r.why(now, most)}
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.asOf.IsZero() {
		s.Lag = now.Sub(r.asOf)
	}
	return s
}

// ask asks the replica. What it is asked when it is lost ends at once.
func (r *replica) ask(ctx context.Context, question func(context.Context, *pgxpool.Pool) error) error {
	r.mu.Lock()
	life := r.life
	r.mu.Unlock()
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	defer context.AfterFunc(life, func() { cancel(errLost) })()
	err := question(ctx, r.reads)
	if err != nil {
		r.failed.Add(1)
		return err
	}
	r.answered.Add(1)
	return nil
}

func (r *replica) close() {
	r.end(errLost)
	r.place.Close()
	r.reads.Close()
}
