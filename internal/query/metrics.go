package query

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"paceline/internal/cache"
	"paceline/internal/limit"
)

type metrics struct {
	reads  map[cache.Outcome]prometheus.Counter
	store  *prometheus.HistogramVec
	limits *limit.Metrics
}

func newMetrics(registry prometheus.Registerer) *metrics {
	reads := prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "paceline_query_cache_reads_total", Help: "Cacheable questions, by whether the cache had the answer, or was bypassed because it could not be reached.",
	}, []string{"result"})
	m := &metrics{
		limits: limit.NewMetrics(registry, "query"),
		reads:  map[cache.Outcome]prometheus.Counter{},
		store: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name:    "paceline_query_store_duration_seconds",
			Help:    "Time the store took for a question, by operation.",
			Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10},
		}, []string{"operation"}),
	}
	for _, outcome := range []cache.Outcome{cache.Hit, cache.Miss, cache.Bypassed} {
		m.reads[outcome] = reads.WithLabelValues(string(outcome))
	}
	registry.MustRegister(reads, m.store)
	return m
}

func (m *metrics) cacheRead(outcome cache.Outcome) { m.reads[outcome].Inc() }

func (m *metrics) asked(operation string, took time.Duration) {
	m.store.WithLabelValues(operation).Observe(took.Seconds())
}
