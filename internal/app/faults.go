package app

import (
	"github.com/prometheus/client_golang/prometheus"

	admin "paceline/internal/admin/sqlite"
	logserver "paceline/internal/queue/redis"
	logfile "paceline/internal/queue/sqlite"
	"paceline/internal/store/duckdb"
	"paceline/internal/store/postgres"
)

// faults counts what the backends mended by themselves since the start, and somebody should look at.
func faults(b *backends) []prometheus.Collector {
	counter := func(name, help string, labels prometheus.Labels, value func() float64) prometheus.Collector {
		return prometheus.NewCounterFunc(prometheus.CounterOpts{Name: name, Help: help, ConstLabels: labels}, value)
	}
	aside := func(part string, value func() float64) prometheus.Collector {
		return counter("paceline_quarantined_files_total", "Files that could not be read and were set aside.", prometheus.Labels{"part": part}, value)
	}
	all := []prometheus.Collector{
		aside("keys", func() float64 { return float64(b.copiesAside) }),
		aside("secret", func() float64 { return float64(b.secretsAside) }),
	}
	if file, ok := b.log.(*logfile.Log); ok {
		all = append(all, aside("log", func() float64 { return float64(file.Quarantined()) }))
	}
	if server, ok := b.log.(*logserver.Log); ok {
		all = append(all, prometheus.NewGaugeFunc(prometheus.GaugeOpts{
			Name: "paceline_queue_doubts", Help: "Settings of the log's Redis that keep a 202 from meaning: on disk. The log names them.",
		}, func() float64 { return float64(len(server.Doubts())) }))
	}
	if file, ok := b.control.(*admin.Store); ok {
		all = append(all, aside("control", func() float64 { return float64(file.Quarantined()) }))
	}
	if file, ok := b.store.(*duckdb.DB); ok {
		all = append(all,
			aside("store", func() float64 { return float64(file.Stats().Quarantined) }),
			counter("paceline_store_reopened_total", "Times the store was opened again after its database was invalidated.", nil,
				func() float64 { return float64(file.Stats().Reopened) }),
			counter("paceline_store_checkpoint_failures_total", "Checkpoints of the store that failed; the next one is tried as planned.", nil,
				func() float64 { return float64(file.Stats().CheckpointFailures) }))
	}
	if server, ok := b.store.(*postgres.DB); ok {
		all = append(all, newConnections(server.Pools), newReplicaCollector(server.Replicas))
	}
	return all
}
