package main

import (
	"path/filepath"
	"testing"
)

// The breakages are replacements in the code: one whose place has changed would plant nothing.
func TestEveryFaultHasItsPlace(t *testing.T) {
	root, err := filepath.Abs(filepath.Join("..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	names := map[string]bool{}
	for _, f := range faults {
		if names[f.Name] {
			t.Errorf("two faults are called %s", f.Name)
		}
		names[f.Name] = true
		if _, err := f.broken(root); err != nil {
			t.Errorf("%s: %v", f.Name, err)
		}
	}
	if len(faults) < 15 {
		t.Errorf("%d faults, want at least 15", len(faults))
	}
}
