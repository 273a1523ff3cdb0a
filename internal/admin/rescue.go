package admin

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
)

// Rescue fills a control plane that has no projects from the copy that a Keyring keeps at path, and returns what it
// put back, nothing when there was no need. No command deletes a project, so an empty control plane beside a copy
// with projects has lost them. A copy that cannot be used is ErrInvalid.
//
// The copy holds the keys that lived when it was taken: one that was revoked after that, while no server ran, lives
// again.
func Rescue(ctx context.Context, store Store, path string) (Snapshot, error) {
	now, err := store.Snapshot(ctx)
	if err != nil || len(now.Projects) > 0 {
		return Snapshot{}, err
	}
	saved, err := loadSnapshot(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return Snapshot{}, nil
	case err != nil:
		return Snapshot{}, fmt.Errorf("the copy %s: %w", path, err)
	case len(saved.Projects) == 0:
		return Snapshot{}, nil
	}
	switch err = store.Restore(ctx, saved); {
	case errors.Is(err, ErrExists): // another process was first
		return Snapshot{}, nil
	case err != nil:
		return Snapshot{}, fmt.Errorf("the copy %s: %w", path, err)
	}
	return saved, nil
}

// Check returns an error that wraps ErrInvalid unless the parts of the snapshot may stand in a control plane.
func (s Snapshot) Check() error {
	for _, p := range s.Projects {
		if err := CheckProjectKey(p.Key); err != nil {
			return err
		}
		if len(p.Salt) == 0 || p.RateLimit <= 0 {
			return Invalid("project %s has no salt or no rate limit", p.Key)
		}
	}
	for _, key := range s.Keys {
		if len(key.ID) != keyIDLength || !isBase62(key.ID) || len(key.Hash) != len(HashSecret("")) {
			return Invalid("key %q has no id or no hash of a key", key.ID)
		}
		if _, err := ParseOrigins(key.Origins); err != nil {
			return err
		}
	}
	return nil
}
