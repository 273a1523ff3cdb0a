package query

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"paceline/internal/httpapi"
)

// guard lets through what is well formed, known by its sender, and within the rate limit.
func (s *Service) guard(next http.Handler) http.Handler {
	return httpapi.Handle(s.Log, func(w http.ResponseWriter, r *http.Request) error {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			w.Header().Set("Allow", "GET, HEAD")
			return &httpapi.Error{Status: http.StatusMethodNotAllowed, Detail: "this service answers GET and HEAD"}
		}
		if !wellFormed(r.URL) {
			return badRequest("the path and the query string must be well formed and in UTF-8")
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
		if err := s.limit(r.Context(), s.limitedProject(who, r.URL.Path), s.client(r)); err != nil {
			return err
		}
		known := r.WithContext(context.WithValue(r.Context(), readerKey{}, who))
		next.ServeHTTP(w, known)
		r.Pattern = known.Pattern // for the log and the metrics, which see this request
		return nil
	})
}

// wellFormed reports whether every text that a request carries can be handed to a store: native code behind it may
// take text that is not UTF-8 for no text at all.
func wellFormed(u *url.URL) bool {
	query, err := url.ParseQuery(u.RawQuery)
	if err != nil || !utf8.ValidString(u.Path) {
		return false
	}
	for name, values := range query {
		if !utf8.ValidString(name) || slices.ContainsFunc(values, func(v string) bool { return !utf8.ValidString(v) }) {
			return false
		}
	}
	return true
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
