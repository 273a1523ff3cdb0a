// Package redis passes messages on between processes by Redis: one connection publishes, one for each subscription
// listens. Redis forgets what nobody listens to, which is what the port promises.
package redis

import (
	"context"
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"

	"paceline/internal/pubsub"
)

var (
	_ pubsub.Publisher  = (*Bus)(nil)
	_ pubsub.Subscriber = (*Bus)(nil)
)

// answerWithin is how long Redis may take to answer, or to be silent when it was asked for a sign of life.
const answerWithin = 2 * time.Second

// Bus is a Redis, with all who use the same number of database on it.
type Bus struct {
	client *redis.Client
	prefix string
}

// Open reads a URL, redis://[[user]:password@]host[:port][/database] or rediss://…, and does not connect yet: a Redis
// that is away is waited for.
func Open(url string) (*Bus, error) {
	options, err := redis.ParseURL(url)
	if err != nil {
		return nil, fmt.Errorf("pubsub: %w", err)
	}
	options.DialTimeout, options.ReadTimeout, options.WriteTimeout = answerWithin, answerWithin, answerWithin
	options.MaxRetries = -1 // what is late is worthless, and a second try could deliver twice
	options.DisableIdentity = true
	// Redis has one space of channels for all its databases.
	return &Bus{client: redis.NewClient(options), prefix: fmt.Sprintf("paceline:%d:", options.DB)}, nil
}

// Close ends the connection that publishes; subscriptions are closed by their owners.
func (b *Bus) Close() error { return b.client.Close() }

func (b *Bus) channel(topic pubsub.Topic) string { return b.prefix + string(topic) }

// Publish sends messages in one round trip; see pubsub.Publisher.
func (b *Bus) Publish(ctx context.Context, topic pubsub.Topic, messages ...pubsub.Message) error {
	if err := pubsub.CheckSize(messages); err != nil {
		return err
	}
	pipe := b.client.Pipeline()
	for _, m := range messages {
		pipe.Publish(ctx, b.channel(topic), encode(m))
	}
	if _, err := pipe.Exec(ctx); err != nil {
		return fmt.Errorf("%w: %w", pubsub.ErrUnavailable, err)
	}
	return nil
}

// Subscribe follows a topic; see pubsub.Subscriber.
func (b *Bus) Subscribe(topic pubsub.Topic) pubsub.Subscription {
	return listen(b.client, b.channel(topic))
}
