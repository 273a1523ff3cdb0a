package admin

import (
	"crypto/subtle"
	"maps"
	"slices"
	"time"
)

// Grant is what a key allows.
type Grant struct {
	Project Project
	KeyID   string
	Origins []string
}

// Allows reports whether a browser may send from an origin, given as in its Origin header. What sends no
// origin ("") is allowed by AnyOrigin alone.
func (g Grant) Allows(origin string) bool {
	return slices.Contains(g.Origins, AnyOrigin) || (origin != "" && slices.Contains(g.Origins, origin))
}

// ProjectInfo is what a list of projects shows of one.
type ProjectInfo struct {
	Key     string    `json:"projectKey"`
	Demo    bool      `json:"demo"`
	Origins []string  `json:"origins"` // of all its live keys, sorted
	Created time.Time `json:"created"`
}

// index is a snapshot made ready for lookups. It never changes.
type index struct {
	version  int64
	takenAt  time.Time
	projects map[string]Project
	keys     map[string]indexedKey
	infos    []ProjectInfo
}

type indexedKey struct {
	hash  []byte
	grant Grant
}

func newIndex(s Snapshot) *index {
	x := &index{version: s.Version, takenAt: s.TakenAt,
		projects: make(map[string]Project, len(s.Projects)), keys: make(map[string]indexedKey, len(s.Keys))}
	for _, p := range s.Projects {
		x.projects[p.Key] = p
	}
	origins := make(map[string][]string)
	for _, k := range s.Keys {
		x.keys[k.ID] = indexedKey{k.Hash, Grant{Project: x.projects[k.Project], KeyID: k.ID, Origins: k.Origins}}
		origins[k.Project] = append(origins[k.Project], k.Origins...)
	}
	for _, key := range slices.Sorted(maps.Keys(x.projects)) {
		p := x.projects[key]
		slices.Sort(origins[key])
		merged := append([]string{}, slices.Compact(origins[key])...)
		x.infos = append(x.infos, ProjectInfo{Key: key, Demo: p.Demo, Origins: merged, Created: p.Created})
	}
	return x
}

// lookup does the same work whether or not there is such a key, so that the time it takes tells nothing.
func (x *index) lookup(text string) (Grant, error) {
	id, secret, shaped := ParseKey(text)
	key, known := x.keys[id]
	if !known {
		key.hash = make([]byte, len(HashSecret("")))
	}
	same := subtle.ConstantTimeCompare(HashSecret(secret), key.hash) == 1
	if !shaped || !known || !same {
		return Grant{}, ErrUnknownKey
	}
	return key.grant, nil
}
