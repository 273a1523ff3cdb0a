package redis

import (
	"fmt"

	"github.com/cespare/xxhash/v2"
)

// layoutKey is a hash that says how the log was made.
const layoutKey = "paceline:log"

// keys are a partition's: meta, index, entries, accepted, trimmed. The part in braces is what Redis Cluster hashes, so all
// of one partition are in one slot, and one script may touch them
// (https://redis.io/docs/latest/operate/oss_and_stack/reference/cluster-spec/#hash-tags).
//
// The entries' records are in a stream of their own: what counts the queue reads the index alone.
type keys [5]string

func keysOf(partition int) keys {
	tag := fmt.Sprintf("{paceline:log:%d}:", partition)
	return keys{tag + "meta", tag + "index", tag + "entries", tag + "accepted", tag + "trimmed"}
}

func (k keys) index() string   { return k[1] }
func (k keys) entries() string { return k[2] }

// partitionOf is where the records of a key go.
func partitionOf(key string, partitions int) int {
	return int(xxhash.Sum64String(key) % uint64(partitions))
}
