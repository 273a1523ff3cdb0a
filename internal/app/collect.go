package app

import (
	"context"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"paceline/internal/queue"
	"paceline/internal/rum"
	"paceline/internal/store"
)

// accounts shows the ledger in total, and what waits in the log, whenever metrics are asked for.
type accounts struct {
	reader store.Reader
	log    queue.Inspector

	events     *prometheus.Desc
	difference *prometheus.Desc
	backlog    *prometheus.Desc
	bytes      *prometheus.Desc
	age        *prometheus.Desc
}

func newAccounts(reader store.Reader, log queue.Inspector) *accounts {
	return &accounts{
		reader: reader, log: log,
		events:     prometheus.NewDesc("paceline_ledger_events", "What became of all accepted events: accepted = visible + merged + deduplicated + queued + dead-lettered + deleted.", []string{"term"}, nil),
		difference: prometheus.NewDesc("paceline_ledger_difference", "Accepted events that are on neither side of the ledger; anything but 0 is a fault.", nil, nil),
		backlog:    prometheus.NewDesc("paceline_queue_events", "Events in the log that the store does not have yet.", nil, nil),
		bytes:      prometheus.NewDesc("paceline_queue_bytes", "Size of the log on disk.", nil, nil),
		age:        prometheus.NewDesc("paceline_queue_age_seconds", "Age of the oldest event in the log that the store does not have yet.", nil, nil),
	}
}

// Describe implements prometheus.Collector.
func (a *accounts) Describe(out chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{a.events, a.difference, a.backlog, a.bytes, a.age} {
		out <- d
	}
}

// Collect implements prometheus.Collector.
func (a *accounts) Collect(out chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	ledger, positions, err := a.balance(ctx)
	if err != nil {
		out <- prometheus.NewInvalidMetric(a.difference, err)
		return
	}
	for _, term := range []struct {
		name  string
		value int64
	}{
		{"accepted", ledger.Accepted}, {"visible", ledger.Visible}, {"merged", ledger.Merged},
		{"deduplicated", ledger.Deduplicated}, {"queued", ledger.Queued},
		{"dead-lettered", ledger.DeadLettered}, {"deleted", ledger.Deleted},
	} {
		out <- prometheus.MustNewConstMetric(a.events, prometheus.GaugeValue, float64(term.value), term.name)
	}
	out <- prometheus.MustNewConstMetric(a.difference, prometheus.GaugeValue, float64(ledger.Difference))

	backlog, err := a.log.Backlog(ctx, positions)
	if err != nil {
		out <- prometheus.NewInvalidMetric(a.backlog, err)
		return
	}
	age := 0.0
	if !backlog.Oldest.IsZero() {
		age = time.Since(backlog.Oldest).Seconds()
	}
	out <- prometheus.MustNewConstMetric(a.backlog, prometheus.GaugeValue, float64(backlog.Events))
	out <- prometheus.MustNewConstMetric(a.bytes, prometheus.GaugeValue, float64(backlog.Bytes))
	out <- prometheus.MustNewConstMetric(a.age, prometheus.GaugeValue, age)
}

// balance draws up the ledger of all projects; the store first, then the log behind the store's positions.
func (a *accounts) balance(ctx context.Context) (rum.Ledger, rum.Positions, error) {
	stored, err := a.reader.Ledger(ctx, "")
	if err != nil {
		return rum.Ledger{}, nil, err
	}
	intake, err := a.log.Intake(ctx, "", stored.Positions)
	if err != nil {
		return rum.Ledger{}, nil, err
	}
	return rum.Balance(stored, intake, time.Now()), stored.Positions, nil
}
