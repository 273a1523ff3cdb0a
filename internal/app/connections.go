package app

import (
	"github.com/prometheus/client_golang/prometheus"

	"paceline/internal/store/postgres"
)

// connections shows the connections to PostgreSQL: a pool with none left makes questions and batches wait.
type connections struct {
	pools                     func() []postgres.Pool
	open, most, waits, waited *prometheus.Desc
}

func newConnections(pools func() []postgres.Pool) *connections {
	return &connections{
		pools:  pools,
		open:   prometheus.NewDesc("paceline_store_connections", "Connections to PostgreSQL, by pool and whether they are in use.", []string{"pool", "state"}, nil),
		most:   prometheus.NewDesc("paceline_store_connections_max", "Most connections of a pool.", []string{"pool"}, nil),
		waits:  prometheus.NewDesc("paceline_store_connection_waits_total", "Times that a pool had no connection to give at once.", []string{"pool"}, nil),
		waited: prometheus.NewDesc("paceline_store_connection_wait_seconds_total", "Time spent waiting for a connection of a pool.", []string{"pool"}, nil),
	}
}

// Describe implements prometheus.Collector.
func (c *connections) Describe(out chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{c.open, c.most, c.waits, c.waited} {
		out <- d
	}
}

// Collect implements prometheus.Collector.
func (c *connections) Collect(out chan<- prometheus.Metric) {
	for _, p := range c.pools() {
		out <- prometheus.MustNewConstMetric(c.open, prometheus.GaugeValue, float64(p.InUse), p.Name, "in use")
		out <- prometheus.MustNewConstMetric(c.open, prometheus.GaugeValue, float64(p.Idle), p.Name, "idle")
		out <- prometheus.MustNewConstMetric(c.most, prometheus.GaugeValue, float64(p.Max), p.Name)
		out <- prometheus.MustNewConstMetric(c.waits, prometheus.CounterValue, float64(p.Waits), p.Name)
		out <- prometheus.MustNewConstMetric(c.waited, prometheus.CounterValue, p.Waited.Seconds(), p.Name)
	}
}
