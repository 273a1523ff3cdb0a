package app

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/pprof"
	"sync/atomic"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"paceline/internal/httpapi"
)

// ops is what operators look at: metrics, health, readiness and profiles.
type ops struct {
	registry *prometheus.Registry
	probes   probes
	stopping atomic.Bool // not ready from the first moment of an orderly end
	local    bool        // it listens on loopback: only our own names are answered to
	hosts    httpapi.Hosts
	log      *slog.Logger
}

func (o *ops) handler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(o.registry, promhttp.HandlerOpts{
		// What a dead store cannot tell must not hide that it is dead.
		ErrorHandling: promhttp.ContinueOnError,
	}))
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

// ask asks every dependency that there is by now.
func (o *ops) ask(ctx context.Context) []found { return o.probes.ask(ctx) }

// ready asks every dependency, and names the ones that do not work. Only those without which nothing goes on make it 503.
// A process that ends asks nobody: balancers are to know at once.
func (o *ops) ready(w http.ResponseWriter, r *http.Request) {
	if o.stopping.Load() {
		_ = httpapi.WriteJSON(w, http.StatusServiceUnavailable, map[string]string{"process": "stopping"})
		return
	}
	status, answer := http.StatusOK, map[string]string{}
	for _, f := range o.ask(r.Context()) {
		switch {
		case f.err == nil:
			answer[f.name] = "ok"
		case f.degrades:
			answer[f.name] = "degraded: " + f.err.Error()
		default:
			status, answer[f.name] = http.StatusServiceUnavailable, f.err.Error()
		}
	}
	_ = httpapi.WriteJSON(w, status, answer)
}
