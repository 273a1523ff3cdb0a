package admin

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"testing"
	"time"
)

func someSnapshot(t *testing.T) Snapshot {
	t.Helper()
	_, key := NewKey()
	key.Project, key.Origins = "shop", []string{"https://example.com"}
	s := Snapshot{
		Version: 3, TakenAt: time.Date(2026, 11, 1, 12, 0, 0, 0, time.UTC),
		Projects: []Project{{Key: "shop", RateLimit: 10, Salt: []byte("salt <&>")}}, Keys: []APIKey{key},
	}
	if err := s.Check(); err != nil {
		t.Fatal(err)
	}
	return s
}

// Whatever single bit flips, the copy is refused, or it says what it said before.
func TestCopyWithAFlippedBit(t *testing.T) {
	want := someSnapshot(t)
	data, err := encodeCopy(want)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := decodeCopy(data); err != nil || !reflect.DeepEqual(got, want) {
		t.Fatalf("the good copy: %+v, %v; want %+v", got, err, want)
	}
	for bit := range 8 * len(data) {
		bad := bytes.Clone(data)
		bad[bit/8] ^= 1 << (bit % 8)
		if got, err := decodeCopy(bad); !errors.Is(err, ErrInvalid) && !reflect.DeepEqual(got, want) {
			t.Fatalf("%s is taken for %+v, %v", bad, got, err)
		}
	}
	for size := range data {
		if got, err := decodeCopy(data[:size]); !errors.Is(err, ErrInvalid) {
			t.Fatalf("%d of %d bytes are taken for %+v, %v", size, len(data), got, err)
		}
	}
}

// Copies were plain snapshots once.
func TestCopyWithoutAChecksumIsRead(t *testing.T) {
	want := someSnapshot(t)
	data, err := json.Marshal(want)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := decodeCopy(data); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%+v, %v; want %+v", got, err, want)
	}
}

func TestCheckCopy(t *testing.T) {
	path := filepath.Join(t.TempDir(), "keys.json")
	if err := CheckCopy(path); err != nil {
		t.Errorf("without a copy: %v", err)
	}
	if err := saveSnapshot(path, someSnapshot(t)); err != nil || CheckCopy(path) != nil {
		t.Errorf("what was saved: %v, %v", err, CheckCopy(path))
	}
	if err := os.Truncate(path, 0); err != nil {
		t.Fatal(err)
	}
	if err := CheckCopy(path); !errors.Is(err, ErrInvalid) {
		t.Errorf("an empty copy: %v, want %v", err, ErrInvalid)
	}
}
