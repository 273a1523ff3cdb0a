package dashboard

import (
	"net/http"

	"paceline/internal/httpapi"
)

// checkHost answers only to our own names while there are no logins.
func (c Config) checkHost(next http.Handler) http.Handler {
	return httpapi.Handle(c.Log, func(w http.ResponseWriter, r *http.Request) error {
		if c.Open {
			if err := c.Hosts.Check(r.Host); err != nil {
				return err
			}
		}
		next.ServeHTTP(w, r)
		return nil
	})
}
