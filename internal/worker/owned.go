package worker

import (
	"slices"
	"sync"
)

// owned are the partitions that a worker has at the moment.
type owned struct {
	mu         sync.Mutex
	partitions []int
}

func (o *owned) add(partition int) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.partitions = append(o.partitions, partition)
}

func (o *owned) remove(partition int) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.partitions = slices.DeleteFunc(o.partitions, func(p int) bool { return p == partition })
}

func (o *owned) list() []int {
	o.mu.Lock()
	defer o.mu.Unlock()
	return slices.Clone(o.partitions)
}
