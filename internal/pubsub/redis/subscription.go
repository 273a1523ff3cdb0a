package redis

import (
	"context"
	"errors"
	"fmt"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"github.com/redis/go-redis/v9"

	"paceline/internal/pubsub"
)

// Between two tries to reach Redis; it doubles.
const (
	leastPause = 100 * time.Millisecond
	mostPause  = 5 * time.Second
)

// subscription listens on a channel from a goroutine of its own until it is closed.
type subscription struct {
	*pubsub.Queue
	client  *redis.Client
	channel string
	failure atomic.Pointer[error] // nil while it listens
	stop    context.CancelFunc
	stopped sync.WaitGroup
}

var errNotYet = errors.New("not connected yet")

func listen(client *redis.Client, channel string) *subscription {
	ctx, stop := context.WithCancel(context.Background())
	s := &subscription{Queue: pubsub.NewQueue(), client: client, channel: channel, stop: stop}
	s.failure.Store(&errNotYet)
	s.stopped.Go(func() { s.run(ctx) })
	return s
}

// Check tells whether messages can arrive; see pubsub.Subscription.
func (s *subscription) Check() error {
	if err := s.failure.Load(); err != nil {
		return fmt.Errorf("%w: %w", pubsub.ErrUnavailable, *err)
	}
	return nil
}

// Close ends the goroutine, which takes as long as a read blocks at the most, and the queue.
func (s *subscription) Close() {
	s.stop()
	s.Queue.Close()
	s.stopped.Wait()
}

// run connects again whenever the connection ends; what was published meanwhile is lost, and said to be.
func (s *subscription) run(ctx context.Context) {
	wait := leastPause
	for ctx.Err() == nil {
		err := s.follow(ctx)
		if s.failure.Swap(&err) == nil {
			wait = leastPause // it had been connected
		}
		s.Lost()
		select {
		case <-ctx.Done():
		case <-time.After(wait):
		}
		wait = min(2*wait, mostPause)
	}
}

// follow listens on one connection until that fails. A connection that is silent is asked for a sign of life, for a
// peer that is gone without a word is never noticed by reading.
func (s *subscription) follow(ctx context.Context) error {
	listening := s.client.Subscribe(ctx, s.channel)
	// A cancelled context does not interrupt a read; closing the connection does.
	defer context.AfterFunc(ctx, func() { _ = listening.Close() })()
	defer func() { _ = listening.Close() }()
	asked := false
	for {
		received, err := listening.ReceiveTimeout(ctx, answerWithin)
		var timeout net.Error
		switch {
		case err == nil:
			asked = false
			s.took(received)
		case ctx.Err() != nil:
			return ctx.Err()
		case errors.As(err, &timeout) && timeout.Timeout() && !asked:
			if err := listening.Ping(ctx); err != nil {
				return err
			}
			asked = true
		default:
			return err
		}
	}
}

func (s *subscription) took(received any) {
	switch received := received.(type) {
	case *redis.Subscription:
		if s.failure.Swap(nil) == nil {
			s.Lost() // the client has connected anew by itself
		}
	case *redis.Message:
		if m, ok := decode(received.Payload); ok {
			s.Push(m)
		}
	}
}
