package admin_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"paceline/internal/admin"
)

// lose takes the control plane away, under a keyring that knows its project.
func (b *bench) lose() {
	b.t.Helper()
	b.refresh()
	if err := b.store.Close(); err != nil {
		b.t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(b.dir, "control.db")); err != nil {
		b.t.Fatal(err)
	}
	b.openStore()
	b.restart()
}

func TestAnEmptyControlPlaneDoesNotReplaceTheCopy(t *testing.T) {
	onBench(t, func(t *testing.T, b *bench, key string) {
		b.lose()
		before, err := os.ReadFile(b.snapshotPath())
		if err != nil {
			t.Fatal(err)
		}
		if err := b.Refresh(t.Context()); err == nil || b.Status().Err == nil {
			t.Error("nobody is told that the projects are gone")
		}
		if after, err := os.ReadFile(b.snapshotPath()); err != nil || !bytes.Equal(before, after) {
			t.Errorf("the copy became %s, %v", after, err)
		}
		if _, err := b.Lookup(key); err != nil {
			t.Errorf("the key does not serve: %v", err)
		}
	})
}

func TestRescuePutsBackWhatWasLost(t *testing.T) {
	onBench(t, func(t *testing.T, b *bench, key string) {
		if saved, err := admin.Rescue(t.Context(), b.store, b.snapshotPath()); err != nil || len(saved.Projects) != 0 {
			t.Fatalf("without a loss it restored %+v, %v", saved, err)
		}
		b.lose()
		saved, err := admin.Rescue(t.Context(), b.store, b.snapshotPath())
		if err != nil || len(saved.Projects) != 1 || len(saved.Keys) != 1 || saved.TakenAt.IsZero() {
			t.Fatalf("it restored %+v, %v", saved, err)
		}
		b.refresh()
		if grant, err := b.Lookup(key); err != nil || grant.Project.Key != "shop" || len(grant.Project.Salt) == 0 {
			t.Errorf("the key grants %+v, %v", grant, err)
		}
	})
}

func TestRescueWithoutAGoodCopy(t *testing.T) {
	for name, c := range map[string]struct {
		copied string // empty for none
		want   error
	}{
		"none":          {"", nil},
		"no projects":   {`{"version":1,"projects":null,"keys":null}`, nil},
		"torn":          {`{"version":1,"projects":[{"projec`, admin.ErrInvalid},
		"without salts": {`{"version":1,"projects":[{"projectKey":"shop","rateLimit":1}]}`, admin.ErrInvalid},
	} {
		onBench(t, func(t *testing.T, b *bench, _ string) {
			b.lose()
			if err := os.Remove(b.snapshotPath()); err != nil {
				t.Fatal(err)
			}
			if c.copied != "" {
				if err := os.WriteFile(b.snapshotPath(), []byte(c.copied), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			saved, err := admin.Rescue(t.Context(), b.store, b.snapshotPath())
			if !errors.Is(err, c.want) || len(saved.Projects) != 0 {
				t.Errorf("%s: %+v, %v; want %v", name, saved, err, c.want)
			}
		})
	}
}
