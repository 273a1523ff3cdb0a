package query

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"paceline/internal/httpapi"
)

// routes is everything this service answers.
func (s *Service) routes() (http.Handler, error) {
	mux := http.NewServeMux()
	api, err := newAPI(mux, s.Version)
	if err != nil {
		return nil, err
	}

	get(s, api, "/api/projects", "projects", "The projects the caller may see.", s.projects)
	get(s, api, "/api/projects/{projectKey}/metrics/summary", "summary", "Every vital over a time: percentiles, ratings, counts.", s.summary)
	get(s, api, "/api/projects/{projectKey}/metrics/timeseries", "timeseries", "Every vital in intervals of a time, oldest first.", s.timeseries)
	get(s, api, "/api/projects/{projectKey}/metrics/distribution", "distribution", "How the values of one vital lie: percentiles, ratings, at most 60 bins of one width.", s.distribution, metricParam("The vital."))
	get(s, api, "/api/projects/{projectKey}/pages", "pages", "Pages, most viewed first.", s.pages, limitParam(pagesLimit))
	get(s, api, "/api/projects/{projectKey}/pages/slow", "slow-pages", "Pages by one vital, slowest first.", s.slowPages, metricParam("The vital to rank by."), percentileParam(), limitParam(slowPagesLimit))
	get(s, api, "/api/projects/{projectKey}/breakdown/{dimension}", "breakdown", "Every vital by the values of a dimension, most page views first.", s.breakdown, dimensionParam(), limitParam(breakdownLimit))
	get(s, api, "/api/projects/{projectKey}/views", "page-views", "Raw page views of a project, newest first.", s.latestViews, limitParam(viewsLimit))
	get(s, api, "/api/projects/{projectKey}/errors", "error-groups", "JavaScript errors by name and message, most frequent first.", s.errorGroups, limitParam(errorsLimit))
	get(s, api, "/api/projects/{projectKey}/errors/{groupId}", "error-group", "One group of JavaScript errors: when, where and to whom they happened, and the newest of them.", s.errorGroup, limitParam(occurrencesLimit))
	get(s, api, "/api/projects/{projectKey}/sessions", "sessions", "Sessions, those seen last first.", s.latestSessions, limitParam(sessionsLimit))
	get(s, api, "/api/projects/{projectKey}/events", "events", "Custom or resource events, newest first.", s.events, eventTypeParam(), limitParam(eventsLimit))
	get(s, api, "/api/projects/{projectKey}/ledger", "ledger", "The account of a project's events: the difference is 0 unless something was lost.", s.ledger)
	get(s, api, "/api/projects/{projectKey}/dead-letters", "dead-letters", "Events that could not be processed, newest first.", s.deadLetters, limitParam(eventsLimit))
	get(s, api, "/api/pages/{pageId}/metrics", "page-views", "Raw page views of a page, newest first.", s.pageViews, limitParam(pageViewsLimit))
	get(s, api, "/api/sessions/{sessionId}/journey", "page-views", "The page views of a session, oldest first. Never cached.", s.journey)
	get(s, api, "/api/sessions/{sessionId}/errors", "errors", "The JavaScript errors of a session, oldest first. Never cached.", s.sessionErrors)

	mux.HandleFunc("GET /health", health)
	if err := serveDocs(mux, s, api.OpenAPI()); err != nil {
		return nil, err
	}
	guarded := s.guard(httpapi.Routes(mux, s.Log))
	return httpapi.Observe(httpapi.SecurityHeaders(guarded), s.Log, httpapi.NewMetrics(s.Registry, "query").Trace(s.Tracer)), nil
}

// get adds a path: find checks the parameters and access, and says what to ask. The answer is that of the schema.
func get[I any](s *Service, api huma.API, path, schemaName, summary string, find func(context.Context, *I) (question, error), params ...*huma.Param) {
	operation := newOperation(path, schemaName, summary, params)
	huma.Register(api, operation, func(_ context.Context, input *I) (*huma.StreamResponse, error) {
		respond := func(w http.ResponseWriter, r *http.Request) error {
			q, err := find(r.Context(), input)
			if err != nil {
				return refusal(r.Context(), s.Log, schemaName, err)
			}
			a, err := s.answer(r.Context(), q, wantsFresh(r))
			if err != nil {
				return err
			}
			w.Header().Set("Cache-Control", q.cacheControl())
			w.Header().Add("Vary", "Authorization")
			return a.write(w, r, "application/json")
		}
		return &huma.StreamResponse{Body: func(ctx huma.Context) {
			r, w := humago.Unwrap(ctx)
			httpapi.Handle(s.Log, respond).ServeHTTP(w, r)
		}}, nil
	})
}

func health(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	_, _ = w.Write([]byte(`{"status":"ok","service":"query-api"}` + "\n"))
}
