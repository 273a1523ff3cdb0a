package redis

import (
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"paceline/internal/await"
	"paceline/internal/queue"
	"paceline/internal/queue/queuetest"
	"paceline/internal/redistest"
)

// A Redis Cluster refuses a script whose keys are not all in one hash slot; one node does so too.
func TestConformanceOnACluster(t *testing.T) {
	server, small := cluster(t), cluster(t)
	queuetest.Run(t, func(t *testing.T) queuetest.Fixture {
		for _, s := range []*redistest.Server{server, small} { // a new one takes two seconds to be ready
			if err := s.Client(t).FlushAll(t.Context()).Err(); err != nil {
				t.Fatal(err)
			}
		}
		return queuetest.Fixture{
			Shared:    true,
			Open:      func(t *testing.T) queue.Log { return openCluster(t, server, Options{Partitions: 3}) },
			OpenSmall: func(t *testing.T) queue.Log { return openCluster(t, small, Options{Partitions: 3, MaxBytes: 4 << 20}) },
		}
	})
}

func TestPartitionsAreSpreadOverTheSlots(t *testing.T) {
	client := cluster(t).Client(t)
	const partitions = 16
	slots := map[int64]bool{}
	for partition := range partitions {
		own := map[int64]bool{}
		for _, key := range keysOf(partition) {
			own[client.ClusterKeySlot(t.Context(), key).Val()] = true
			slots[client.ClusterKeySlot(t.Context(), key).Val()] = true
		}
		if len(own) != 1 {
			t.Errorf("the keys of partition %d are in the slots %v, want one", partition, own)
		}
	}
	if len(slots) != partitions {
		t.Errorf("%d partitions are in %d slots", partitions, len(slots))
	}
}

// cluster is a Redis Cluster of one node.
func cluster(t *testing.T) *redistest.Server {
	t.Helper()
	server := redistest.Start(t, append([]string{"--cluster-enabled", "yes"}, redistest.Durable...)...)
	client := server.Client(t)
	if err := client.ClusterAddSlotsRange(t.Context(), 0, 16383).Err(); err != nil {
		t.Fatal(err)
	}
	await.Until(t, "the cluster is ready", func() bool {
		return strings.Contains(client.ClusterInfo(t.Context()).Val(), "cluster_state:ok")
	})
	return server
}

func openCluster(t *testing.T, server *redistest.Server, opts Options) *Log {
	t.Helper()
	client := redis.NewClusterClient(&redis.ClusterOptions{Addrs: []string{server.Addr}, ContextTimeoutEnabled: true, ReadTimeout: time.Minute})
	log, err := Open(t.Context(), client, opts)
	if err != nil {
		t.Fatalf("open: %v", err)
	}
	t.Cleanup(func() { _ = log.Close() })
	return log
}
