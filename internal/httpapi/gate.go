package httpapi

import (
	"math"
	"math/rand/v2"
	"net/http"
	"sync"
	"time"
)

// Gate bounds how many requests are in process at once, by how long the process needs to get to a request. Beyond that
// it refuses at once: a client that is told in time to come back costs little, one that waits costs memory, and the
// answer it gets in the end may come too late for it.
//
// The bound falls while goroutines that could run have to wait for a processor, whatever keeps the processors busy,
// and rises again when they do not: so a refusal, too, comes in time, and what is in process is as much as can be done.
// It looks at that when a request comes, and does nothing in between.
type Gate struct {
	now   func() time.Time
	delay func() (wait time.Duration, ok bool) // how long most goroutines waited since it was last asked

	mu       sync.Mutex
	inside   int
	limit    float64
	looked   time.Time
	full     bool // the limit was met since the last look
	peak     int  // most inside since the last look
	admitted float64
	refused  float64 // both forget what is long past
}

const (
	gateLeast = 32
	gateMost  = 1024
	// The wait for a processor that is aimed at. A request waits several times on its way, and is to be refused within 50 ms.
	gateWait = 15 * time.Millisecond
	gateLook = 20 * time.Millisecond
	// The longest time a client is asked to stay away.
	gateLongestRetry = 30
)

// NewGate makes a gate that is wide open.
func NewGate() *Gate {
	return &Gate{now: time.Now, delay: newRunDelays().most, limit: gateMost}
}

// Check refuses a request before anything is read of its body, while no place is free.
func (g *Gate) Check() error {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.look()
	return g.refuseWhenFull()
}

// Enter takes a place for a request that needs nothing more from its client. It is to Leave in any case, unless it was
// refused. A client that sends slowly has no place meanwhile, and so takes none from others.
func (g *Gate) Enter() error {
	g.mu.Lock()
	defer g.mu.Unlock()
	if err := g.refuseWhenFull(); err != nil {
		return err
	}
	g.inside++
	g.peak = max(g.peak, g.inside)
	g.admitted++
	return nil
}

// Leave gives the place back.
func (g *Gate) Leave() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.inside--
}

// Inside is the number of requests in process, and Limit the most there may be now.
func (g *Gate) Inside() (inside, limit int) {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.inside, int(g.limit)
}

func (g *Gate) refuseWhenFull() error {
	if g.inside < int(g.limit) {
		return nil
	}
	g.full = true
	g.refused++
	return &Error{
		Status: http.StatusServiceUnavailable, RetryAfter: g.retryAfter(),
		Detail: "more requests come than can be taken at the moment",
	}
}

// retryAfter spreads the refused over so many seconds that about as many come back in each as can be taken.
func (g *Gate) retryAfter() time.Duration {
	seconds := math.Ceil(g.refused / max(g.admitted, 1))
	return time.Duration(1+rand.IntN(int(min(seconds, gateLongestRetry)))) * time.Second
}

// look adjusts the limit to how long goroutines had to wait since the last look.
func (g *Gate) look() {
	now := g.now()
	since := now.Sub(g.looked)
	if since < gateLook {
		return
	}
	g.looked = now
	wait, ok := g.delay()
	if since > time.Second { // what was long ago says nothing about now
		g.limit, g.admitted, g.refused = gateMost, 0, 0
		return
	}
	if !ok {
		return
	}
	remembered := 1 - since.Seconds()
	g.admitted *= remembered
	g.refused *= remembered
	switch {
	case wait > gateWait:
		g.limit = max(gateLeast, 0.8*min(g.limit, float64(g.peak)))
	case g.full:
		g.limit = min(gateMost, g.limit*1.05+1)
	}
	g.full, g.peak = false, g.inside
}
