// Package memory passes messages on within one process: the embedded default.
package memory

import (
	"context"
	"sync"

	"paceline/internal/pubsub"
)

var (
	_ pubsub.Publisher  = (*Bus)(nil)
	_ pubsub.Subscriber = (*Bus)(nil)
)

// Bus connects the publishers and subscribers of a process.
type Bus struct {
	mu     sync.RWMutex
	topics map[pubsub.Topic]map[*subscription]struct{}
}

// New makes a bus with nobody on it.
func New() *Bus { return &Bus{topics: make(map[pubsub.Topic]map[*subscription]struct{})} }

// Publish gives messages to all who are subscribed; see pubsub.Publisher.
func (b *Bus) Publish(_ context.Context, topic pubsub.Topic, messages ...pubsub.Message) error {
	if err := pubsub.CheckSize(messages); err != nil {
		return err
	}
	b.mu.RLock()
	defer b.mu.RUnlock()
	for s := range b.topics[topic] {
		for _, m := range messages {
			s.Push(m)
		}
	}
	return nil
}

// Subscribe follows a topic; see pubsub.Subscriber.
func (b *Bus) Subscribe(topic pubsub.Topic) pubsub.Subscription {
	b.mu.Lock()
	defer b.mu.Unlock()
	s := &subscription{Queue: pubsub.NewQueue(), bus: b, topic: topic}
	if b.topics[topic] == nil {
		b.topics[topic] = make(map[*subscription]struct{})
	}
	b.topics[topic][s] = struct{}{}
	return s
}

type subscription struct {
	*pubsub.Queue
	bus   *Bus
	topic pubsub.Topic
}

// Check is nil: nothing can come between.
func (s *subscription) Check() error { return nil }

// Close ends the subscription.
func (s *subscription) Close() {
	s.bus.mu.Lock()
	delete(s.bus.topics[s.topic], s)
	s.bus.mu.Unlock()
	s.Queue.Close()
}
