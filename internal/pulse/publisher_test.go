package pulse

import (
	"context"
	"errors"
	"log/slog"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/prometheus/client_golang/prometheus/testutil"

	"paceline/internal/await"
	"paceline/internal/pubsub"
	"paceline/internal/pubsub/memory"
	"paceline/internal/rum"
)

// stuck is a transport that is there again when it is let go.
type stuck struct {
	pubsub.Publisher
	away atomic.Bool
}

func (s *stuck) Publish(ctx context.Context, topic pubsub.Topic, messages ...pubsub.Message) error {
	if s.away.Load() {
		<-ctx.Done()
		return errors.Join(pubsub.ErrUnavailable, ctx.Err())
	}
	return s.Publisher.Publish(ctx, topic, messages...)
}

func commit(views int) Commit {
	c := Commit{At: at, Events: map[string]int64{"shop": int64(views)}}
	for range views {
		c.Views = append(c.Views, &rum.PageView{Where: rum.Where{Project: "shop", PageID: 1}})
	}
	return c
}

func TestAWorkerNeverWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		bus := memory.New()
		heard := bus.Subscribe(pubsub.Live)
		transport := &stuck{Publisher: bus}
		transport.away.Store(true)
		p := NewPublisher(transport, nil, slog.New(slog.DiscardHandler))
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan error)
		go func() { ended <- p.Run(ctx) }()

		began := time.Now()
		p.Committed(commit(1))
		synctest.Wait() // the round of the first commit is stuck
		for range 1000 {
			p.Committed(commit(2))
		}
		if time.Since(began) != 0 {
			t.Error("a worker waited for the transport")
		}
		transport.away.Store(false)
		p1 := next(t, heard)
		if p1.Views != 2000 || p1.Events != 2000 {
			t.Errorf("what came meanwhile is told as %d views, %d events", p1.Views, p1.Events)
		}
		if lost := testutil.ToFloat64(p.published.WithLabelValues("lost")); lost != 1 {
			t.Errorf("%v summaries are counted as lost", lost)
		}
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
}

func TestCommitsInQuickSuccessionAreOneMessage(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		bus := memory.New()
		heard := bus.Subscribe(pubsub.Live)
		p := NewPublisher(bus, nil, slog.New(slog.DiscardHandler))
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan error)
		go func() { ended <- p.Run(ctx) }()
		began := time.Now()
		p.Committed(commit(1))
		next(t, heard)
		if took := time.Since(began); took != 0 {
			t.Errorf("the first commit was told after %v", took)
		}
		for range 10 {
			p.Committed(commit(1))
			await.Pass(time.Millisecond)
		}
		if got := next(t, heard); got.Views != 10 {
			t.Errorf("one message tells of %d views", got.Views)
		}
		stop()
		<-ended
	})
}

func next(t *testing.T, s pubsub.Subscription) *Pulse {
	t.Helper()
	d, err := s.Next(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	p, err := Parse(d.Message)
	if err != nil {
		t.Fatal(err)
	}
	return p
}
