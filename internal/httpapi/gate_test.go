package httpapi

import (
	"errors"
	"net/http"
	"testing"
	"time"
)

// clockedGate is a gate whose clock a test moves.
func clockedGate() (g *Gate, clock *time.Time) {
	at := time.Unix(1_700_000_000, 0)
	g = NewGate()
	g.now, g.watch = func() time.Time { return at }, func() {}
	return g, &at
}

// fill enters until the gate refuses, and returns who is inside.
func fill(t *testing.T, g *Gate) []Place {
	t.Helper()
	var inside []Place
	for {
		place, err := g.Enter()
		if err != nil {
			return inside
		}
		if inside = append(inside, place); len(inside) > gateMost {
			t.Fatalf("%d are inside", len(inside))
		}
	}
}

func leaveAll(inside []Place) {
	for _, place := range inside {
		place.Leave()
	}
}

func TestAGateIsWideOpenUntilRequestsStayTooLong(t *testing.T) {
	g, clock := clockedGate()
	inside := fill(t, g)
	if len(inside) != gateMost {
		t.Fatalf("%d are let in, want %d", len(inside), gateMost)
	}
	*clock = clock.Add(gateTarget)
	leaveAll(inside)
	if _, limit := g.Inside(); limit != gateMost {
		t.Errorf("the limit is %d although nobody stayed longer than the target", limit)
	}
}

func TestAGateNarrowsWhileRequestsStayTooLong(t *testing.T) {
	g, clock := clockedGate()
	for want := gateMost / 2; want >= gateLeast; want /= 2 {
		inside := fill(t, g)
		*clock = clock.Add(4 * gateTarget)
		leaveAll(inside)
		if _, limit := g.Inside(); limit != want {
			t.Fatalf("the limit is %d, want %d: one cut for all who were inside", limit, want)
		}
	}
	inside := fill(t, g)
	*clock = clock.Add(time.Hour)
	leaveAll(inside)
	if still, limit := g.Inside(); limit != gateLeast || still != 0 {
		t.Errorf("%d inside of %d, want 0 of %d", still, limit, gateLeast)
	}
}

func TestAGateWidensWhenItsLimitIsMetInTime(t *testing.T) {
	g, clock := clockedGate()
	g.limit = gateLeast
	for range 3 { // nobody is refused: no need
		place, err := g.Enter()
		if err != nil {
			t.Fatal(err)
		}
		place.Leave()
	}
	if _, limit := g.Inside(); limit != gateLeast {
		t.Errorf("the limit rose to %d without need", limit)
	}
	for range 2 * gateMost {
		inside := fill(t, g)
		*clock = clock.Add(gateTarget / 10)
		leaveAll(inside)
	}
	if _, limit := g.Inside(); limit != gateMost {
		t.Errorf("the limit is %d, want %d", limit, gateMost)
	}
}

func TestAGateTellsWhenToComeBack(t *testing.T) {
	g, clock := clockedGate()
	inside := fill(t, g)
	longest := time.Duration(0)
	for range 100 * gateMost {
		var refusal *Error
		if err := g.Check(); !errors.As(err, &refusal) || refusal.Status != http.StatusServiceUnavailable || refusal.RetryAfter < time.Second {
			t.Fatalf("a full gate answers %v", err)
		}
		longest = max(longest, refusal.RetryAfter)
	}
	if longest != gateLongestRetry*time.Second {
		t.Errorf("a flood is spread over %s, want %d s", longest, gateLongestRetry)
	}
	if !g.Pressed() {
		t.Error("a gate that refuses is pressed")
	}
	leaveAll(inside)
	*clock = clock.Add(3 * time.Second)
	if g.Pressed() {
		t.Error("a gate that refused three seconds ago is not pressed any more")
	}
	fill(t, g)
	var refusal *Error
	if err := g.Check(); !errors.As(err, &refusal) || refusal.RetryAfter != time.Second {
		t.Errorf("one that is refused beside many that are not comes back in %v", err)
	}
}

// enterSome has so many enter, who are let in.
func enterSome(t *testing.T, g *Gate, n int) (inside []Place) {
	t.Helper()
	for range n {
		place, err := g.Enter()
		if err != nil {
			t.Fatalf("with %d inside: %v", len(inside), err)
		}
		inside = append(inside, place)
	}
	return inside
}

func TestAGateLetsFewInWhileTheProcessIsLate(t *testing.T) {
	g, clock := clockedGate()
	g.called()
	*clock = clock.Add(gateLate + time.Millisecond)
	inside := enterSome(t, g, gateLeast) // so many there may always be
	if err := g.Check(); err == nil {
		t.Error("one more is let in although what has arrived is waiting for too long")
	}
	g.came()
	if _, limit := g.Inside(); limit != gateLeast {
		t.Errorf("the limit is %d after the process was late, want %d", limit, gateLeast)
	}
	leaveAll(inside)
	if err := g.Check(); err != nil {
		t.Errorf("nobody is let in after the process has come: %v", err)
	}
}

func TestAGateStaysOpenWhileTheProcessIsInTime(t *testing.T) {
	g, clock := clockedGate()
	inside := enterSome(t, g, 2*gateLeast)
	g.called()
	*clock = clock.Add(gateLate)
	inside = append(inside, enterSome(t, g, gateLeast)...)
	g.came()
	if _, limit := g.Inside(); limit != gateMost {
		t.Errorf("the limit is %d although nothing was late", limit)
	}
	leaveAll(inside)
}

// A real gate is watched while many are inside, and not longer: the package's tests look for goroutines that are left.
func TestAGateIsWatchedWhileManyAreInside(t *testing.T) {
	g := NewGate()
	ended := make(chan struct{})
	watch := g.watch
	g.watch = func() { watch(); close(ended) }
	inside := enterSome(t, g, gateLeast)
	select {
	case <-ended:
		t.Fatal("nobody watches")
	default:
	}
	leaveAll(inside)
	<-ended
}
