package dashboard

import (
	"net"
	"net/http"
	"slices"
	"strings"

	"paceline/internal/httpapi"
)

// checkHost refuses names that are not ours while there are no logins: a website that makes its own name point here
// (DNS rebinding) sends that name.
func (c Config) checkHost(next http.Handler) http.Handler {
	return httpapi.Handle(c.Log, func(w http.ResponseWriter, r *http.Request) error {
		if c.Open && !c.isOurs(r.Host) {
			return &httpapi.Error{
				Status: http.StatusMisdirectedRequest,
				Detail: "without logins the dashboard answers only for localhost, 127.0.0.1, [::1] and the hosts it was configured with",
			}
		}
		next.ServeHTTP(w, r)
		return nil
	})
}

func (c Config) isOurs(host string) bool {
	name := bareName(host)
	if slices.Contains([]string{"localhost", "127.0.0.1", "::1"}, name) {
		return true
	}
	return slices.ContainsFunc(c.Hosts, func(allowed string) bool {
		return strings.EqualFold(allowed, host) || strings.EqualFold(strings.Trim(allowed, "[]"), name)
	})
}

// bareName is a host without port and brackets, in lower case.
func bareName(host string) string {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	return strings.ToLower(strings.Trim(host, "[]"))
}
