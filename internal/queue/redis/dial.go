package redis

import (
	"errors"
	"net/url"

	"github.com/redis/go-redis/v9"
)

// errURL does not repeat what it was given: that may hold a password.
var errURL = errors.New("want redis://[USER:PASSWORD@]HOST[:PORT][/DATABASE], rediss:// for TLS, and of a Redis Cluster ?addr=HOST:PORT for each further node")

// connections leaves room for a blocking read of every partition beside the writers.
const connections = 64

// Dial makes a client for Open from a redis:// or rediss:// URL; it does not connect yet. A URL that names further nodes,
// ?addr=HOST:PORT, is that of a Redis Cluster.
func Dial(address string) (redis.UniversalClient, error) {
	u, err := url.Parse(address)
	if err != nil || (u.Scheme != "redis" && u.Scheme != "rediss") || u.Host == "" {
		return nil, errURL
	}
	if u.Query().Has("addr") {
		options, err := redis.ParseClusterURL(address)
		if err != nil {
			return nil, errURL
		}
		options.ContextTimeoutEnabled, options.PoolSize = true, connections
		return redis.NewClusterClient(options), nil
	}
	options, err := redis.ParseURL(address)
	if err != nil {
		return nil, errURL
	}
	options.ContextTimeoutEnabled, options.PoolSize = true, connections
	return redis.NewClient(options), nil
}
