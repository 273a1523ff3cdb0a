// Package redisurl makes clients of Redis from the URLs that the flags take, the same for every part that is on Redis.
package redisurl

import (
	"errors"
	"net/url"
	"sync"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/logging"
)

// errURL does not repeat what it was given: that may hold a password.
var errURL = errors.New("want redis://[USER:PASSWORD@]HOST[:PORT][/DATABASE], rediss:// for TLS, and of a Redis Cluster ?addr=HOST:PORT for each further node")

// connections leaves room for a blocking read of every partition of a log beside its writers.
const connections = 64

// keepQuiet stops the client library from writing lines of its own among those of our log. What they tell of is an error that a
// caller gets, too.
var keepQuiet = sync.OnceFunc(logging.Disable)

// Dial makes a client from a redis:// or rediss:// URL; it does not connect yet. A URL that names further nodes,
// ?addr=HOST:PORT, is that of a Redis Cluster.
func Dial(address string) (redis.UniversalClient, error) {
	return dial(address, 0)
}

// DialImpatient makes a client for what can be done without: it gives up on a server after the patience, and
// tries once.
func DialImpatient(address string, patience time.Duration) (redis.UniversalClient, error) {
	return dial(address, patience)
}

// answerWithin is how long an answer may take for which whoever asks sets no bound. It is longer than any bound that one does
// set: with the client library's own, of five seconds, a log that may take ten to sync would be given up on halfway.
const answerWithin = 30 * time.Second

// dial makes a client; no patience is that of the client library, but for answers.
func dial(address string, patience time.Duration) (redis.UniversalClient, error) {
	keepQuiet()
	u, err := url.Parse(address)
	if err != nil || (u.Scheme != "redis" && u.Scheme != "rediss") || u.Host == "" {
		return nil, errURL
	}
	if u.Query().Has("addr") {
		o, err := redis.ParseClusterURL(address)
		if err != nil {
			return nil, errURL
		}
		o.ContextTimeoutEnabled, o.PoolSize, o.ReadTimeout = true, connections, answerWithin
		if patience > 0 {
			o.DialTimeout, o.ReadTimeout, o.WriteTimeout, o.PoolTimeout, o.MaxRetries = patience, patience, patience, patience, -1
		}
		return redis.NewClusterClient(o), nil
	}
	o, err := redis.ParseURL(address)
	if err != nil {
		return nil, errURL
	}
	o.ContextTimeoutEnabled, o.PoolSize, o.ReadTimeout = true, connections, answerWithin
	if patience > 0 {
		o.DialTimeout, o.ReadTimeout, o.WriteTimeout, o.PoolTimeout, o.MaxRetries = patience, patience, patience, patience, -1
	}
	return redis.NewClient(o), nil
}
