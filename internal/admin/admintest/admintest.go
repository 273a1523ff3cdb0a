// Package admintest is the conformance suite of package admin's Store: every adapter runs it.
package admintest

import (
	"bytes"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"paceline/internal/admin"
)

// Run runs the suite. open opens a store; in one test all that it opens are the same control plane, as when several
// processes use it.
func Run(t *testing.T, fixture func(t *testing.T) (open func(t *testing.T) admin.Store)) {
	for name, test := range map[string]func(t *testing.T, open func(t *testing.T) admin.Store){
		"a project has defaults and a first key":   addsProject,
		"what was given is kept":                   keepsProject,
		"keys are added, listed and revoked":       rotatesKeys,
		"bad input is refused and changes nothing": refuses,
		"the version moves with every change":      movesVersion,
		"another process sees a change":            shares,
		"many add at once":                         addsTogether,
		"a snapshot is restored into nothing":      restores,
		"what cannot be restored changes nothing":  refusesToRestore,
	} {
		t.Run(name, func(t *testing.T) { test(t, fixture(t)) })
	}
}

const origin = "https://example.com"

func addProject(t *testing.T, s admin.Store, key string) (id, text string) {
	t.Helper()
	text, err := s.AddProject(t.Context(), admin.Project{Key: key}, []string{origin})
	if err != nil {
		t.Fatalf("add project %s: %v", key, err)
	}
	return parse(t, text), text
}

func parse(t *testing.T, text string) (id string) {
	t.Helper()
	id, _, ok := admin.ParseKey(text)
	if !ok {
		t.Fatalf("%q is not a key", text)
	}
	return id
}

func snapshot(t *testing.T, s admin.Store) admin.Snapshot {
	t.Helper()
	snapshot, err := s.Snapshot(t.Context())
	if err != nil {
		t.Fatalf("snapshot: %v", err)
	}
	return snapshot
}

func addsProject(t *testing.T, open func(t *testing.T) admin.Store) {
	s := open(t)
	before := time.Now().Truncate(time.Second)
	_, text := addProject(t, s, "shop")
	_, secret, _ := admin.ParseKey(text)
	got := snapshot(t, s)
	if len(got.Projects) != 1 || len(got.Keys) != 1 || got.TakenAt.Before(before) {
		t.Fatalf("snapshot = %+v", got)
	}
	p, k := got.Projects[0], got.Keys[0]
	if p.Key != "shop" || p.Demo || p.RateLimit != admin.DefaultRateLimit || len(p.Salt) < 16 || p.Created.Before(before) {
		t.Errorf("project = %+v", p)
	}
	if k.Project != "shop" || !bytes.Equal(k.Hash, admin.HashSecret(secret)) || !slices.Equal(k.Origins, []string{origin}) || k.Created.Before(before) {
		t.Errorf("key = %+v", k)
	}
	addProject(t, s, "other")
	if two := snapshot(t, s).Projects; len(two) != 2 || bytes.Equal(two[0].Salt, two[1].Salt) {
		t.Error("two projects have the same salt")
	}
}

func keepsProject(t *testing.T, open func(t *testing.T) admin.Store) {
	s := open(t)
	want := admin.Project{Key: "demo", Demo: true, RateLimit: 7, Salt: []byte("pepper and salt."), Created: time.UnixMilli(1_700_000_000_123)}
	if _, err := s.AddProject(t.Context(), want, []string{"*"}); err != nil {
		t.Fatal(err)
	}
	got := snapshot(t, open(t)).Projects[0]
	if got.Key != want.Key || !got.Demo || got.RateLimit != 7 || !bytes.Equal(got.Salt, want.Salt) || !got.Created.Equal(want.Created) {
		t.Errorf("project = %+v, want %+v", got, want)
	}
}

func rotatesKeys(t *testing.T, open func(t *testing.T) admin.Store) {
	s := open(t)
	first, _ := addProject(t, s, "shop")
	addProject(t, s, "other")
	text, err := s.AddKey(t.Context(), "shop", []string{"HTTPS://Two.example:443", origin, origin})
	if err != nil {
		t.Fatal(err)
	}
	second := parse(t, text)
	keys, err := s.Keys(t.Context(), "shop")
	if err != nil || len(keys) != 2 {
		t.Fatalf("keys = %+v, %v", keys, err)
	}
	if err = s.RevokeKey(t.Context(), first); err != nil {
		t.Fatal(err)
	}
	keys, err = s.Keys(t.Context(), "shop")
	if err != nil || len(keys) != 1 || keys[0].ID != second || !slices.Equal(keys[0].Origins, []string{origin, "https://two.example"}) {
		t.Errorf("keys = %+v, %v", keys, err)
	}
	if live := snapshot(t, s).Keys; len(live) != 2 {
		t.Errorf("the snapshot has %d keys, want the 2 that live", len(live))
	}
}

func refuses(t *testing.T, open func(t *testing.T) admin.Store) {
	s := open(t)
	id, _ := addProject(t, s, "shop")
	if err := s.RevokeKey(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	before := snapshot(t, s)
	add := func(p admin.Project, origins ...string) func() error {
		return func() error { _, err := s.AddProject(t.Context(), p, origins); return err }
	}
	for name, c := range map[string]struct {
		call func() error
		want error
	}{
		"a project that is there": {add(admin.Project{Key: "shop"}, origin), admin.ErrExists},
		"a bad project key":       {add(admin.Project{Key: "a b"}, origin), admin.ErrInvalid},
		"a bad rate limit":        {add(admin.Project{Key: "x", RateLimit: -1}, origin), admin.ErrInvalid},
		"no origin":               {add(admin.Project{Key: "x"}), admin.ErrInvalid},
		"a bad origin":            {add(admin.Project{Key: "x"}, "example.com"), admin.ErrInvalid},
		"a bad origin for a key":  {func() error { _, err := s.AddKey(t.Context(), "shop", []string{"ftp://x"}); return err }, admin.ErrInvalid},
		"a key for no project":    {func() error { _, err := s.AddKey(t.Context(), "none", []string{"*"}); return err }, admin.ErrNotFound},
		"the keys of no project":  {func() error { _, err := s.Keys(t.Context(), "none"); return err }, admin.ErrNotFound},
		"an unknown key":          {func() error { return s.RevokeKey(t.Context(), "unknown") }, admin.ErrNotFound},
		"a key that is revoked":   {func() error { return s.RevokeKey(t.Context(), id) }, admin.ErrNotFound},
	} {
		if err := c.call(); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
	if after := snapshot(t, s); after.Version != before.Version || len(after.Projects) != 1 || len(after.Keys) != 0 {
		t.Errorf("what was refused changed something: %+v", after)
	}
}

func movesVersion(t *testing.T, open func(t *testing.T) admin.Store) {
	s := open(t)
	seen := map[int64]string{}
	look := func(after string) {
		t.Helper()
		version, err := s.Version(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if again, err := s.Version(t.Context()); err != nil || again != version || snapshot(t, s).Version != version {
			t.Errorf("after %s: the version moves by itself", after)
		}
		if earlier, ok := seen[version]; ok {
			t.Errorf("the version after %s is that after %s", after, earlier)
		}
		seen[version] = after
	}
	look("opening")
	id, _ := addProject(t, s, "shop")
	look("a project")
	if _, err := s.AddKey(t.Context(), "shop", []string{"*"}); err != nil {
		t.Fatal(err)
	}
	look("a key")
	if err := s.RevokeKey(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	look("a revocation")
}

func shares(t *testing.T, open func(t *testing.T) admin.Store) {
	server, command := open(t), open(t)
	before := snapshot(t, server)
	addProject(t, command, "shop")
	if version, err := server.Version(t.Context()); err != nil || version == before.Version {
		t.Errorf("version = %d, %v; it was %d before the change", version, err, before.Version)
	}
	if got := snapshot(t, server); len(got.Projects) != 1 {
		t.Errorf("projects = %+v", got.Projects)
	}
}

func addsTogether(t *testing.T, open func(t *testing.T) admin.Store) {
	one, two := open(t), open(t)
	const each = 10
	var all sync.WaitGroup
	for _, s := range []admin.Store{one, two} {
		for i := range each {
			all.Go(func() {
				// Both add the same projects: of each, one of them must be first.
				_, err := s.AddProject(t.Context(), admin.Project{Key: "p" + string(rune('a'+i))}, []string{"*"})
				if err != nil && !errors.Is(err, admin.ErrExists) {
					t.Error(err)
				}
			})
		}
	}
	all.Wait()
	if got := snapshot(t, one); len(got.Projects) != each || len(got.Keys) != each {
		t.Errorf("%d projects with %d keys, want %d", len(got.Projects), len(got.Keys), each)
	}
}
