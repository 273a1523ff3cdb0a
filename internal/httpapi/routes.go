package httpapi

import (
	"log/slog"
	"net/http"
)

// Routes serves a mux whose own refusals (no such path, another method) are problem+json like all others.
func Routes(mux *http.ServeMux, log *slog.Logger) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		refusal, pattern := mux.Handler(r)
		if pattern != "" {
			mux.ServeHTTP(w, r)
			return
		}
		// The mux tells the two refusals apart only in what it writes: let it write to nobody.
		probe := &unwritten{header: http.Header{}}
		refusal.ServeHTTP(probe, r)
		if allow := probe.header.Get("Allow"); allow != "" {
			w.Header().Set("Allow", allow)
			WriteError(w, r, log, &Error{Status: http.StatusMethodNotAllowed, Detail: "this path answers " + allow})
			return
		}
		WriteError(w, r, log, &Error{Status: http.StatusNotFound, Detail: "there is nothing at this path"})
	})
}

// unwritten is a ResponseWriter that keeps the headers and forgets the rest.
type unwritten struct{ header http.Header }

func (u *unwritten) Header() http.Header         { return u.header }
func (u *unwritten) Write(b []byte) (int, error) { return len(b), nil }
func (u *unwritten) WriteHeader(int)             {}
