package ingest

import "net/http"

// allowReading lets the page that sent the request read the answer, so that the reason of a refusal is in the network
// tab. Until the key is known that is any page: an answer holds fixed sentences and places in the page's own beacon,
// nothing of a project, and credentials are never allowed. Once the key is known and does not allow the origin,
// forbidReading takes it back. It stands around the routes, so that a path or method that does not exist can be read, too.
func allowReading(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		allowReadingOf(w, r)
		next.ServeHTTP(w, r)
	})
}

func allowReadingOf(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Add("Vary", "Origin")
	h.Set("Cross-Origin-Resource-Policy", "cross-origin") // beacons are sent without CORS, too
	if origin := r.Header.Get("Origin"); origin != "" {
		h.Set("Access-Control-Allow-Origin", origin)
		h.Set("Access-Control-Expose-Headers", "Retry-After")
	}
}

func forbidReading(w http.ResponseWriter) {
	w.Header().Del("Access-Control-Allow-Origin")
	w.Header().Del("Access-Control-Expose-Headers")
}

// preflight answers OPTIONS. A preflight carries no key (https://fetch.spec.whatwg.org/#cors-preflight-fetch), so it
// cannot know the origins that are allowed: the request itself is checked.
func preflight(w http.ResponseWriter, _ *http.Request) {
	h := w.Header()
	h.Set("Access-Control-Allow-Methods", "POST, OPTIONS")
	h.Set("Access-Control-Allow-Headers", "x-api-key, content-type, content-encoding")
	h.Set("Access-Control-Max-Age", "7200") // the most Chromium keeps
	w.WriteHeader(http.StatusNoContent)
}
