package memory

import (
	"testing"

	"paceline/internal/pubsub/pubsubtest"
)

func TestConformance(t *testing.T) {
	pubsubtest.Run(t, func(*testing.T) pubsubtest.Bus { return New() })
}

func TestAClosedSubscriptionIsForgotten(t *testing.T) {
	bus := New()
	bus.Subscribe("a").Close()
	if n := len(bus.topics["a"]); n != 0 {
		t.Errorf("the bus still knows %d subscriptions", n)
	}
}
