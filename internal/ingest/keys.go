package ingest

import (
	"errors"
	"net/http"

	"paceline/internal/admin"
)

// Keys finds what an API key grants, as admin.Keyring does. It answers from memory.
type Keys interface {
	// Lookup returns admin.ErrUnknownKey for a key that is unknown or revoked, and any other error (admin.ErrStale) when
	// it cannot know.
	Lookup(keyText string) (admin.Grant, error)
}

// admit looks up the request's key and checks its origin. Servers and curl send no Origin, and need none: it is the
// browser that keeps one site from using another's key.
func (s *Service) admit(w http.ResponseWriter, r *http.Request) (admin.Grant, error) {
	key := r.Header.Get("X-Api-Key")
	if key == "" {
		key = r.URL.Query().Get("key") // navigator.sendBeacon cannot set headers
	}
	if key == "" {
		return admin.Grant{}, errKeyMissing
	}
	grant, err := s.Keys.Lookup(key)
	switch {
	case errors.Is(err, admin.ErrUnknownKey):
		return admin.Grant{}, errKeyWrong
	case err != nil: // the keyring has logged it, once
		return admin.Grant{}, errKeysStale
	}
	if origin := r.Header.Get("Origin"); origin != "" && !grant.Allows(origin) {
		forbidReading(w)
		return admin.Grant{}, errOrigin
	}
	return grant, nil
}
