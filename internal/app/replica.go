package app

import (
	"errors"
	"fmt"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"paceline/internal/store/postgres"
)

// replicaFlags say which standbys of the store answer questions.
type replicaFlags struct {
	StoreReplica       []string      `sep:"," help:"Streaming standbys of the store's PostgreSQL that answer the query API's questions, too: postgres://USER@HOST/DATABASE, one host each." group:"Backends" placeholder:"URL"`
	StoreReplicaMaxLag time.Duration `help:"How far behind such a replica may be; one that is further behind is not asked." default:"10s" group:"Backends"`
}

// leastMaxLag is the least that can be told apart from the time it takes to ask.
const leastMaxLag = time.Second

func (f replicaFlags) check(store backend) (mistakes []error) {
	if len(f.StoreReplica) == 0 {
		return nil
	}
	for _, url := range f.StoreReplica {
		if err := postgres.CheckURL(url); err != nil {
			mistakes = append(mistakes, fmt.Errorf("--store-replica %s: %w", withoutPassword(url), err))
		}
	}
	if store.scheme != onPostgres {
		mistakes = append(mistakes, errors.New("--store-replica: DuckDB has no replicas; they are for --store postgres://USER@HOST/DATABASE"))
	}
	if f.StoreReplicaMaxLag < leastMaxLag {
		mistakes = append(mistakes, fmt.Errorf("--store-replica-max-lag %s: the least is %s", f.StoreReplicaMaxLag, leastMaxLag))
	}
	return mistakes
}

// replicas are those that a process asks: one without questions needs none.
func (f replicaFlags) replicas(running targets) []string {
	if !running.has(queryTarget) && !running.has(dashboardTarget) {
		return nil
	}
	return f.StoreReplica
}

// staleness is by how much answers may be older than what is stored, for invalidation.
func (f replicaFlags) staleness() time.Duration {
	if len(f.StoreReplica) == 0 {
		return 0
	}
	return f.StoreReplicaMaxLag
}

// replicaCollector shows the replicas.
type replicaCollector struct {
	replicas             func() []postgres.Replica
	lag, used, questions *prometheus.Desc
}

func newReplicaCollector(replicas func() []postgres.Replica) *replicaCollector {
	return &replicaCollector{
		replicas:  replicas,
		lag:       prometheus.NewDesc("paceline_store_replica_lag_seconds", "How far a replica is behind the primary at the most. Absent while nobody knows; /ready says why.", []string{"replica"}, nil),
		used:      prometheus.NewDesc("paceline_store_replica_in_use", "1 while a replica answers questions, 0 while another or the primary does instead.", []string{"replica"}, nil),
		questions: prometheus.NewDesc("paceline_store_replica_questions_total", "Questions asked of a replica: answered, or failed and then asked of the primary.", []string{"replica", "outcome"}, nil),
	}
}

// Describe implements prometheus.Collector.
func (c *replicaCollector) Describe(out chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{c.lag, c.used, c.questions} {
		out <- d
	}
}

// Collect implements prometheus.Collector.
func (c *replicaCollector) Collect(out chan<- prometheus.Metric) {
	for _, r := range c.replicas() {
		used := 0.0
		if r.Fault == nil {
			used = 1
		}
		if r.Lag > 0 {
			out <- prometheus.MustNewConstMetric(c.lag, prometheus.GaugeValue, r.Lag.Seconds(), r.Name)
		}
		out <- prometheus.MustNewConstMetric(c.used, prometheus.GaugeValue, used, r.Name)
		out <- prometheus.MustNewConstMetric(c.questions, prometheus.CounterValue, float64(r.Answered), r.Name, "answered")
		out <- prometheus.MustNewConstMetric(c.questions, prometheus.CounterValue, float64(r.Failed), r.Name, "failed")
	}
}
