package app

import "github.com/prometheus/client_golang/prometheus"

// faults counts what the backends mended by themselves since the start, and somebody should look at.
func faults(b *backends) []prometheus.Collector {
	counter := func(name, help string, labels prometheus.Labels, value func() float64) prometheus.Collector {
		return prometheus.NewCounterFunc(prometheus.CounterOpts{Name: name, Help: help, ConstLabels: labels}, value)
	}
	const quarantined, help = "paceline_quarantined_files_total", "Files that could not be read and were set aside."
	return []prometheus.Collector{
		counter(quarantined, help, prometheus.Labels{"part": "log"}, func() float64 { return float64(b.log.Quarantined()) }),
		counter(quarantined, help, prometheus.Labels{"part": "store"}, func() float64 { return float64(b.store.Stats().Quarantined) }),
		counter("paceline_store_reopened_total", "Times the store was opened again after its database was invalidated.", nil,
			func() float64 { return float64(b.store.Stats().Reopened) }),
		counter("paceline_store_checkpoint_failures_total", "Checkpoints of the store that failed; the next one is tried as planned.", nil,
			func() float64 { return float64(b.store.Stats().CheckpointFailures) }),
	}
}
