package ingest_test

import (
	"context"
	"log/slog"
	"path/filepath"
	"testing"

	"paceline/internal/admin"
	control "paceline/internal/admin/sqlite"
	"paceline/internal/ingest"
)

// The fixture of the other tests stands in for this: a real control plane and its keyring.
func TestKeysOfARealControlPlane(t *testing.T) {
	ctx, folder := context.Background(), t.TempDir()
	store, err := control.Open(ctx, filepath.Join(folder, "control.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	keyring := admin.NewKeyring(store, filepath.Join(folder, "keys.json"), slog.New(slog.DiscardHandler))
	d := open(t, func(c *ingest.Config) { c.Keys = keyring })
	expect := func(want int, apiKey, origin string) {
		t.Helper()
		headers := []string{"X-Api-Key", apiKey}
		if origin != "" {
			headers = append(headers, "Origin", origin)
		}
		if got := d.post(beacon(event(nil)), headers...); got.status != want {
			t.Errorf("%q from %q: %d, want %d: %s", apiKey, origin, got.status, want, got.body)
		}
	}
	expect(503, "anything", "") // no snapshot was ever taken

	apiKey, err := store.AddProject(ctx, admin.Project{Key: "my-website"}, []string{ownPage})
	if err != nil {
		t.Fatal(err)
	}
	if err := keyring.Refresh(ctx); err != nil {
		t.Fatal(err)
	}
	expect(202, apiKey, ownPage)
	expect(202, apiKey, "")
	expect(403, apiKey, otherWeb)
	expect(401, apiKey+"x", ownPage)
	expect(401, "anything", ownPage)

	live, err := store.Keys(ctx, "my-website")
	if err != nil {
		t.Fatal(err)
	}
	if err := store.RevokeKey(ctx, live[0].ID); err != nil {
		t.Fatal(err)
	}
	if err := keyring.Refresh(ctx); err != nil {
		t.Fatal(err)
	}
	expect(401, apiKey, ownPage)
}
