package live

import (
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// mayConnect decides about a browser's request by the page it comes from. The token decides what it may see; this keeps other
// websites from trying at all. Allowed are the configured origins, pages of this machine, and pages of the host that the
// request was sent to, as the dashboard's proxy tells it.
func (s *Service) mayConnect(r *http.Request) bool {
	origin := r.Header.Get("Origin")
	if slices.ContainsFunc(s.Origins, func(allowed string) bool {
		return strings.EqualFold(strings.TrimSuffix(allowed, "/"), origin)
	}) {
		return true
	}
	page, err := url.Parse(origin)
	if err != nil || page.Host == "" || (page.Scheme != "http" && page.Scheme != "https") {
		return false // "null" among them: sandboxed and local files
	}
	host := r.Host
	if forwarded := r.Header.Get("X-Forwarded-Host"); forwarded != "" && s.Proxies.Sent(r) {
		host = forwarded
	}
	return strings.EqualFold(page.Host, host) || isLocal(page.Hostname())
}

func isLocal(name string) bool {
	ip := net.ParseIP(name)
	return strings.EqualFold(name, "localhost") || (ip != nil && ip.IsLoopback())
}
