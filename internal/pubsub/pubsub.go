// Package pubsub is the port by which workers tell live servers what they have committed. What is published reaches
// those who are subscribed at that moment, at most once: nothing is kept, nobody is waited for. The store has the facts.
//
// The adapters are in the sub-packages; pubsubtest is the suite that every one of them passes.
package pubsub

import (
	"context"
	"errors"
)

// Topic is what messages are about.
type Topic string

// Live is the topic of what was just committed; its messages are package pulse's.
const Live Topic = "live"

// MaxBytes is how large the data of one message may be.
const MaxBytes = 64 << 10

// The ways publishing and subscribing fail.
var (
	ErrUnavailable = errors.New("pubsub: unavailable") // the transport cannot be reached; a later try may succeed
	ErrTooLarge    = errors.New("pubsub: the message is larger than 64 KiB")
	ErrClosed      = errors.New("pubsub: the subscription is closed")
)

// Message is what is told of one project.
type Message struct {
	Project string
	Data    []byte // shared between all who get it: it must not be changed
}

// Delivery is a message as one subscriber gets it.
type Delivery struct {
	Message
	// Missed: messages were, or may have been, lost between the delivery before and this one.
	Missed bool
}

// Publisher is what a worker needs. It is safe for concurrent use.
type Publisher interface {
	// Publish gives messages to all who are subscribed to the topic, in order. It waits for no subscriber, and for the
	// transport until ctx ends. What fails with ErrUnavailable is lost, whole or in part. ErrTooLarge means that
	// nothing was published.
	Publish(ctx context.Context, topic Topic, messages ...Message) error
}

// Subscriber is what a live server needs. It is safe for concurrent use.
type Subscriber interface {
	// Subscribe follows a topic of all projects until the subscription is closed. It returns at once; when the transport
	// cannot be reached it tries again and again, which Subscription.Check shows.
	Subscribe(topic Topic) Subscription
}

// Subscription is a bounded queue of what was published and not taken yet. One goroutine calls Next.
type Subscription interface {
	// Next waits for a message. A subscriber that is too slow loses the oldest of those that wait, and is told so by
	// Delivery.Missed, as it is after the transport was away. It fails with ErrClosed, or with the context's error.
	Next(ctx context.Context) (Delivery, error)
	// Check is nil while messages can arrive, and ErrUnavailable with the reason while they cannot.
	Check() error
	// Close ends the subscription and gives back what it holds. It may be called twice.
	Close()
}

// CheckSize refuses messages that are too large.
func CheckSize(messages []Message) error {
	for _, m := range messages {
		if len(m.Data) > MaxBytes {
			return ErrTooLarge
		}
	}
	return nil
}
