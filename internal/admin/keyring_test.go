package admin_test

import (
	"bytes"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"paceline/internal/admin"
	"paceline/internal/admin/sqlite"
	"paceline/internal/await"
)

const origin = "https://example.com"

// bench is a keyring on a real control plane, inside a synctest bubble: its time is the test's.
type bench struct {
	*admin.Keyring
	t     *testing.T
	store *sqlite.Store
	dir   string
	log   bytes.Buffer
}

// onBench runs a test with a project "shop" and a keyring that has not run yet.
func onBench(t *testing.T, test func(t *testing.T, b *bench, key string)) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		b := &bench{t: t, dir: dir}
		b.openStore()
		key, err := b.store.AddProject(t.Context(), admin.Project{Key: "shop"}, []string{origin})
		if err != nil {
			t.Fatal(err)
		}
		b.restart()
		test(t, b, key)
		_ = b.store.Close() // so that its goroutines end with the bubble
	})
}

func (b *bench) openStore() {
	var err error
	if b.store, err = sqlite.Open(b.t.Context(), filepath.Join(b.dir, "control.db")); err != nil {
		b.t.Fatal(err)
	}
}

func (b *bench) snapshotPath() string { return filepath.Join(b.dir, "keys.json") }

// restart makes a new keyring, as a new process does.
func (b *bench) restart() {
	b.Keyring = admin.NewKeyring(b.store, b.snapshotPath(), slog.New(slog.NewTextHandler(&b.log, nil)))
}

// run has the keyring at work for the rest of the test.
func (b *bench) run() {
	ended := make(chan error, 1)
	go func() { ended <- b.Run(b.t.Context()) }()
	b.t.Cleanup(func() { // the test's context has ended by then
		if err := <-ended; err != nil {
			b.t.Error(err)
		}
	})
	synctest.Wait()
}

// pass lets time pass; in the bubble nobody waits for it.
func (b *bench) pass(d time.Duration) {
	await.Pass(d)
	synctest.Wait()
}

func (b *bench) refresh() {
	b.t.Helper()
	if err := b.Refresh(b.t.Context()); err != nil {
		b.t.Fatal(err)
	}
}

func TestLookup(t *testing.T) {
	onBench(t, func(t *testing.T, b *bench, key string) {
		if _, err := b.Lookup(key); !errors.Is(err, admin.ErrStale) {
			t.Errorf("lookup without any snapshot = %v, want ErrStale", err)
		}
		b.refresh()
		grant, err := b.Lookup(key)
		if err != nil || grant.Project.Key != "shop" || !strings.Contains(key, grant.KeyID) || len(grant.Project.Salt) == 0 {
			t.Fatalf("lookup = %+v, %v", grant, err)
		}
		for at, want := range map[string]bool{origin: true, "https://other.example": false, "": false, "*": false, "null": false} {
			if grant.Allows(at) != want {
				t.Errorf("Allows(%q) = %v", at, !want)
			}
		}
		if anywhere := (admin.Grant{Origins: []string{"*"}}); !anywhere.Allows("https://x") || !anywhere.Allows("") {
			t.Error("* does not allow all")
		}
		other, _ := admin.NewKey()
		wrong := key[:14] + other[14:] // this id, that secret
		for _, text := range []string{"", "pl_", other, wrong, key + "x"} {
			if _, err := b.Lookup(text); !errors.Is(err, admin.ErrUnknownKey) {
				t.Errorf("lookup of %q = %v, want ErrUnknownKey", text, err)
			}
		}
	})
}

func TestProjectsMergeOrigins(t *testing.T) {
	onBench(t, func(t *testing.T, b *bench, _ string) {
		if _, err := b.store.AddKey(t.Context(), "shop", []string{"https://a.example", origin}); err != nil {
			t.Fatal(err)
		}
		if _, err := b.store.AddProject(t.Context(), admin.Project{Key: "blog", Demo: true}, []string{"*"}); err != nil {
			t.Fatal(err)
		}
		b.refresh()
		got := b.Projects()
		if len(got) != 2 || got[0].Key != "blog" || !got[0].Demo || got[1].Key != "shop" ||
			!slices.Equal(got[1].Origins, []string{"https://a.example", origin}) {
			t.Errorf("projects = %+v", got)
		}
		if p, ok := b.Project("shop"); !ok || p.RateLimit != admin.DefaultRateLimit {
			t.Errorf("project = %+v, %v", p, ok)
		}
		if _, ok := b.Project("none"); ok {
			t.Error("there is a project that was never made")
		}
	})
}

func TestChangesAreSeenWithinASecond(t *testing.T) {
	onBench(t, func(t *testing.T, b *bench, key string) {
		b.run()
		if _, err := b.Lookup(key); err != nil {
			t.Fatal(err)
		}
		id, _, _ := admin.ParseKey(key)
		if err := b.store.RevokeKey(t.Context(), id); err != nil {
			t.Fatal(err)
		}
		b.pass(1001 * time.Millisecond)
		if _, err := b.Lookup(key); !errors.Is(err, admin.ErrUnknownKey) {
			t.Errorf("lookup of a revoked key = %v", err)
		}
		before := b.Status().TakenAt
		b.pass(16 * time.Second)
		if after := b.Status(); after.Err != nil || after.TakenAt.Sub(before) < 10*time.Second {
			t.Errorf("without a change the snapshot went from %v to %+v", before, after)
		}
	})
}

func TestServesForAnHourWithoutTheControlPlane(t *testing.T) {
	onBench(t, func(t *testing.T, b *bench, key string) {
		b.refresh()
		if info, err := os.Stat(b.snapshotPath()); err != nil || info.Mode().Perm() != 0o600 {
			t.Fatalf("the copy on disk: %v, %v", info, err)
		}
		if err := b.store.Close(); err != nil {
			t.Fatal(err)
		}
		b.restart()
		b.run()
		b.pass(59 * time.Minute)
		if grant, err := b.Lookup(key); err != nil || grant.Project.Key != "shop" {
			t.Errorf("after 59 minutes: %+v, %v", grant, err)
		}
		if s := b.Status(); s.Err == nil || s.TakenAt.IsZero() {
			t.Errorf("status = %+v, want it to say why", s)
		}
		b.pass(2 * time.Minute)
		if _, err := b.Lookup(key); !errors.Is(err, admin.ErrStale) {
			t.Errorf("after 61 minutes: %v, want ErrStale", err)
		}
		if _, ok := b.Project("shop"); !ok {
			t.Error("the project is gone for readers")
		}
		if said := strings.Count(b.log.String(), "cannot be read"); said != 1 {
			t.Errorf("the log says it %d times:\n%s", said, b.log.String())
		}
	})
}

func TestRecovers(t *testing.T) {
	onBench(t, func(t *testing.T, b *bench, key string) {
		if err := b.store.Close(); err != nil {
			t.Fatal(err)
		}
		if err := b.Refresh(t.Context()); err == nil || b.Status().Err == nil {
			t.Fatal("a closed control plane can be read")
		}
		b.openStore()
		b.restart()
		b.refresh()
		if _, err := b.Lookup(key); err != nil || b.Status().Err != nil {
			t.Errorf("after it came back: %v, %+v", err, b.Status())
		}
	})
}

func TestTornCopyIsIgnored(t *testing.T) {
	onBench(t, func(t *testing.T, b *bench, key string) {
		if err := os.WriteFile(b.snapshotPath(), []byte(`{"version":1,"projects":[{"projec`), 0o600); err != nil {
			t.Fatal(err)
		}
		b.restart()
		if _, err := b.Lookup(key); !errors.Is(err, admin.ErrStale) {
			t.Errorf("lookup = %v, want ErrStale", err)
		}
		b.refresh()
		if _, err := b.Lookup(key); err != nil {
			t.Error(err)
		}
	})
}
