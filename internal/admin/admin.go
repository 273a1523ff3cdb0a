// Package admin is the control plane: projects and their API keys. Its port is Store; the adapters are in the
// sub-packages, admintest is the suite that every one of them passes.
package admin

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// The ways a command to the control plane fails.
var (
	ErrExists   = errors.New("admin: exists already")
	ErrNotFound = errors.New("admin: not found")
	ErrInvalid  = errors.New("admin: invalid") // see Invalid
)

// invalid is an ErrInvalid that tells people what is wrong, and nothing of this package.
type invalid struct{ error }

func (e invalid) Unwrap() []error { return []error{ErrInvalid, e.error} }

// Invalid makes an error that is ErrInvalid. Its text is the sentence alone: it is for whoever gave the command.
func Invalid(sentence string, arguments ...any) error {
	return invalid{fmt.Errorf(sentence, arguments...)}
}

// DefaultRateLimit is a project's token bucket unless it is set: requests per minute.
const DefaultRateLimit = 10_000

// Project is one tenant.
type Project struct {
	Key       string    `json:"projectKey"`
	Demo      bool      `json:"demo"`      // holds generated history
	RateLimit int       `json:"rateLimit"` // ingest requests per minute
	Salt      []byte    `json:"salt"`      // for hashing user ids; never leaves the server
	Created   time.Time `json:"created"`
}

// APIKey lets browsers of the allowed origins send beacons to one project. Only a hash of the secret is kept.
type APIKey struct {
	ID      string    `json:"id"` // the public part, by which the key is looked up
	Project string    `json:"projectKey"`
	Hash    []byte    `json:"hash"`    // SHA-256 of the secret: it is random, so nothing slower is needed
	Origins []string  `json:"origins"` // "https://example.com", or "*" for any
	Created time.Time `json:"created"`
}

// Snapshot is all that ingest and query need of the control plane, in one consistent read: live keys only.
type Snapshot struct {
	Version  int64     `json:"version"` // changes whenever anything does
	TakenAt  time.Time `json:"takenAt"`
	Projects []Project `json:"projects"`
	Keys     []APIKey  `json:"keys"`
}

// Store is the port of the control plane. It may be used by several processes at once.
type Store interface {
	// AddProject creates a project with its first key, and returns the key's text, which is shown once.
	AddProject(ctx context.Context, p Project, origins []string) (apiKey string, err error)
	// AddKey creates one more key for a project, which is how a key is rotated.
	AddKey(ctx context.Context, project string, origins []string) (apiKey string, err error)
	// RevokeKey ends a key by its ID.
	RevokeKey(ctx context.Context, keyID string) error
	// Keys lists a project's live keys.
	Keys(ctx context.Context, project string) ([]APIKey, error)
	// Version changes whenever anything does; cheap enough to ask every second.
	Version(ctx context.Context) (int64, error)
	// Snapshot reads everything.
	Snapshot(ctx context.Context) (Snapshot, error)
	// Restore puts a snapshot's projects and keys into a control plane that has no projects, all or nothing. Where
	// there are projects it fails with ErrExists; a snapshot that does not hold together is ErrInvalid.
	Restore(ctx context.Context, s Snapshot) error
	Close() error
}
