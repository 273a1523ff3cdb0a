package worker

import (
	"testing"
	"time"

	"paceline/internal/queue"
)

// At the end of the log the worker takes its time, however much comes; behind it, it hurries.
func TestOnlyWhoIsAtTheEndOfTheLogTakesTime(t *testing.T) {
	now := time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		age   time.Duration
		atEnd bool
	}{
		{0, true},
		{pace - time.Millisecond, true},
		{pace, false},
		{time.Hour, false},
		{-time.Second, true}, // the clock of who appended is ahead
	} {
		if got := isAtEnd(queue.Entry{Appended: now.Add(-c.age)}, now); got != c.atEnd {
			t.Errorf("%s old: %t", c.age, got)
		}
	}
	if isAtEnd(queue.Entry{Damaged: map[string]int{"p": 1}}, now) {
		t.Error("a damaged entry without a time holds the worker up")
	}
}

// The wall clock decides, which can be set back between a read and the rest after it.
func TestARestIsNeverLongerThanThePace(t *testing.T) {
	read := time.Date(2026, 11, 30, 12, 0, 0, 0, time.UTC)
	for took, want := range map[time.Duration]time.Duration{
		0:                pace,
		pace / 4:         pace - pace/4,
		24 * time.Hour:   pace - 24*time.Hour, // none
		-time.Nanosecond: pace,
		-24 * time.Hour:  pace,
	} {
		if got := rest(read, read.Add(took)); got != want {
			t.Errorf("%s after the read: %s, want %s", took, got, want)
		}
	}
}
