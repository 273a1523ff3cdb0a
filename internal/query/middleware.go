package query

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"paceline/internal/httpapi"
)

// guard lets through what is well formed, known by its sender, and within the rate limit.
func (s *Service) guard(next http.Handler) http.Handler {
	return httpapi.Handle(s.Log, func(w http.ResponseWriter, r *http.Request) error {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			w.Header().Set("Allow", "GET, HEAD")
			return &httpapi.Error{Status: http.StatusMethodNotAllowed, Detail: "this service answers GET and HEAD"}
		}
		if _, err := url.ParseQuery(r.URL.RawQuery); err != nil {
			return badRequest("the query string is not well formed")
		}
		who, err := s.access.identify(r)
		if isPublic(r.URL.Path) && (err == nil || !s.Open) {
			next.ServeHTTP(w, r)
			return nil
		}
		if err != nil {
			if !s.Open {
				w.Header().Set("WWW-Authenticate", "Bearer")
			}
			return err
		}
		if err := s.limiter.take(limited{project: s.limitedProject(who, r.URL.Path), client: s.client(r)}); err != nil {
			return err
		}
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), readerKey{}, who)))
		return nil
	})
}

// isPublic is for what says nothing about any project.
func isPublic(path string) bool {
	switch path {
	case "/health", "/openapi.json", "/openapi.yaml", "/docs", docsStylePath:
		return true
	}
	return false
}

// limitedProject is the project whose bucket a request is taken from. What names no project that exists shares a
// bucket, so that invented names do not fill the list of buckets.
func (s *Service) limitedProject(who reader, path string) string {
	if !who.all {
		return who.project
	}
	rest, _ := strings.CutPrefix(path, "/api/projects/")
	key, _, _ := strings.Cut(rest, "/")
	if _, ok := s.Projects.Project(key); ok {
		return key
	}
	return ""
}
