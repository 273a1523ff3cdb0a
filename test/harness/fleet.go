package harness

import (
	"context"
	"errors"
	"net/http"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"syscall"
)

// Fleet is a scaled-out deployment: each service in processes of its own, ingest and query behind balancers. What it is
// asked by Server's methods goes through those.
type Fleet struct {
	*Server // the way in; no process
	Ingests []*Server
	Workers []*Server
	Queries []*Server

	options         Options
	ingest, queries *Balancer
	dirs            int
}

// FleetOptions say what is run. The servers that the processes share are named in Env: PACELINE_QUEUE, PACELINE_STORE,
// PACELINE_CONTROL.
type FleetOptions struct {
	Options                   // Data is a directory for the directories of the processes
	Ingests, Workers, Queries int
}

// StartFleet starts all processes at once and returns when every one is ready.
func StartFleet(ctx context.Context, o FleetOptions) (f *Fleet, err error) {
	o.Env = append([]string{"PACELINE_SECRET_FILE=" + filepath.Join(o.Data, "secret")}, o.Env...)
	f = &Fleet{options: o.Options, Ingests: make([]*Server, o.Ingests), Workers: make([]*Server, o.Workers), Queries: make([]*Server, o.Queries)}
	var mu sync.Mutex
	var all sync.WaitGroup
	var failed []error
	for _, service := range []struct {
		target    string
		instances []*Server
	}{{"ingest", f.Ingests}, {"worker", f.Workers}, {"query", f.Queries}} {
		for i := range service.instances {
			all.Go(func() {
				mu.Lock()
				run := f.next(service.target)
				mu.Unlock()
				s, err := Start(ctx, run)
				mu.Lock()
				defer mu.Unlock()
				service.instances[i], failed = s, append(failed, err)
			})
		}
	}
	all.Wait()
	f.ingest, err = NewBalancer(ingestsOf(f.Ingests)...)
	failed = append(failed, err)
	f.queries, err = NewBalancer(queriesOf(f.Queries)...)
	if err = errors.Join(append(failed, err)...); err != nil {
		f.Kill()
		return nil, err
	}
	f.Server = &Server{Options: o.Options, Ingest: f.ingest.URL, Query: f.queries.URL, client: newClient(), fleet: f}
	return f, nil
}

// next says how the next process of a target is run. The caller holds off others.
func (f *Fleet) next(target string) Options {
	o := f.options
	f.dirs++
	o.Data = filepath.Join(o.Data, target+"-"+strconv.Itoa(f.dirs))
	o.Flags = append([]string{"--target", target}, o.Flags...)
	return o
}

// knows reports whether every process does that is asked by a project or its key. Ingest counts the question against the
// key's rate.
func (f *Fleet) knows(ctx context.Context, project, apiKey string) error {
	for _, query := range f.Queries {
		if _, err := query.Ledger(ctx, project); err != nil {
			return err
		}
	}
	for _, ingest := range f.Ingests {
		answer, err := ingest.Post(ctx, apiKey, []byte("no beacon"))
		if err != nil {
			return err
		}
		if answer.Status == http.StatusUnauthorized {
			return errors.New("an ingest does not know the key yet")
		}
	}
	return nil
}

// Stop ends a process in order. As from a balancer that asks for health, it gets no requests any more once it has said that
// it is not ready. For that to be before it refuses them, its --stop-delay must be longer than asking takes.
func (f *Fleet) Stop(ctx context.Context, s *Server) error {
	if err := s.Signal(syscall.SIGTERM); err != nil {
		return err
	}
	if err := Eventually(ctx, "a process that ends is not ready", func() error { return s.notReady(ctx) }); err != nil {
		return err
	}
	f.balance(s)
	return s.Ended()
}

// balance spreads requests over all processes but one, which may be nil.
func (f *Fleet) balance(without *Server) {
	left := func(instances []*Server) []*Server {
		return slices.DeleteFunc(slices.Clone(instances), func(s *Server) bool { return s == without })
	}
	f.ingest.Set(ingestsOf(left(f.Ingests))...)
	f.queries.Set(queriesOf(left(f.Queries))...)
}

// Again starts a process anew in place of one that has ended: on its directory, with a new address.
func (f *Fleet) Again(ctx context.Context, instances []*Server, i int) error {
	s, err := Start(ctx, instances[i].Options)
	if err != nil {
		return err
	}
	instances[i] = s
	f.balance(nil)
	return nil
}

// Kill ends every process as a crash would, and the balancers.
func (f *Fleet) Kill() {
	for _, instances := range [][]*Server{f.Ingests, f.Workers, f.Queries} {
		for _, s := range instances {
			if s != nil && s.command.Process != nil {
				s.Kill()
			}
		}
	}
	for _, b := range []*Balancer{f.ingest, f.queries} {
		if b != nil {
			b.Close()
		}
	}
	if f.Server != nil {
		f.client.CloseIdleConnections()
	}
}

// Logs is what every process has logged.
func (f *Fleet) Logs() (text string) {
	for _, instances := range [][]*Server{f.Ingests, f.Workers, f.Queries} {
		for _, s := range instances {
			text += "== " + filepath.Base(s.Data) + "\n" + s.Log()
		}
	}
	return text
}

func ingestsOf(instances []*Server) (urls []string) {
	for _, s := range instances {
		if s != nil {
			urls = append(urls, s.Ingest)
		}
	}
	return urls
}

func queriesOf(instances []*Server) (urls []string) {
	for _, s := range instances {
		if s != nil {
			urls = append(urls, s.Query)
		}
	}
	return urls
}
