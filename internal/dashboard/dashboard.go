// Package dashboard serves the dashboard (:5173) and makes it one origin with what it reads: it passes the query API
// and the live updates on.
package dashboard

import (
	"encoding/json"
	"errors"
	"io/fs"
	"log/slog"
	"net/http"
	"net/url"

	"github.com/prometheus/client_golang/prometheus"

	"paceline/internal/httpapi"
)

// policy lets the dashboard load and reach its own origin only.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
	"font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// Config is what a dashboard needs. QueryURL is required.
type Config struct {
	Assets    fs.FS    // the built dashboard with its index.html; nil when the binary was built without
	QueryURL  *url.URL // where the query API is
	LiveURL   *url.URL // where the live updates are; nil when there are none
	IngestURL string   // what the script tag that the dashboard shows sends to
	Version   string   // of this build

	Tokens Minter                    // makes tokens for live updates; nil when there are none
	Exists func(project string) bool // for Tokens

	// Open means that there are no logins: requests are answered only for localhost, 127.0.0.1, [::1] and Hosts.
	Open  bool
	Hosts httpapi.Hosts

	Proxies  httpapi.Proxies       // whose forwarding headers are believed
	Registry prometheus.Registerer // for metrics; none are registered when nil
	Log      *slog.Logger          // discarded when nil
}

// New returns the handler of the dashboard.
func New(c Config) (http.Handler, error) {
	if c.QueryURL == nil {
		return nil, errors.New("dashboard: QueryURL is required")
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	if c.Registry == nil {
		c.Registry = prometheus.NewRegistry()
	}
	pages, err := newAssets(c.Assets)
	if err != nil {
		return nil, err
	}
	config, err := configFile(c.IngestURL, c.Version)
	if err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	query := c.passOn(c.QueryURL)
	for _, pattern := range []string{"/api/", "/openapi.json", "/openapi.yaml", "/docs", "/docs/"} {
		mux.Handle(pattern, query)
	}
	mux.Handle("/socket.io/", c.live())
	mux.Handle("POST /live/token", c.liveToken())
	mux.Handle("/config.json", c.own(config))
	mux.Handle("/", c.own(pages))

	routes := c.checkHost(httpapi.Routes(mux, c.Log))
	return httpapi.Observe(routes, c.Log, httpapi.NewMetrics(c.Registry, "dashboard")), nil
}

// own is for what this service answers itself, to GET and HEAD. What it passes on brings the headers of the other
// service, which knows what its own pages load.
func (c Config) own(next http.Handler) http.Handler {
	return httpapi.SecurityHeaders(httpapi.Handle(c.Log, func(w http.ResponseWriter, r *http.Request) error {
		w.Header().Set("Content-Security-Policy", policy)
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			w.Header().Set("Allow", "GET, HEAD")
			return &httpapi.Error{Status: http.StatusMethodNotAllowed, Detail: "this path answers GET and HEAD"}
		}
		next.ServeHTTP(w, r)
		return nil
	}))
}

// configFile is what the page must know of the installation.
func configFile(ingestURL, version string) (http.Handler, error) {
	config := struct {
		IngestURL string `json:"ingestUrl"`
		Version   string `json:"version"`
	}{ingestURL, version}
	content, err := json.Marshal(config)
	if err != nil {
		return nil, err
	}
	return newFile("config.json", content), nil
}
