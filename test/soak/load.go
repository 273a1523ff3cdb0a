package soak

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	"paceline/test/harness"
)

// afterFailure is how long a sender waits before it sends again what had no answer.
const afterFailure = 5 * time.Millisecond

// Load sends visits to one server until it is stopped.
type Load struct {
	account *Account
	quit    chan struct{}
	cancel  context.CancelFunc
	group   sync.WaitGroup

	mu   sync.Mutex
	left []*Beacon // without a final answer
}

// startLoad runs so many senders. They begin with what earlier ones left.
func startLoad(ctx context.Context, s *harness.Server, a *Account, senders []*visitor, pending []*Beacon) *Load {
	l := &Load{account: a, quit: make(chan struct{})}
	ctx, l.cancel = context.WithCancel(ctx)
	for i, v := range senders {
		var mine []*Beacon
		for n, b := range pending {
			if n%len(senders) == i {
				mine = append(mine, b)
			}
		}
		l.group.Go(func() { l.send(ctx, s, v, mine) })
	}
	return l
}

// Stop ends the senders, cutting off what they are sending, and returns the beacons that had no final answer.
func (l *Load) Stop() []*Beacon {
	close(l.quit)
	l.cancel()
	l.group.Wait()
	return l.left
}

// finish ends the senders after what they are sending was answered.
func (l *Load) finish() []*Beacon {
	close(l.quit)
	l.group.Wait()
	l.cancel()
	return l.left
}

func (l *Load) send(ctx context.Context, s *harness.Server, v *visitor, queue []*Beacon) {
	defer func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		l.left = append(l.left, queue...)
	}()
	for {
		select {
		case <-l.quit:
			return
		default:
		}
		if len(queue) == 0 {
			queue = v.visit()
		}
		b := queue[0]
		pause(l.quit, v.pace)
		if !l.post(ctx, s, b) {
			pause(l.quit, afterFailure)
			if len(queue) > 1 && v.chance(0.2) { // what has no answer may be overtaken
				queue[0], queue[1] = queue[1], queue[0]
			}
			continue
		}
		switch queue = queue[1:]; {
		case b.again == 0:
			v.keep(b)
		case v.chance(0.5): // again, and at once
			b.again--
			queue = slices.Insert(queue, 0, b)
		default: // again, but later
			b.again--
			queue = append(queue, b)
		}
	}
}

// post sends a beacon once, and reports whether its answer is final.
func (l *Load) post(ctx context.Context, s *harness.Server, b *Beacon) bool {
	answer, err := s.Post(ctx, b.Project.apiKey, b.body)
	return l.account.sent(b, answer, err)
}

// pause waits, or returns early when quit is closed.
func pause(quit <-chan struct{}, d time.Duration) {
	if d == 0 {
		return
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-quit:
	}
}

// newVisitors makes the senders of a load. Names tell the events of one from those of every other.
func newVisitors(name string, n int, projects []*Project, mix Mix, random *rand.Rand) []*visitor {
	visitors := make([]*visitor, n)
	for i := range visitors {
		visitors[i] = &visitor{
			name: fmt.Sprintf("%s-%c", name, 'a'+i), projects: projects, mix: mix,
			random: rand.New(rand.NewPCG(random.Uint64(), random.Uint64())),
		}
	}
	return visitors
}
