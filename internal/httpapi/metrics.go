package httpapi

import (
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"paceline/internal/tracing"
)

// Metrics counts and traces the requests of one service.
type Metrics struct {
	service  string
	tracer   *tracing.Tracer
	requests *prometheus.CounterVec
	duration *prometheus.HistogramVec
}

// NewMetrics registers a service's request metrics. Services in one process share a registry: each has its own value
// of the label "service". It panics when the service is registered already.
func NewMetrics(registry prometheus.Registerer, service string) *Metrics {
	labels := prometheus.Labels{"service": service}
	m := &Metrics{
		service: service,
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "paceline_http_requests_total", ConstLabels: labels,
			Help: "Answers, by route pattern and status.",
		}, []string{"route", "status"}),
		duration: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "paceline_http_request_duration_seconds", ConstLabels: labels,
			Help:    "Time from the request's header to the end of its answer, by route pattern.",
			Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10},
		}, []string{"route"}),
	}
	registry.MustRegister(m.requests, m.duration)
	return m
}

// Trace has the tracer trace requests, too; a nil one traces none.
func (m *Metrics) Trace(tracer *tracing.Tracer) *Metrics {
	m.tracer = tracer
	return m
}

func (m *Metrics) observe(route string, status int, took time.Duration) {
	if m == nil {
		return
	}
	m.requests.WithLabelValues(route, strconv.Itoa(status)).Inc()
	m.duration.WithLabelValues(route).Observe(took.Seconds())
}
