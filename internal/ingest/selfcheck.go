package ingest

import (
	"errors"
	"io/fs"
	"net/http"

	"paceline/internal/httpapi"
)

// selfCheckPatterns are where the self-check page is. The second path is what its soft navigation leads to: a reload
// there is the page again.
var selfCheckPatterns = []string{"GET /sdk-check", "GET /sdk-check-second", "GET /sdk-check/{file}"}

// selfCheckPolicy lets the page load and reach its own origin only; it reaches nothing, since it catches its beacons.
const selfCheckPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; connect-src 'self'; " +
	"base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// serveSelfCheck serves the page on which the SDK is compared with web-vitals in the visitor's own browser. Nothing of
// it is sent or stored. It may be kept by a back-forward cache, so it is never `no-store`.
func (s *Service) serveSelfCheck(w http.ResponseWriter, r *http.Request) error {
	if s.SelfCheck == nil {
		return &httpapi.Error{Status: http.StatusNotFound, Detail: "this binary was built without the self-check page: make build adds it"}
	}
	name := r.PathValue("file")
	if name == "" {
		name = "index.html"
	}
	if _, err := fs.Stat(s.SelfCheck, name); errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrInvalid) {
		return &httpapi.Error{Status: http.StatusNotFound, Detail: "the self-check page has no such file"}
	}
	h := w.Header()
	h.Set("Content-Security-Policy", selfCheckPolicy)
	h.Set("Cache-Control", "no-cache")
	if name == "index.html" {
		// The file server would lead away from this name.
		content, err := fs.ReadFile(s.SelfCheck, name)
		if err != nil {
			return err
		}
		h.Set("Content-Type", "text/html; charset=utf-8")
		_, _ = w.Write(content) // the client is gone: nobody is left to be told
		return nil
	}
	http.ServeFileFS(w, r, s.SelfCheck, name)
	return nil
}
