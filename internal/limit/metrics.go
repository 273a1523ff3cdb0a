package limit

import "github.com/prometheus/client_golang/prometheus"

// Metrics counts the decisions about one service's requests.
type Metrics struct{ by map[Source]prometheus.Counter }

// NewMetrics registers a service's count. Services in one process share a registry: each has its own value of the label
// "service". It panics when the service is registered already.
func NewMetrics(registry prometheus.Registerer, service string) *Metrics {
	decisions := prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "paceline_limit_decisions_total", ConstLabels: prometheus.Labels{"service": service},
		Help: "Requests held against a rate limit, by what they were taken from: own, the process has its limits for itself; shared, those of all instances; fallback, its own because the shared ones were away or slow.",
	}, []string{"by"})
	m := &Metrics{map[Source]prometheus.Counter{}}
	for _, source := range []Source{Own, Shared, Fallback} {
		m.by[source] = decisions.WithLabelValues(source.String())
	}
	registry.MustRegister(decisions)
	return m
}

// Count counts a decision.
func (m *Metrics) Count(d Decision) { m.by[d.Source].Inc() }
