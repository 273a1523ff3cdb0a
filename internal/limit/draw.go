package limit

import (
	"context"
	"errors"
	"time"

	"paceline/internal/bypass"
)

// toldFor is how long a pool that was said to be away is not said to be back.
const toldFor = 10 * time.Second

// draw begins to draw n tokens for a lease. The caller holds the lock.
func (l *Limiter) draw(key string, held *lease, n int) {
	perMinute, ended := held.perMinute, make(chan struct{})
	held.drawing = ended
	l.draws.Go(func() {
		var drawn Drawn
		err := l.guard.Do(context.Background(), func(ctx context.Context) (err error) {
			drawn, err = l.shared.Draw(ctx, key, perMinute, n)
			return err
		})
		l.mu.Lock()
		now := time.Now()
		held.receive(drawn, n, err, now)
		l.tell(err, now)
		l.mu.Unlock()
		close(ended)
	})
}

// tell logs when the shared pool goes away, and when it is back: one line each, and for one that comes and goes a pair
// every ten seconds. The caller holds the lock.
func (l *Limiter) tell(err error, now time.Time) {
	switch {
	case errors.Is(err, bypass.ErrBypassed):
	case err != nil && !l.away:
		l.away, l.awaySince = true, now
		l.log.Warn("rate limits are not shared at the moment: this process lets through what it would alone", "error", err)
	case err == nil && l.away && now.Sub(l.awaySince) >= toldFor:
		l.away = false
		l.log.Info("rate limits are shared again")
	}
}

// unused is tokens to give back.
type unused struct {
	key          string
	perMinute, n int
}

// Run gives back, once a second, what is not used. It ends with ctx.
func (l *Limiter) Run(ctx context.Context) error {
	if l.shared == nil {
		<-ctx.Done()
		return nil
	}
	tick := time.NewTicker(leaseLife)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case now := <-tick.C:
			l.giveBack(l.end(func(held *lease) bool { return held.idle(now) }))
		}
	}
}

// Close waits for draws that are under way, and gives back all that is held. What is taken afterwards is limited by this
// process alone.
func (l *Limiter) Close() {
	l.mu.Lock()
	l.closed = true
	l.mu.Unlock()
	l.draws.Wait()
	l.giveBack(l.end(func(*lease) bool { return true }))
}

// end ends leases, and returns what they held.
func (l *Limiter) end(which func(*lease) bool) (all []unused) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for key, held := range l.leases {
		if !which(held) {
			continue
		}
		if held.held > 0 {
			all = append(all, unused{key, held.perMinute, held.held})
		}
		delete(l.leases, key)
	}
	return all
}

// giveBack gives back what it can. What it cannot comes back by itself within a minute.
func (l *Limiter) giveBack(all []unused) {
	for _, u := range all {
		if l.guard.Do(context.Background(), func(ctx context.Context) error {
			return l.shared.GiveBack(ctx, u.key, u.perMinute, u.n)
		}) != nil {
			return
		}
	}
}
