package app

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	adminport "paceline/internal/admin"
	"paceline/internal/store/postgres"
)

// probe asks one thing that the process depends on whether it works.
type probe struct {
	name  string
	check func(context.Context) error
	// degrades: without it the process does less and is ready all the same, so that no load balancer takes away what still
	// works.
	degrades bool
}

// probePatience is how long a dependency may take to answer.
const probePatience = 2 * time.Second

// found is what a probe found out.
type found struct {
	probe
	err  error
	took time.Duration
}

// probes asks all at once, and waits for no one longer than its patience: a client of a server that is gone need not heed
// its context.
type probes []probe

func (all probes) ask(ctx context.Context) []found {
	ctx, cancel := context.WithTimeout(ctx, probePatience)
	defer cancel()
	answers := make([]found, len(all))
	var asking sync.WaitGroup
	for i, p := range all {
		asking.Go(func() { answers[i] = p.ask(ctx) })
	}
	asking.Wait()
	return answers
}

func (p probe) ask(ctx context.Context) found {
	began := time.Now()
	answer := make(chan error, 1)
	go func() { answer <- p.check(ctx) }()
	select {
	case err := <-answer:
		return found{p, err, time.Since(began)}
	case <-ctx.Done():
		return found{p, fmt.Errorf("no answer within %s", probePatience), time.Since(began)}
	}
}

// probes ask whether what is open works. Query needs the log for the ledger alone; the primary answers for replicas; and
// while the control plane is away, its last snapshot serves for an hour; the cache is bypassed, and rate limits are each
// process's own.
func (b *backends) probes(running targets) (all probes) {
	if b.log != nil {
		all = append(all, probe{"log", b.log.Check, !running.has(ingestTarget) && !running.has(workerTarget)})
	}
	if b.store != nil {
		all = append(all, probe{"store", b.store.Check, false})
		if server, ok := b.store.(*postgres.DB); ok && len(server.Replicas()) > 0 {
			all = append(all, probe{"replicas", server.CheckReplicas, true})
		}
	}
	if b.control != nil {
		all = append(all, probe{"control", b.checkControl, true})
	}
	if b.cache != nil {
		all = append(all, probe{"cache", b.cache.Check, true})
	}
	if b.limits != nil {
		all = append(all, probe{"limits", b.limits.Check, true})
	}
	if b.keyring != nil && running.has(ingestTarget) {
		all = append(all, probe{"keys", b.checkKeys, false})
	}
	return all
}

func (b *backends) checkControl(ctx context.Context) error {
	_, err := b.control.Version(ctx)
	return err
}

func (b *backends) checkKeys(context.Context) error {
	if _, err := b.keyring.Lookup(""); errors.Is(err, adminport.ErrStale) {
		return err
	}
	return nil
}

// dependencies shows what the probes find whenever metrics are asked for.
type dependencies struct {
	ask      func(context.Context) []found
	up, took *prometheus.Desc
}

func newDependencies(ask func(context.Context) []found) *dependencies {
	return &dependencies{
		ask:  ask,
		up:   prometheus.NewDesc("paceline_dependency_up", "1 when a part that this process depends on answers a real probe, else 0. /ready says why.", []string{"dependency"}, nil),
		took: prometheus.NewDesc("paceline_dependency_probe_seconds", "How long that probe took.", []string{"dependency"}, nil),
	}
}

// Describe implements prometheus.Collector.
func (d *dependencies) Describe(out chan<- *prometheus.Desc) { out <- d.up; out <- d.took }

// Collect implements prometheus.Collector.
func (d *dependencies) Collect(out chan<- prometheus.Metric) {
	for _, f := range d.ask(context.Background()) {
		up := 1.0
		if f.err != nil {
			up = 0
		}
		out <- prometheus.MustNewConstMetric(d.up, prometheus.GaugeValue, up, f.name)
		out <- prometheus.MustNewConstMetric(d.took, prometheus.GaugeValue, f.took.Seconds(), f.name)
	}
}
