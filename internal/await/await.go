// Package await is how tests wait: for something that becomes so, with a deadline, or for the fake clock of a synctest
// bubble. Nothing in it waits for real time to pass.
package await

import (
	"testing"
	"time"
)

// patience is what a busy machine may need for anything that should come about at once.
const patience = time.Minute

// Until polls until it holds, and fails the test when that does not come about.
func Until(t testing.TB, what string, holds func() bool) {
	t.Helper()
	Within(t, patience, what, holds)
}

// Within is Until where the time is a bound of what is tested.
func Within(t testing.TB, limit time.Duration, what string, holds func() bool) {
	t.Helper()
	deadline := time.After(limit)
	again := time.NewTicker(2 * time.Millisecond)
	defer again.Stop()
	for !holds() {
		select {
		case <-deadline:
			t.Fatalf("not within %s: %s", limit, what)
		case <-again.C:
		}
	}
}

// Pass lets time pass by a bubble's clock, for which nobody waits. It panics outside of a bubble.
func Pass(d time.Duration) {
	if !bubble() {
		panic("await: no time passes outside of a synctest bubble: wait for a signal, or poll with Until")
	}
	<-time.After(d)
}

// bubble tells by its clock, which starts at the beginning of 2000 (https://pkg.go.dev/testing/synctest#hdr-Time).
func bubble() bool { return time.Now().Year() < 2020 }
