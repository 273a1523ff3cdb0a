package app

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/pprof"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"paceline/internal/httpapi"
)

// probe is one thing that must work for the process to be ready.
type probe struct {
	name  string
	check func(context.Context) error
}

// ops is what operators look at: metrics, health, readiness and profiles.
type ops struct {
	registry *prometheus.Registry
	probes   []probe
	stopping atomic.Bool // not ready from the first moment of an orderly end
	local    bool        // it listens on loopback: only our own names are answered to
	hosts    httpapi.Hosts
	log      *slog.Logger
}

func (o *ops) handler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(o.registry, promhttp.HandlerOpts{}))
	mux.HandleFunc("GET /health", func(w http.ResponseWriter, _ *http.Request) {
		_ = httpapi.WriteJSON(w, http.StatusOK, map[string]string{"status": "ok"})
	})
	mux.HandleFunc("GET /ready", o.ready)
	mux.HandleFunc("GET /debug/pprof/", pprof.Index)
	mux.HandleFunc("GET /debug/pprof/cmdline", pprof.Cmdline)
	mux.HandleFunc("GET /debug/pprof/profile", pprof.Profile)
	mux.HandleFunc("GET /debug/pprof/symbol", pprof.Symbol)
	mux.HandleFunc("GET /debug/pprof/trace", pprof.Trace)
	return httpapi.SecurityHeaders(httpapi.Handle(o.log, func(w http.ResponseWriter, r *http.Request) error {
		if o.local {
			if err := o.hosts.Check(r.Host); err != nil {
				return err
			}
		}
		mux.ServeHTTP(w, r)
		return nil
	}))
}

// ready asks every dependency, and names the ones that do not work.
func (o *ops) ready(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), 2*time.Second)
	defer cancel()
	status, answer := http.StatusOK, map[string]string{}
	if o.stopping.Load() {
		status, answer["process"] = http.StatusServiceUnavailable, "stopping"
	}
	for _, p := range o.probes {
		answer[p.name] = "ok"
		if err := p.check(ctx); err != nil {
			status, answer[p.name] = http.StatusServiceUnavailable, err.Error()
		}
	}
	_ = httpapi.WriteJSON(w, status, answer)
}
