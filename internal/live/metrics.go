package live

import "github.com/prometheus/client_golang/prometheus"

// metricSet is what operators see of the live server.
type metricSet struct {
	told    prometheus.Counter
	missed  prometheus.Counter
	refused *prometheus.CounterVec
	left    *prometheus.CounterVec
}

func newMetricSet(registry prometheus.Registerer, s *Service) *metricSet {
	m := &metricSet{
		told: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "paceline_live_told_total", Help: "Clients that were told of a commit, each time.",
		}),
		missed: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "paceline_live_missed_total", Help: "Times at which summaries of commits were lost on their way here.",
		}),
		refused: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "paceline_live_refused_total", Help: "Clients that were not let in, by why.",
		}, []string{"code"}),
		left: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "paceline_live_left_total", Help: "Clients that have left, by why.",
		}, []string{"reason"}),
	}
	sessions := prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "paceline_live_sessions", Help: "Sessions of clients, those that have not joined yet too.",
	}, func() float64 { return float64(s.sockets.Sessions()) })
	up := prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "paceline_live_listening", Help: "1 while what workers publish can arrive here.",
	}, func() float64 {
		if s.listens == nil || s.listens.Check() != nil {
			return 0
		}
		return 1
	})
	if registry != nil {
		registry.MustRegister(m.told, m.missed, m.refused, m.left, sessions, up)
	}
	return m
}
