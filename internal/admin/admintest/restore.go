package admintest

import (
	"bytes"
	"encoding/json"
	"errors"
	"reflect"
	"testing"
	"time"

	"paceline/internal/admin"
)

// lost is what was kept of a control plane that is gone: it went through JSON, as a keyring's copy does.
func lost(t *testing.T) admin.Snapshot {
	t.Helper()
	_, key := admin.NewKey()
	key.Project, key.Origins, key.Created = "shop", []string{origin}, time.UnixMilli(1_700_000_000_456)
	text, err := json.Marshal(admin.Snapshot{
		Version: 41, TakenAt: time.UnixMilli(1_700_000_001_000),
		Projects: []admin.Project{
			{Key: "demo", Demo: true, RateLimit: 7, Salt: []byte("pepper and salt."), Created: time.UnixMilli(1_700_000_000_123)},
			{Key: "shop", RateLimit: 9, Salt: []byte("salt and pepper."), Created: time.UnixMilli(1_700_000_000_124)},
		},
		Keys: []admin.APIKey{key},
	})
	if err != nil {
		t.Fatal(err)
	}
	var s admin.Snapshot
	if err := json.Unmarshal(text, &s); err != nil {
		t.Fatal(err)
	}
	return s
}

// inUTC makes equal times look equal.
func inUTC(s admin.Snapshot) admin.Snapshot {
	for i := range s.Projects {
		s.Projects[i].Created = s.Projects[i].Created.UTC()
	}
	for i := range s.Keys {
		s.Keys[i].Created = s.Keys[i].Created.UTC()
	}
	return s
}

func restores(t *testing.T, open func(t *testing.T) admin.Store) {
	s, want := open(t), inUTC(lost(t))
	before := snapshot(t, s)
	want.Version = before.Version + 1 // where one change would lead here
	if err := s.Restore(t.Context(), want); err != nil {
		t.Fatal(err)
	}
	got := inUTC(snapshot(t, open(t)))
	if got.Version == before.Version || got.Version == want.Version {
		t.Errorf("the version is %d; it was %d here and %d there, and must be new to both", got.Version, before.Version, want.Version)
	}
	if !reflect.DeepEqual(got.Projects, want.Projects) || !reflect.DeepEqual(got.Keys, want.Keys) {
		t.Errorf("restored %+v\nwant %+v", got, want)
	}
	if err := s.Restore(t.Context(), want); !errors.Is(err, admin.ErrExists) {
		t.Errorf("a second restoration = %v, want ErrExists", err)
	}
	if again := snapshot(t, s); again.Version != got.Version || len(again.Projects) != 2 || len(again.Keys) != 1 {
		t.Errorf("the second restoration changed something: %+v", again)
	}
	addProject(t, s, "next")
}

func refusesToRestore(t *testing.T, open func(t *testing.T) admin.Store) {
	s := open(t)
	before := snapshot(t, s)
	for name, spoil := range map[string]func(*admin.Snapshot){
		"a bad project key":    func(s *admin.Snapshot) { s.Projects[1].Key = "a b" },
		"a project twice":      func(s *admin.Snapshot) { s.Projects[1].Key = s.Projects[0].Key },
		"no salt":              func(s *admin.Snapshot) { s.Projects[0].Salt = nil },
		"a key of no project":  func(s *admin.Snapshot) { s.Keys[0].Project = "none" },
		"a key without a hash": func(s *admin.Snapshot) { s.Keys[0].Hash = bytes.Repeat([]byte{1}, 3) },
		"a key without origin": func(s *admin.Snapshot) { s.Keys[0].Origins = nil },
	} {
		bad := lost(t)
		spoil(&bad)
		if err := s.Restore(t.Context(), bad); !errors.Is(err, admin.ErrInvalid) {
			t.Errorf("%s: %v, want ErrInvalid", name, err)
		}
	}
	if after := snapshot(t, s); after.Version != before.Version || len(after.Projects)+len(after.Keys) != 0 {
		t.Errorf("what was refused changed something: %+v", after)
	}
}
