package dashboard

import (
	"log/slog"
	"net/http"
	"net/http/httputil"
	"net/url"

	"paceline/internal/httpapi"
)

// passOn sends requests to another service of ours. ReverseProxy drops hop-by-hop headers, and passes a WebSocket's
// upgrade through.
func (c Config) passOn(target *url.URL) http.Handler {
	return &httputil.ReverseProxy{
		Rewrite: func(p *httputil.ProxyRequest) {
			// ReverseProxy has removed every Forwarded and X-Forwarded-* header before this: the client may have made them up.
			p.SetURL(target)
			// The other service allows its own names, and this one has checked the client's.
			p.Out.Host = target.Host
			if client := c.Proxies.ClientIP(p.In); client.IsValid() {
				p.Out.Header.Set("X-Forwarded-For", client.String())
			}
			p.Out.Header.Set("X-Forwarded-Host", p.In.Host)
		},
		ModifyResponse: dropRequestID,
		ErrorLog:       slog.NewLogLogger(c.Log.Handler(), slog.LevelDebug), // it names addresses
		ErrorHandler: func(w http.ResponseWriter, r *http.Request, err error) {
			c.Log.DebugContext(r.Context(), "not passed on", "error", err)
			noAnswer := &httpapi.Error{Status: http.StatusBadGateway, Detail: "the service behind this path does not answer"}
			httpapi.WriteError(w, r, c.Log, noAnswer)
		},
	}
}

// live passes the live updates on, where there are any.
func (c Config) live() http.Handler {
	if c.LiveURL != nil {
		return c.passOn(c.LiveURL)
	}
	return httpapi.Handle(c.Log, func(http.ResponseWriter, *http.Request) error {
		return &httpapi.Error{
			Status: http.StatusServiceUnavailable, Detail: "live updates are not part of this process",
		}
	})
}

// dropRequestID keeps one id on an answer: ReverseProxy would add the other service's to ours.
func dropRequestID(r *http.Response) error {
	r.Header.Del("X-Request-Id")
	return nil
}
