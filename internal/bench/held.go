package bench

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// held is what a server holds.
type held struct {
	memoryMB   float64 // resident
	usedMB     float64 // of the heap and of stacks, without what the runtime keeps for later
	files      int
	goroutines int
}

// heldNothing asks for nothing in particular.
var heldNothing = held{}

// What may differ between two looks at a server that does the same: connections of the store and idle goroutines come
// and go, the collector runs when it will.
const (
	usedSlackMB    = 24
	filesSlack     = 8
	goroutineSlack = 24
)

func (h held) String() string {
	return fmt.Sprintf("%s MB, %d open files, %d goroutines", number(h.memoryMB), h.files, h.goroutines)
}

// within reports whether no more is held than before.
func (h held) within(before held) bool {
	return h.usedMB-before.usedMB <= usedSlackMB && h.files-before.files <= filesSlack && h.goroutines-before.goroutines <= goroutineSlack
}

// forgetWithin is how long a server may take to let go of what is no longer in use: one with nothing to do collects only
// every two minutes (forcegcperiod in Go's runtime), and what is pooled goes with the second collection.
const forgetWithin = 5 * time.Minute

// held tells what the server holds. With a look from before it waits, for a while, until no more is held than then.
func (c *child) held(ctx context.Context, before held) (now held, err error) {
	ctx, cancel := context.WithTimeout(ctx, forgetWithin)
	defer cancel()
	for {
		metrics, err := c.metrics(ctx)
		if err != nil {
			return now, errors.Join(err, context.Cause(ctx))
		}
		now = held{
			memoryMB:   c.residentMB(),
			usedMB:     (metrics["go_memstats_heap_inuse_bytes"] + metrics["go_memstats_stack_inuse_bytes"]) / (1 << 20),
			files:      int(metrics["process_open_fds"]),
			goroutines: int(metrics["go_goroutines"]),
		}
		if before == heldNothing || now.within(before) || rest(ctx, sampleEvery) != nil {
			return now, nil
		}
	}
}
