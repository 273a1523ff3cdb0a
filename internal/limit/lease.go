package limit

import "time"

const (
	// leaseLife is how long tokens are held that nobody uses.
	leaseLife = time.Second
	// pause is how long a pool that had too few tokens, or could not be reached, is not asked again at the least. What came
	// back meanwhile is drawn at once, so that a flood costs ten round trips a second and not one each.
	pause = 100 * time.Millisecond
)

// verdict is what a lease says of a request.
type verdict int

const (
	taken   verdict = iota
	refused         // the pool has none
	unknown         // the pool could not be asked
	pending         // the pool is being asked
)

// lease is the tokens of one key that a process has drawn from the shared pool and not used yet. Its Limiter guards it.
type lease struct {
	perMinute int
	held      int
	size      int           // how many to hold: as few as will do, so that others have theirs; at most Block
	drawing   chan struct{} // closed when the draw that is under way has ended; nil when none is

	usedAt     time.Time // the last request
	grantedAt  time.Time // the last tokens
	emptyUntil time.Time // the pool had no more, and is not asked before
	lost       bool      // the last draw has failed
	lostUntil  time.Time // and none is tried before
}

// limitTo follows the key's setting.
func (l *lease) limitTo(perMinute int) {
	if l.perMinute != perMinute {
		block := Block(perMinute)
		l.perMinute, l.held, l.size = perMinute, min(l.held, block), min(l.size, block)
	}
}

// take takes a token. A request that is refused is told how long to wait.
func (l *lease) take(now time.Time) (verdict, time.Duration) {
	l.usedAt = now
	switch {
	case l.held > 0:
		l.held--
		return taken, 0
	case l.lost:
		return unknown, 0
	case now.Before(l.emptyUntil):
		return refused, l.emptyUntil.Sub(now)
	}
	return pending, 0
}

// wants is how many tokens are to be drawn now; none while they are being drawn, or when the pool has just said that it has
// none. Tokens are drawn when half of them are used up: ahead of need.
func (l *lease) wants(v verdict, now time.Time) int {
	if l.drawing != nil || now.Before(l.emptyUntil) || now.Before(l.lostUntil) {
		return 0
	}
	if v == taken && l.held >= l.size/2 {
		return 0
	}
	l.resize(now)
	return l.size - l.held
}

// resize follows the demand: tokens that were used up within a tenth of a second were too few, those that lasted for a whole
// one too many.
func (l *lease) resize(now time.Time) {
	switch lasted := now.Sub(l.grantedAt); {
	case lasted < pause:
		l.size = min(2*l.size, Block(l.perMinute))
	case lasted > leaseLife:
		l.size = max(l.size/2, l.held+1)
	}
}

// receive ends a draw of n tokens.
func (l *lease) receive(drawn Drawn, n int, err error, now time.Time) {
	l.drawing = nil
	if l.lost = err != nil; l.lost {
		l.lostUntil = now.Add(pause)
		return
	}
	l.lostUntil = time.Time{}
	l.held = min(l.held+drawn.Granted, Block(l.perMinute))
	l.grantedAt = now
	if drawn.Granted < n {
		l.emptyUntil = now.Add(max(drawn.Wait, pause))
		l.size = Block(l.perMinute) // whatever comes back is wanted
	}
}

// idle reports whether nobody has asked for a while: then the lease may end.
func (l *lease) idle(now time.Time) bool {
	return l.drawing == nil && now.Sub(l.usedAt) >= leaseLife && !now.Before(l.emptyUntil)
}
