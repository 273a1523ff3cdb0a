package admin

import (
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"sync/atomic"
	"time"

	"paceline/internal/fault"
)

// The ways a lookup fails.
var (
	ErrUnknownKey = errors.New("admin: unknown API key")                                  // 401
	ErrStale      = errors.New("admin: the control plane has been away for over an hour") // 503: no snapshot to judge by
)

const (
	askEvery     = time.Second
	refreshEvery = 15 * time.Second
	askTimeout   = 5 * time.Second
	serveFor     = time.Hour
)

// errEmptied is a control plane that had projects and has none: no command does that, so something else did.
var errEmptied = errors.New("admin: the control plane has lost its projects")

// Keyring holds the snapshot of the control plane that ingest and query work with, and keeps a copy on disk
// to work with while the control plane cannot be read. Lookups take no lock.
type Keyring struct {
	store  Store
	path   string
	logger *slog.Logger

	current atomic.Pointer[index]
	failure atomic.Pointer[error] // nil while the control plane can be read
}

// KeyringStatus says how fresh the snapshot is.
type KeyringStatus struct {
	TakenAt time.Time // zero when there is no snapshot
	Err     error     // why the control plane cannot be read; nil while it can
}

// NewKeyring makes a keyring that starts with the copy at path, if there is one. Run or Refresh brings it up to date.
func NewKeyring(store Store, path string, logger *slog.Logger) *Keyring {
	k := &Keyring{store: store, path: path, logger: logger}
	k.current.Store(newIndex(Snapshot{}))
	saved, err := loadSnapshot(path)
	switch {
	case err == nil:
		saved.Version = 0 // of no control plane: the first Refresh that can read one does not go by the copy
		k.current.Store(newIndex(saved))
	case !errors.Is(err, fs.ErrNotExist):
		logger.Warn("the saved snapshot of the control plane cannot be read", "path", path, "error", err)
	}
	return k
}

// Run keeps the snapshot fresh until ctx ends: a change is seen within a second.
func (k *Keyring) Run(ctx context.Context) error {
	ticks := time.NewTicker(askEvery)
	defer ticks.Stop()
	for ctx.Err() == nil {
		_ = k.Refresh(ctx) // logged, and shown by Status
		select {
		case <-ticks.C:
		case <-ctx.Done():
		}
	}
	return nil
}

// Refresh takes a new snapshot if the control plane has changed or the snapshot is 15 s old.
func (k *Keyring) Refresh(ctx context.Context) error {
	within, cancel := context.WithTimeout(ctx, askTimeout)
	defer cancel()
	err := k.refresh(within)
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	before := k.failure.Load()
	switch {
	case err != nil && before == nil:
		k.logger.Error("the control plane cannot be read; the last snapshot serves for an hour after it was taken",
			"takenAt", k.current.Load().takenAt, "error", err)
	case err == nil && before != nil:
		k.logger.Info("the control plane can be read again")
	}
	if err == nil {
		k.failure.Store(nil)
		return nil
	}
	k.failure.Store(&err)
	return err
}

func (k *Keyring) refresh(ctx context.Context) error {
	version, err := k.store.Version(ctx)
	if err != nil {
		return err
	}
	x := k.current.Load()
	age := fault.Now().Sub(x.takenAt) // below 0 when the clock was set back
	if version == x.version && 0 <= age && age < refreshEvery {
		return nil
	}
	snapshot, err := k.store.Snapshot(ctx)
	if err != nil {
		return err
	}
	if len(snapshot.Projects) == 0 && len(x.projects) > 0 {
		return errEmptied // the copy, which Rescue needs, stays as it is
	}
	// Saved first: a key that has been seen to work is in the copy.
	if err = saveSnapshot(k.path, snapshot); err != nil {
		k.logger.Warn("the snapshot of the control plane cannot be saved", "path", k.path, "error", err)
	}
	k.current.Store(newIndex(snapshot))
	return nil
}

// Lookup finds what a key's text allows. It fails with ErrUnknownKey, or with ErrStale when the snapshot is too
// old to judge by.
func (k *Keyring) Lookup(keyText string) (Grant, error) {
	x := k.current.Load()
	if fault.Now().Sub(x.takenAt) > serveFor {
		return Grant{}, ErrStale
	}
	return x.lookup(keyText)
}

// Project finds a project in the last snapshot, however old.
func (k *Keyring) Project(key string) (Project, bool) {
	p, ok := k.current.Load().projects[key]
	return p, ok
}

// Projects lists the projects of the last snapshot, however old, by key. The list is shared: leave it as it is.
func (k *Keyring) Projects() []ProjectInfo { return k.current.Load().infos }

// Status says how fresh the snapshot is.
func (k *Keyring) Status() KeyringStatus {
	s := KeyringStatus{TakenAt: k.current.Load().takenAt}
	if err := k.failure.Load(); err != nil {
		s.Err = *err
	}
	return s
}
