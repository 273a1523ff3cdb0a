package memory

import (
	"fmt"
	"testing"
	"time"

	"paceline/internal/limit"
	"paceline/internal/limit/limittest"
)

func TestConformance(t *testing.T) {
	limittest.Run(t, func(*testing.T) limit.Pool { return New(time.Now) })
}

// Whatever the clock does, a key is refused for a minute at most.
func TestAClockThatIsSetBackRefusesForAMinuteAtMost(t *testing.T) {
	now := time.UnixMilli(1_697_894_406_000)
	p := New(func() time.Time { return now })
	draw(t, p, "a", 6)
	now = now.Add(-time.Hour)
	if got := draw(t, p, "a", 1); got.Granted != 0 || got.Wait > 10*time.Second {
		t.Errorf("an hour back: %+v", got)
	}
	now = now.Add(time.Minute)
	if got := draw(t, p, "a", 6); got.Granted != 6 {
		t.Errorf("a minute later: %+v", got)
	}
}

// Of too many keys those go first that have all their tokens.
func TestKeysAreBounded(t *testing.T) {
	now := time.UnixMilli(1_697_894_406_000)
	p := New(func() time.Time { return now })
	for i := range maxKeys - 1 {
		draw(t, p, fmt.Sprint(i), 1)
	}
	now = now.Add(time.Minute) // they are full again
	draw(t, p, "busy", 6)
	draw(t, p, "one more", 1)
	if len(p.full) != 2 {
		t.Errorf("%d keys are kept, want the two that lack something", len(p.full))
	}
	if got := draw(t, p, "busy", 1); got.Granted != 0 {
		t.Error("a key that had used all was forgotten before those that had not")
	}
	for i := range maxKeys + 10 {
		draw(t, p, fmt.Sprint(i), 1)
	}
	if len(p.full) > maxKeys {
		t.Errorf("%d keys are kept, want %d at most", len(p.full), maxKeys)
	}
}

func draw(t *testing.T, p *Pool, key string, n int) limit.Drawn {
	t.Helper()
	drawn, err := p.Draw(t.Context(), key, 6, n)
	if err != nil {
		t.Fatal(err)
	}
	return drawn
}
