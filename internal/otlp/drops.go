package otlp

import (
	"context"
	"log/slog"
	"sync/atomic"

	"github.com/prometheus/client_golang/prometheus"
)

// drops counts what was not sent.
type drops struct{ *prometheus.CounterVec }

func newDrops() *drops {
	return &drops{prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "paceline_otlp_dropped_total",
		Help: "Spans (signal traces) and log lines (logs) that the collector did not get: \"full\" because too many waited for it, \"unsent\" because it did not take them.",
	}, []string{"signal", "reason"})}
}

// Collector is for a registry; nil when nothing is sent.
func (t *Telemetry) Collector() prometheus.Collector {
	if t == nil {
		return nil
	}
	return t.drops
}

// dropped is what of one signal was not sent.
type dropped struct {
	signal       string
	full, unsent prometheus.Counter
	failing      atomic.Bool
	log          *slog.Logger
}

func (d *drops) of(signal string, log *slog.Logger) *dropped {
	return &dropped{signal: signal, full: d.WithLabelValues(signal, "full"), unsent: d.WithLabelValues(signal, "unsent"), log: log}
}

// report writes a line when sending begins to fail and one when it works again.
func (d *dropped) report(ctx context.Context, n int, err error) {
	switch {
	case err != nil:
		d.unsent.Add(float64(n))
		if !d.failing.Swap(true) {
			d.log.WarnContext(ctx, "the OpenTelemetry collector does not take what is sent; it is dropped and counted", "signal", d.signal, "error", err)
		}
	case d.failing.Swap(false):
		d.log.InfoContext(ctx, "the OpenTelemetry collector takes what is sent again", "signal", d.signal)
	}
}
