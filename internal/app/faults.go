package app

import "github.com/prometheus/client_golang/prometheus"

// faults counts what the backends mended by themselves since the start, and somebody should look at.
func faults(b *backends) []prometheus.Collector {
	counter := func(name, help string, labels prometheus.Labels, value func() float64) prometheus.Collector {
		return prometheus.NewCounterFunc(prometheus.CounterOpts{Name: name, Help: help, ConstLabels: labels}, value)
	}
	aside := func(part string, value func() float64) prometheus.Collector {
		return counter("paceline_quarantined_files_total", "Files that could not be read and were set aside.", prometheus.Labels{"part": part}, value)
	}
	return []prometheus.Collector{
		aside("log", func() float64 { return float64(b.log.Quarantined()) }),
		aside("store", func() float64 { return float64(b.store.Stats().Quarantined) }),
		aside("control", func() float64 { return float64(b.control.Quarantined()) }),
		aside("keys", func() float64 { return float64(b.copiesAside) }),
		aside("secret", func() float64 { return float64(b.secretsAside) }),
		counter("paceline_store_reopened_total", "Times the store was opened again after its database was invalidated.", nil,
			func() float64 { return float64(b.store.Stats().Reopened) }),
		counter("paceline_store_checkpoint_failures_total", "Checkpoints of the store that failed; the next one is tried as planned.", nil,
			func() float64 { return float64(b.store.Stats().CheckpointFailures) }),
	}
}
