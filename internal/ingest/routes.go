package ingest

import (
	"net/http"

	"paceline/internal/httpapi"
)

func (s *Service) routes() *http.ServeMux {
	mux := http.NewServeMux()
	mux.Handle("POST /v1/ingest", s.write(s.takeBeacon))
	mux.Handle("POST /v1/errors", s.write(s.takeReport))
	mux.Handle("OPTIONS /v1/ingest", http.HandlerFunc(preflight))
	mux.Handle("OPTIONS /v1/errors", http.HandlerFunc(preflight))
	mux.Handle("GET /v1/health", httpapi.Handle(s.Log, health))
	for newest, script := range map[string]*script{"GET /paceline.js": s.script, "GET /paceline-core.js": s.core} {
		mux.Handle(newest, httpapi.Handle(s.Log, script.serveNewest))
		if script.path != "" {
			mux.Handle("GET "+script.path, httpapi.Handle(s.Log, script.serveVersion))
		}
	}
	for _, pattern := range selfCheckPatterns {
		mux.Handle(pattern, httpapi.Handle(s.Log, s.serveSelfCheck))
	}
	return mux
}

func health(w http.ResponseWriter, _ *http.Request) error {
	return httpapi.WriteJSON(w, http.StatusOK, map[string]string{"status": "ok"})
}

// write is what both write routes share: a count of every refusal by its reason.
func (s *Service) write(h httpapi.Handler) http.Handler {
	return httpapi.Handle(s.Log, func(w http.ResponseWriter, r *http.Request) error {
		err := h(w, r)
		if err != nil {
			s.metrics.refused.WithLabelValues(reasonOf(err)).Inc()
		}
		return err
	})
}
