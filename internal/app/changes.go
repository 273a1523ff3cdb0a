package app

import (
	"context"

	"paceline/internal/pubsub"
)

// followChanges tells the query APIs of this process what workers of others have written. What it misses the cache's
// time to live makes up for.
func (p *process) followChanges(ctx context.Context) error {
	subscription := p.backends.bus.Subscribe(pubsub.Live)
	defer subscription.Close()
	for {
		delivery, err := subscription.Next(ctx)
		if err != nil {
			return err
		}
		for _, q := range p.queries {
			q.Changed(delivery.Project)
		}
	}
}
