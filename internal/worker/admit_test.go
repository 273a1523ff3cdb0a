package worker

import (
	"slices"
	"testing"

	"paceline/internal/rum"
)

// The registry says which dimensions are free; freeText knows where their values are.
func TestEveryFreeDimensionIsHeldToItsCap(t *testing.T) {
	var held, free []string
	for _, text := range freeText {
		held = append(held, text.dimension)
	}
	for _, d := range rum.Dimensions() {
		if d.Free {
			free = append(free, d.Name)
		}
	}
	if !slices.Equal(held, free) {
		t.Errorf("freeText has %v, the registry calls %v free", held, free)
	}
}
