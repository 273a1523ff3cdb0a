// Package cachetest is the suite that every adapter of the cache passes.
package cachetest

import (
	"testing"
	"time"

	"paceline/internal/await"
	"paceline/internal/cache"
)

var (
	mine   = cache.Scope{Entity: "project", Identifier: "mine"}
	theirs = cache.Scope{Entity: "project", Identifier: "mine2"}
)

// Run tests the adapter that open returns; every test opens its own.
func Run(t *testing.T, open func(t *testing.T) cache.Cache) {
	tests := map[string]func(*testing.T, cache.Cache){
		"an entry is found until it is replaced": testReplace,
		"what was never set is not found":        testMissing,
		"an empty value is an entry":             testEmptyValue,
		"an entry expires":                       testExpiry,
		"replacing an entry renews its time":     testRenewal,
		"a deleted entry is gone, alone":         testDelete,
		"a deleted scope is gone, alone":         testDeleteScope,
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) { test(t, open(t)) })
	}
}

func testReplace(t *testing.T, c cache.Cache) {
	key := mine.Key("summary", "1", "2")
	set(t, c, key, "first", time.Minute)
	expect(t, c, key, "first")
	set(t, c, key, "second", time.Minute)
	expect(t, c, key, "second")
}

func testMissing(t *testing.T, c cache.Cache) {
	set(t, c, mine.Key("summary", "1"), "value", time.Minute)
	expectNone(t, c, mine.Key("summary"))
	expectNone(t, c, mine.Key("summary", "2"))
	expectNone(t, c, theirs.Key("summary", "1"))
}

func testEmptyValue(t *testing.T, c cache.Cache) {
	set(t, c, mine.Key("empty"), "", time.Minute)
	expect(t, c, mine.Key("empty"), "")
}

func testExpiry(t *testing.T, c cache.Cache) {
	short, long := mine.Key("short"), mine.Key("long")
	set(t, c, long, "stays", time.Hour)
	set(t, c, short, "goes", 20*time.Millisecond)
	eventuallyNone(t, c, short)
	expect(t, c, long, "stays")
}

func testRenewal(t *testing.T, c cache.Cache) {
	key, witness := mine.Key("renewed"), mine.Key("witness")
	set(t, c, key, "old", 20*time.Millisecond)
	set(t, c, witness, "", 20*time.Millisecond)
	set(t, c, key, "new", time.Hour)
	eventuallyNone(t, c, witness)
	expect(t, c, key, "new")
}

func testDelete(t *testing.T, c cache.Cache) {
	set(t, c, mine.Key("a"), "a", time.Minute)
	set(t, c, mine.Key("b"), "b", time.Minute)
	if err := c.Delete(t.Context(), mine.Key("a")); err != nil {
		t.Fatal(err)
	}
	expectNone(t, c, mine.Key("a"))
	expect(t, c, mine.Key("b"), "b")
	if err := c.Delete(t.Context(), mine.Key("never")); err != nil {
		t.Errorf("deleting what is not there: %v", err)
	}
}

func testDeleteScope(t *testing.T, c cache.Cache) {
	otherEntity := cache.Scope{Entity: "page", Identifier: "mine"}
	for _, scope := range []cache.Scope{mine, theirs, otherEntity} {
		set(t, c, scope.Key("a"), "a", time.Minute)
		set(t, c, scope.Key("b", "1"), "b", time.Minute)
	}
	if err := c.DeleteScope(t.Context(), mine); err != nil {
		t.Fatal(err)
	}
	expectNone(t, c, mine.Key("a"))
	expectNone(t, c, mine.Key("b", "1"))
	for _, scope := range []cache.Scope{theirs, otherEntity} {
		expect(t, c, scope.Key("a"), "a")
		expect(t, c, scope.Key("b", "1"), "b")
	}
	set(t, c, mine.Key("a"), "again", time.Minute)
	expect(t, c, mine.Key("a"), "again")
}

func set(t *testing.T, c cache.Cache, key cache.Key, value string, ttl time.Duration) {
	t.Helper()
	if err := c.Set(t.Context(), key, []byte(value), ttl); err != nil {
		t.Fatalf("set %s: %v", key, err)
	}
}

func get(t *testing.T, c cache.Cache, key cache.Key) (string, bool) {
	t.Helper()
	value, ok, err := c.Get(t.Context(), key)
	if err != nil {
		t.Fatalf("get %s: %v", key, err)
	}
	return string(value), ok
}

func expect(t *testing.T, c cache.Cache, key cache.Key, want string) {
	t.Helper()
	if got, ok := get(t, c, key); !ok || got != want {
		t.Errorf("%s is %q (there: %t), want %q", key, got, ok, want)
	}
}

func expectNone(t *testing.T, c cache.Cache, key cache.Key) {
	t.Helper()
	if got, ok := get(t, c, key); ok {
		t.Errorf("%s is there with %q", key, got)
	}
}

// eventuallyNone polls until an entry has expired.
func eventuallyNone(t *testing.T, c cache.Cache, key cache.Key) {
	t.Helper()
	await.Within(t, 10*time.Second, key.String()+" has expired", func() bool {
		_, there := get(t, c, key)
		return !there
	})
}
