package app

import (
	"crypto/rand"
	"fmt"
	"maps"
	"os"
	"slices"

	"github.com/prometheus/client_golang/prometheus"

	"paceline/internal/fault"
	"paceline/internal/pulse"
	"paceline/internal/store"
	"paceline/internal/worker"
)

// addWorker wires the worker, what it tells of its commits, and the ledger it answers for.
func (p *process) addWorker(registry prometheus.Registerer) error {
	b := p.backends
	registry.MustRegister(newAccounts(b.store, b.log))
	p.pulses = pulse.NewPublisher(b.bus, registry, p.logs.of(workerTarget))
	var log worker.Log = b.log
	if p.beacons != nil {
		log = yieldingLog{b.log, p.beacons.Pressed}
	}
	c := worker.Config{
		Log: log, Store: b.store, MarkerDir: p.config.data, Keep: p.config.LogKeep, Logger: p.logs.of(workerTarget), Now: fault.Now,
		Metrics: worker.NewMetrics(registry), Committed: p.committed, Tracer: p.telemetry.Tracer(),
	}
	if leases, ok := b.store.(store.Leases); ok && p.config.queue.shared() {
		c.Leases, c.Name = leases, workerName()
	}
	p.services = append(p.services, p.pulses, worker.New(c))
	if kept, ok := b.store.(service); ok {
		p.services = append(p.services, kept)
	}
	return nil
}

// workerName is this process's among all that run or ever ran: what one before it has left behind is not its own.
func workerName() string {
	host, _ := os.Hostname()
	return fmt.Sprintf("%s-%d-%s", host, os.Getpid(), rand.Text())
}

// committed tells the query APIs of this process, and live servers everywhere, of a commit.
func (p *process) committed(commit worker.Commit) {
	for _, q := range p.queries {
		q.Changed(slices.Collect(maps.Keys(commit.Tallies))...)
	}
	events := make(map[string]int64, len(commit.Tallies))
	for project, tally := range commit.Tallies {
		events[project] = tally.Processed
	}
	p.pulses.Committed(pulse.Commit{At: fault.Now().UnixMilli(), Events: events, Views: commit.Views, Errors: commit.Errors})
}
