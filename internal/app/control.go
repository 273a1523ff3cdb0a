package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"

	adminport "paceline/internal/admin"
	"paceline/internal/aside"
)

// openControl opens the control plane and the keyring before it. A control plane that was lost gets its projects and
// keys back from the keyring's copy.
func (b *backends) openControl(ctx context.Context, c config, logger *slog.Logger) error {
	control, err := openControl(ctx, c, logger)
	if err != nil {
		return err // a nil *Store in b.control would not be nil
	}
	b.control = control
	copied := b.dir.file("keys.json")
	// A damaged copy must not serve, not even for the moment until the control plane is read.
	if err := adminport.CheckCopy(copied); errors.Is(err, adminport.ErrInvalid) {
		b.setCopyAside(copied, err, logger)
	}
	saved, err := adminport.Rescue(ctx, control, copied)
	switch {
	case errors.Is(err, adminport.ErrInvalid):
		b.setCopyAside(copied, err, logger)
	case err != nil:
		return fmt.Errorf("restoring the control plane: %w", err)
	case len(saved.Projects) > 0:
		logger.Error("the control plane had lost its projects; they were restored from its copy: revoke again what was revoked after it was taken",
			"copy", copied, "takenAt", saved.TakenAt, "projects", len(saved.Projects), "keys", len(saved.Keys))
	}
	b.keyring = adminport.NewKeyring(control, copied, logger)
	_ = b.keyring.Refresh(ctx) // the copy serves only while the control plane cannot be read, which is logged
	return nil
}

// setCopyAside takes a copy of the control plane that cannot be used out of the way.
func (b *backends) setCopyAside(path string, cause error, logger *slog.Logger) {
	to, err := aside.Move(path)
	logger.Error("the copy of the control plane cannot be used and was set aside", "now", to, "error", errors.Join(cause, err))
	b.copiesAside++
}
