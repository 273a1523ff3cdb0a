// Package storetest is what every adapter of package store must do, as tests: an adapter's own test calls Run.
package storetest

import (
	"slices"
	"testing"

	"paceline/internal/rum"
	"paceline/internal/store"
)

// Store is an open store under test.
type Store struct {
	store.Writer
	store.Reader
	// Reopen closes the store in good order and opens it again on the same data.
	Reopen func(t *testing.T) Store
}

// Open makes an empty store that is closed when the test ends. exactLimit is the most page views that it
// answers with exact percentiles; 0 means rum.ExactLimit.
type Open func(t *testing.T, exactLimit int64) Store

// test is one behaviour; the store it gets is its own.
type test struct {
	name string
	run  func(t *testing.T, s Store)
}

// Run runs the suite.
func Run(t *testing.T, open Open) {
	each(t, open, positionTests(), viewTests(), placeTests(), eventTests())
	RunReader(t, open)
}

// RunReader runs the part of the suite that asks questions.
func RunReader(t *testing.T, open Open) {
	each(t, open, readerTests(), errorTests(), sessionTests(), pageTests(), percentileTests(), distributionTests(), weightTests())
	t.Run("sketched percentiles are within the stated error of exact ones", func(t *testing.T) { sketchNearExact(t, open) })
	t.Run("sketches count by weight", func(t *testing.T) { heavy(t, open(t, 1), rum.SketchError+1e-9) })
	t.Run("answers above the exact limit say so", func(t *testing.T) { sketchSaysSo(t, open(t, 3)) })
}

func each(t *testing.T, open Open, lists ...[]test) {
	for _, test := range slices.Concat(lists...) {
		t.Run(test.name, func(t *testing.T) { test.run(t, open(t, 0)) })
	}
}
