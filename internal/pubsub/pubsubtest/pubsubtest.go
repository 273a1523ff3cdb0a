// Package pubsubtest is the suite that every adapter of pubsub passes.
package pubsubtest

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"testing"
	"time"

	"go.uber.org/goleak"

	"paceline/internal/await"
	"paceline/internal/pubsub"
)

// Bus is both sides of an adapter.
type Bus interface {
	pubsub.Publisher
	pubsub.Subscriber
}

// patience bounds every wait for something that must happen.
const patience = 20 * time.Second

const topic pubsub.Topic = "conformance"

// Run tests the adapter that open returns; every test opens its own.
func Run(t *testing.T, open func(t *testing.T) Bus) {
	tests := map[string]func(*testing.T, Bus){
		"every subscriber gets what is published, once and in order": testOrder,
		"a topic is apart from others":                               testTopics,
		"nothing is kept for who comes later":                        testNothingKept,
		"messages are bytes of any project":                          testBytes,
		"too large a message is refused whole":                       testTooLarge,
		"a slow subscriber holds up nobody and is told of its loss":  testSlow,
		"the end of a wait is the context's":                         testContext,
		"closing ends the wait":                                      testClose,
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			before := goleak.IgnoreCurrent()
			t.Cleanup(func() { goleak.VerifyNone(t, before) }) // runs when what open has cleaned up is gone
			test(t, open(t))
		})
	}
}

// Subscribe returns a subscription that messages reach; it is closed with the test.
func Subscribe(t *testing.T, bus pubsub.Subscriber, topic pubsub.Topic) pubsub.Subscription {
	t.Helper()
	s := bus.Subscribe(topic)
	t.Cleanup(s.Close)
	await.Until(t, "the subscription stands", func() bool { return s.Check() == nil })
	return s
}

// Next takes the next delivery, which must come.
func Next(t *testing.T, s pubsub.Subscription) pubsub.Delivery {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	d, err := s.Next(ctx)
	if err != nil {
		t.Fatalf("waiting for a message: %v", err)
	}
	return d
}

func publish(t *testing.T, bus Bus, topic pubsub.Topic, messages ...pubsub.Message) {
	t.Helper()
	if err := bus.Publish(t.Context(), topic, messages...); err != nil {
		t.Fatalf("publish: %v", err)
	}
}

func message(project, data string) pubsub.Message {
	return pubsub.Message{Project: project, Data: []byte(data)}
}

func expect(t *testing.T, s pubsub.Subscription, project, data string) {
	t.Helper()
	if d := Next(t, s); d.Project != project || string(d.Data) != data || d.Missed {
		t.Errorf("got %q of %q (missed: %t), want %q of %q", d.Data, d.Project, d.Missed, data, project)
	}
}

func testOrder(t *testing.T, bus Bus) {
	one, other := Subscribe(t, bus, topic), Subscribe(t, bus, topic)
	publish(t, bus, topic, message("a", "1"), message("b", "2"))
	publish(t, bus, topic, message("a", "3"))
	for _, s := range []pubsub.Subscription{one, other} {
		expect(t, s, "a", "1")
		expect(t, s, "b", "2")
		expect(t, s, "a", "3")
	}
}

func testTopics(t *testing.T, bus Bus) {
	s := Subscribe(t, bus, topic)
	publish(t, bus, topic+"-other", message("a", "not for us"))
	publish(t, bus, topic, message("a", "for us"))
	expect(t, s, "a", "for us")
}

func testNothingKept(t *testing.T, bus Bus) {
	publish(t, bus, topic, message("a", "early"))
	s := Subscribe(t, bus, topic)
	publish(t, bus, topic, message("a", "in time"))
	expect(t, s, "a", "in time")
}

func testBytes(t *testing.T, bus Bus) {
	s := Subscribe(t, bus, topic)
	publish(t, bus, topic, message("A-b_9", "\x00\n\xff\r\n"), message("a", ""))
	expect(t, s, "A-b_9", "\x00\n\xff\r\n")
	expect(t, s, "a", "")
}

func testTooLarge(t *testing.T, bus Bus) {
	s := Subscribe(t, bus, topic)
	large := pubsub.Message{Project: "a", Data: make([]byte, pubsub.MaxBytes+1)}
	if err := bus.Publish(t.Context(), topic, message("a", "beside it"), large); !errors.Is(err, pubsub.ErrTooLarge) {
		t.Errorf("too large a message: %v", err)
	}
	publish(t, bus, topic, pubsub.Message{Project: "largest", Data: large.Data[1:]})
	if d := Next(t, s); d.Project != "largest" || len(d.Data) != pubsub.MaxBytes {
		t.Errorf("got %d bytes of %q", len(d.Data), d.Project)
	}
}

func testSlow(t *testing.T, bus Bus) {
	slow, quick := Subscribe(t, bus, topic), Subscribe(t, bus, topic)
	const rounds, each = 200, 100
	batch := make([]pubsub.Message, each)
	for i := range rounds {
		for j := range batch {
			batch[j] = message("a", fmt.Sprint(i*each+j))
		}
		publish(t, bus, topic, batch...)
		for j := range each {
			expect(t, quick, "a", fmt.Sprint(i*each+j))
		}
	}
	publish(t, bus, topic, message("a", fmt.Sprint(rounds*each)))
	expect(t, quick, "a", fmt.Sprint(rounds*each))
	lost := false
	for expected := 0; expected <= rounds*each; expected++ {
		d := Next(t, slow)
		n, err := strconv.Atoi(string(d.Data))
		if err != nil || n < expected || n > expected && !d.Missed {
			t.Fatalf("%q comes where %d was expected, missed: %t, %v", d.Data, expected, d.Missed, err)
		}
		lost, expected = lost || d.Missed, n
	}
	if !lost {
		t.Error("nothing was lost: the subscriber was not slow, or its memory has no bound")
	}
}

func testContext(t *testing.T, bus Bus) {
	s := Subscribe(t, bus, topic)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Next(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("a wait that was cancelled: %v", err)
	}
	publish(t, bus, topic, message("a", "after it"))
	expect(t, s, "a", "after it")
}

func testClose(t *testing.T, bus Bus) {
	s := Subscribe(t, bus, topic)
	ended := make(chan error, 1)
	go func() {
		_, err := s.Next(context.Background())
		ended <- err
	}()
	s.Close()
	s.Close()
	select {
	case err := <-ended:
		if !errors.Is(err, pubsub.ErrClosed) {
			t.Errorf("waiting on a closed subscription: %v", err)
		}
	case <-time.After(patience):
		t.Fatal("a closed subscription is still waited for")
	}
	publish(t, bus, topic, message("a", "for nobody"))
}
