package app

import (
	"paceline/internal/pubsub"
	"paceline/internal/pubsub/memory"
	"paceline/internal/pubsub/redis"
)

// bus carries what workers tell live servers.
type bus interface {
	pubsub.Publisher
	pubsub.Subscriber
	Close() error
}

func openBus(chosen backend) (bus, error) {
	if chosen.scheme != onRedis {
		return memoryBus{memory.New()}, nil
	}
	connected, err := redis.Open(chosen.url)
	if err != nil {
		return nil, err // a nil *Bus in the interface would not be nil
	}
	return connected, nil
}

// memoryBus has nothing to close.
type memoryBus struct{ *memory.Bus }

// Close does nothing.
func (memoryBus) Close() error { return nil }
