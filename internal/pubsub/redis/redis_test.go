package redis

import (
	"context"
	"errors"
	"testing"
	"time"

	"paceline/internal/await"
	"paceline/internal/pubsub"
	"paceline/internal/pubsub/pubsubtest"
	"paceline/internal/redistest"
)

func TestConformance(t *testing.T) {
	server := redistest.Start(t)
	pubsubtest.Run(t, func(t *testing.T) pubsubtest.Bus {
		server.Client(t).FlushAll(t.Context())
		return open(t, server.URL())
	})
}

func TestARedisThatGoesAwayIsWaitedFor(t *testing.T) {
	server := redistest.Start(t)
	bus := open(t, server.URL())
	s := pubsubtest.Subscribe(t, bus, pubsub.Live)

	server.Kill()
	await.Until(t, "the subscription says that Redis is away", func() bool {
		return errors.Is(s.Check(), pubsub.ErrUnavailable)
	})
	if err := bus.Publish(t.Context(), pubsub.Live, pubsub.Message{Project: "a"}); !errors.Is(err, pubsub.ErrUnavailable) {
		t.Errorf("publishing without Redis: %v", err)
	}

	server.Restart(t)
	await.Until(t, "the subscription stands again", func() bool { return s.Check() == nil })
	publishAgain(t, bus, "back")
	if d := pubsubtest.Next(t, s); string(d.Data) != "back" || !d.Missed {
		t.Errorf("after Redis was away got %q, told of a loss: %t", d.Data, d.Missed)
	}
	publishAgain(t, bus, "as ever")
	if d := pubsubtest.Next(t, s); string(d.Data) != "as ever" || d.Missed {
		t.Errorf("then got %q, told of a loss: %t", d.Data, d.Missed)
	}
}

func TestARedisThatIsSilentIsNoticed(t *testing.T) {
	server := redistest.Start(t)
	bus := open(t, server.URL())
	bus.client.Options().ReadTimeout = answerWithin
	s := pubsubtest.Subscribe(t, bus, pubsub.Live)
	server.Freeze()
	t.Cleanup(server.Thaw)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- bus.Publish(ctx, pubsub.Live, pubsub.Message{Project: "a"}) }()
	await.Until(t, "the subscription says that Redis is silent", func() bool { return s.Check() != nil })
	cancel()
	if err := <-ended; !errors.Is(err, pubsub.ErrUnavailable) {
		t.Errorf("publishing to a silent Redis: %v", err)
	}
	server.Thaw()
	await.Until(t, "the subscription stands again", func() bool { return s.Check() == nil })
}

func TestDatabasesOfOneRedisAreApart(t *testing.T) {
	server := redistest.Start(t)
	first, second := open(t, server.URL()+"/0"), open(t, server.URL()+"/1")
	s := pubsubtest.Subscribe(t, second, pubsub.Live)
	publishAgain(t, first, "of another installation")
	publishAgain(t, second, "ours")
	if d := pubsubtest.Next(t, s); string(d.Data) != "ours" {
		t.Errorf("got %q", d.Data)
	}
}

func TestWhatOthersPutOnTheChannelIsIgnored(t *testing.T) {
	server := redistest.Start(t)
	bus := open(t, server.URL())
	s := pubsubtest.Subscribe(t, bus, pubsub.Live)
	server.Client(t).Publish(t.Context(), bus.channel(pubsub.Live), "no line feed")
	publishAgain(t, bus, "ours")
	if d := pubsubtest.Next(t, s); string(d.Data) != "ours" {
		t.Errorf("got %q", d.Data)
	}
}

func TestAURLThatIsNone(t *testing.T) {
	if _, err := Open("http://localhost"); err == nil {
		t.Error("an http URL was taken for a Redis")
	}
}

// publishAgain publishes; connections of the pool that died with a server fail once each.
func publishAgain(t *testing.T, bus *Bus, data string) {
	t.Helper()
	await.Until(t, "published", func() bool {
		return bus.Publish(t.Context(), pubsub.Live, pubsub.Message{Project: "a", Data: []byte(data)}) == nil
	})
}

func open(t *testing.T, url string) *Bus {
	t.Helper()
	bus, err := Open(url)
	if err != nil {
		t.Fatal(err)
	}
	bus.client.Options().ReadTimeout = time.Minute // so that only a Redis that a test has taken away is late
	t.Cleanup(func() { _ = bus.Close() })
	return bus
}
