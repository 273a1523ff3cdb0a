package redis

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/redis/go-redis/v9"
)

// Doubts says, one sentence each, what about the server's settings keeps a 202 from meaning "on disk". It is empty when
// all is well. Open and Check look at them anew.
func (l *Log) Doubts() []string {
	if known := l.doubts.Load(); known != nil {
		return *known
	}
	return nil
}

// lookForDoubts says loudly what it finds, once each time that it changes. A server that does not answer now changes nothing.
func (l *Log) lookForDoubts(ctx context.Context) {
	found, err := l.findDoubts(ctx)
	if err != nil || slices.Equal(found, l.Doubts()) {
		return
	}
	l.doubts.Store(&found)
	if len(found) == 0 {
		l.opts.Logger.Info("the log's Redis is set up so that a 202 means: on disk")
	}
	for _, doubt := range found {
		l.opts.Logger.Error("a 202 does not mean what it should", "why", doubt)
	}
}

// findDoubts asks every server that has partitions.
func (l *Log) findDoubts(ctx context.Context) ([]string, error) {
	var mu sync.Mutex
	found := []string{}
	ask := func(ctx context.Context, server *redis.Client) error {
		doubts, err := doubtsOf(ctx, server)
		mu.Lock()
		defer mu.Unlock()
		found = append(found, doubts...)
		return err
	}
	var err error
	switch client := l.client.(type) {
	case *redis.ClusterClient:
		err = client.ForEachMaster(ctx, ask)
	case *redis.Client:
		err = ask(ctx, client)
	}
	slices.Sort(found)
	return slices.Compact(found), err
}

func doubtsOf(ctx context.Context, server *redis.Client) ([]string, error) {
	settings := map[string]string{}
	for _, name := range []string{"appendonly", "appendfsync", "maxmemory-policy"} {
		answer, err := server.ConfigGet(ctx, name).Result()
		var refused redis.Error
		if err != nil && !errors.As(err, &refused) {
			return nil, err
		}
		if answer[name] == "" {
			return []string{"Redis does not tell its settings (CONFIG GET), so nobody knows whether it syncs what it answers"}, nil
		}
		settings[name] = answer[name]
	}
	var doubts []string
	switch {
	case settings["appendonly"] != "yes":
		doubts = append(doubts, "Redis runs with appendonly no: what was accepted since its last snapshot is lost when it ends; set appendonly yes and appendfsync always")
	case settings["appendfsync"] != "always":
		doubts = append(doubts, fmt.Sprintf("Redis runs with appendfsync %s: what was accepted in about the last second is lost when its machine fails; set appendfsync always", settings["appendfsync"]))
	}
	if strings.HasPrefix(settings["maxmemory-policy"], "allkeys-") {
		doubts = append(doubts, fmt.Sprintf("Redis runs with maxmemory-policy %s: it may evict what was accepted; set noeviction, and keep caches in another Redis", settings["maxmemory-policy"]))
	}
	return doubts, nil
}
