package query

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

type metrics struct {
	hits, misses prometheus.Counter
	store        *prometheus.HistogramVec
}

func newMetrics(registry prometheus.Registerer) *metrics {
	reads := prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "paceline_query_cache_reads_total", Help: "Cacheable questions, by whether the cache had the answer.",
	}, []string{"result"})
	m := &metrics{
		hits:   reads.WithLabelValues("hit"),
		misses: reads.WithLabelValues("miss"),
		store: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name:    "paceline_query_store_duration_seconds",
			Help:    "Time the store took for a question, by operation.",
			Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10},
		}, []string{"operation"}),
	}
	registry.MustRegister(reads, m.store)
	return m
}

func (m *metrics) cacheRead(hit bool) {
	if hit {
		m.hits.Inc()
		return
	}
	m.misses.Inc()
}

func (m *metrics) asked(operation string, took time.Duration) {
	m.store.WithLabelValues(operation).Observe(took.Seconds())
}
