package httpapi

import (
	"net"
	"net/http"
	"slices"
	"strings"
)

// Hosts are the names, besides this machine's own, that a service without logins answers to: "paceline.example"
// (any port) or "paceline.example:8443".
type Hosts []string

// Check refuses a request's Host that is not ours: a website that makes its own name point here (DNS rebinding)
// sends that name. The Error is 421.
func (h Hosts) Check(host string) error {
	name := bareName(host)
	if slices.Contains([]string{"localhost", "127.0.0.1", "::1"}, name) {
		return nil
	}
	for _, allowed := range h {
		if strings.EqualFold(allowed, host) || strings.EqualFold(strings.Trim(allowed, "[]"), name) {
			return nil
		}
	}
	return &Error{
		Status: http.StatusMisdirectedRequest,
		Detail: "without logins this service answers only for localhost, 127.0.0.1, [::1] and the hosts it was configured with",
	}
}

// bareName is a host without port and brackets, in lower case.
func bareName(host string) string {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	return strings.ToLower(strings.Trim(host, "[]"))
}
