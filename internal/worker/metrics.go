package worker

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// Metrics is what a worker counts.
type Metrics struct {
	events     *prometheus.CounterVec
	batches    prometheus.Counter
	seconds    prometheus.Histogram
	retries    prometheus.Counter
	stale      prometheus.Counter
	overflowed prometheus.Counter
	partitions prometheus.Gauge
}

// NewMetrics registers the worker's metrics; with a nil registerer they are counted and not shown.
func NewMetrics(r prometheus.Registerer) *Metrics {
	m := &Metrics{
		events: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "paceline_worker_events_total", Help: "Events taken from the log since the start, by what became of them.",
		}, []string{"outcome"}),
		batches: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "paceline_worker_batches_total", Help: "Batches committed.",
		}),
		seconds: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "paceline_worker_batch_seconds", Help: "Time to group, enrich and commit one batch.",
			Buckets: prometheus.ExponentialBuckets(0.002, 2, 14),
		}),
		retries: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "paceline_worker_retries_total", Help: "Batches that could not be written and are tried again.",
		}),
		stale: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "paceline_worker_stale_commits_total", Help: "Commits rejected because another worker had moved the position.",
		}),
		overflowed: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "paceline_worker_cardinality_overflow_total", Help: "Pages, websites and tag values that went to (other).",
		}),
		partitions: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "paceline_worker_partitions", Help: "Partitions of the log that this worker has.",
		}),
	}
	if r != nil {
		r.MustRegister(m.events, m.batches, m.seconds, m.retries, m.stale, m.overflowed, m.partitions)
	}
	return m
}

func (m *Metrics) committed(b *batch, took time.Duration) {
	m.batches.Inc()
	m.seconds.Observe(took.Seconds())
	m.overflowed.Add(float64(b.overflowed))
	for _, t := range b.tallies {
		m.events.WithLabelValues("merged").Add(float64(t.Merged))
		m.events.WithLabelValues("deduplicated").Add(float64(t.Deduplicated))
		m.events.WithLabelValues("dead-lettered").Add(float64(t.DeadLettered))
		m.events.WithLabelValues("visible").Add(float64(t.Processed - t.Merged - t.Deduplicated - t.DeadLettered))
	}
}
