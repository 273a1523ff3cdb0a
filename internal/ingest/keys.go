package ingest

import (
	"errors"
	"net/http"
	"slices"

	"paceline/internal/admin"
)

// Keys finds what an API key grants. It answers from memory.
type Keys interface {
	// Lookup returns admin.ErrNotFound for a key that is unknown or revoked, and any other error when it cannot know.
	Lookup(keyText string) (Grant, error)
}

// Grant is what a key lets its holder do: send beacons to one project, from browsers of some origins.
type Grant struct {
	Project admin.Project
	KeyID   string
	Origins []string // "https://example.com", or "*" for any
}

// Allows reports whether browsers of an origin may use the key.
func (g Grant) Allows(origin string) bool {
	return slices.Contains(g.Origins, "*") || slices.Contains(g.Origins, origin)
}

// admit looks up the request's key and checks its origin. Servers and curl send no Origin, and need none: it is the
// browser that keeps one site from using another's key.
func (s *Service) admit(w http.ResponseWriter, r *http.Request) (Grant, error) {
	key := r.Header.Get("X-Api-Key")
	if key == "" {
		key = r.URL.Query().Get("key") // navigator.sendBeacon cannot set headers
	}
	if key == "" {
		return Grant{}, errKeyMissing
	}
	grant, err := s.Keys.Lookup(key)
	switch {
	case errors.Is(err, admin.ErrNotFound):
		return Grant{}, errKeyWrong
	case err != nil:
		s.Log.WarnContext(r.Context(), "API keys cannot be looked up", "error", err)
		return Grant{}, errKeysStale
	}
	if origin := r.Header.Get("Origin"); origin != "" && !grant.Allows(origin) {
		forbidReading(w)
		return Grant{}, errOrigin
	}
	return grant, nil
}
