package httpapi

import (
	"math"
	"math/rand/v2"
	"net/http"
	"sync"
	"time"
)

// Gate bounds how many requests are in process at once, by how long they stay. Beyond that it refuses at once: a client
// that is told in time to come back costs little; one that is kept costs memory, and its answer may come too late.
//
// The bound falls when requests stay longer than a target, whatever it is that is short (processors, the disk), or the process
// comes late to what has arrived, and rises while it is met and neither is so. So as many are in process as can be done in
// that time, and those that are refused wait little for the others.
type Gate struct {
	now   func() time.Time
	watch func() // how late the process is, while more requests are in process than there may always be

	mu       sync.Mutex
	inside   int
	limit    float64
	full     bool      // the limit was met since it was last raised or cut
	settled  time.Time // when the last cut will have shown
	watched  bool      // by watch, which runs
	waiting  time.Time // since when something waits that watch is to come to; zero: nothing does
	since    time.Time // the start of the present second
	admitted [2]int    // in the second before, and in this one
	refused  [2]int
}

const (
	gateLeast  = 64
	gateMost   = 2048
	gateTarget = 250 * time.Millisecond // that a request should stay at most
	gateGrowth = 4                      // how much the limit rises while as many requests end as it allows
	// The longest time a client is asked to stay away.
	gateLongestRetry = 30
)

// gateRefusal is what a gate answers, but for its Retry-After; its body never changes.
var gateRefusal = Error{Status: http.StatusServiceUnavailable, Detail: "more requests come than can be taken at the moment"}

var gateBody = sync.OnceValue(gateRefusal.body)

// NewGate makes a gate that is wide open.
func NewGate() *Gate {
	g := &Gate{now: time.Now, limit: gateMost}
	g.watch = g.watchPipe
	return g
}

// Check refuses a request before anything of its body is read, while no place is free. The error is an *Error.
func (g *Gate) Check() error {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.refuseWhenFull(g.now())
}

// Place is a request in process.
type Place struct {
	gate    *Gate
	entered time.Time
}

// Enter takes a place for a request that needs nothing more from its client, or refuses it as Check does: a client that
// sends slowly has no place meanwhile, and so takes none from others.
func (g *Gate) Enter() (Place, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	now := g.now()
	if err := g.refuseWhenFull(now); err != nil {
		return Place{}, err
	}
	g.inside++
	g.admitted[1]++
	if g.inside >= gateLeast && !g.watched {
		g.watched = true
		go g.watch()
	}
	return Place{g, now}, nil
}

// Leave gives the place back. It is to be called once.
func (p Place) Leave() {
	g := p.gate
	g.mu.Lock()
	defer g.mu.Unlock()
	now := g.now()
	stayed := now.Sub(p.entered)
	switch {
	case stayed <= gateTarget:
		if g.full && g.limit < gateMost {
			g.limit += gateGrowth / g.limit
		}
	case !now.Before(g.settled):
		g.cut(now, stayed, gateTarget)
	}
	g.inside--
}

// Inside is the number of requests in process, and the most there may be now.
func (g *Gate) Inside() (inside, limit int) {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.inside, int(g.limit)
}

// Pressed reports that requests were refused within about the last second.
func (g *Gate) Pressed() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.turn(g.now())
	return g.refused[0]+g.refused[1] > 0
}

func (g *Gate) refuseWhenFull(now time.Time) error {
	g.turn(now)
	if g.inside < int(g.limit) && !g.late(now) {
		return nil
	}
	g.full = true
	g.refused[1]++
	refusal := gateRefusal
	refusal.RetryAfter = g.retryAfter()
	return &refusal
}

// retryAfter spreads the refused over so many seconds that about as many come back in each as can be taken.
func (g *Gate) retryAfter() time.Duration {
	refused, admitted := g.refused[0]+g.refused[1], g.admitted[0]+g.admitted[1]
	seconds := min(math.Ceil(2*float64(refused)/float64(max(admitted, 1))), gateLongestRetry)
	return time.Duration(1+rand.IntN(int(seconds))) * time.Second
}

// turn begins a new second when the present one is over.
func (g *Gate) turn(now time.Time) {
	switch since := now.Sub(g.since); {
	case since < time.Second:
		return
	case since < 2*time.Second:
		g.admitted[0], g.refused[0] = g.admitted[1], g.refused[1]
	default:
		g.admitted[0], g.refused[0] = 0, 0
	}
	g.admitted[1], g.refused[1] = 0, 0
	g.since = now
}
