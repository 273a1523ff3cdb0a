package ingest

import (
	"github.com/prometheus/client_golang/prometheus"

	"paceline/internal/httpapi"
	"paceline/internal/limit"
)

type metrics struct {
	beacons prometheus.Counter
	events  *prometheus.CounterVec
	refused *prometheus.CounterVec
	append  prometheus.Histogram
	limits  *limit.Metrics
}

func newMetrics(registry prometheus.Registerer, inFlight *budget, gate *httpapi.Gate) *metrics {
	m := &metrics{
		limits: limit.NewMetrics(registry, "ingest"),
		beacons: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "paceline_ingest_beacons_total", Help: "Beacons and error reports answered 202.",
		}),
		events: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "paceline_ingest_events_total", Help: "Events of readable beacons, by what became of them.",
		}, []string{"outcome"}),
		refused: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "paceline_ingest_refused_total", Help: "Requests refused as a whole, by reason.",
		}, []string{"reason"}),
		append: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "paceline_ingest_append_duration_seconds", Help: "Time a beacon waits for the synced commit of the log.",
			Buckets: []float64{.0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 10},
		}),
	}
	bytes := prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "paceline_ingest_inflight_bytes", Help: "Bytes of bodies in memory.",
	}, func() float64 { return float64(inFlight.inUse()) })
	inProcess := prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "paceline_ingest_in_process", Help: "Beacons that are decoded or wait for the log.",
	}, func() float64 { inside, _ := gate.Inside(); return float64(inside) })
	inProcessLimit := prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "paceline_ingest_in_process_limit", Help: "Most beacons in process at once; it falls when they stay too long.",
	}, func() float64 { _, limit := gate.Inside(); return float64(limit) })
	registry.MustRegister(m.beacons, m.events, m.refused, m.append, bytes, inProcess, inProcessLimit)
	return m
}
