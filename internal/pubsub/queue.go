package pubsub

import (
	"context"
	"sync"
)

// The most that waits in one subscription.
const (
	queueMessages = 4096
	queueBytes    = 8 << 20
)

// Queue is the bounded queue of a subscription, for adapters to build on. Make it with NewQueue.
type Queue struct {
	mu      sync.Mutex
	waiting []Delivery
	bytes   int
	missed  bool // what is pushed next comes after a loss
	closed  bool
	arrived chan struct{} // holds a token while something may be waiting
}

// NewQueue makes an empty queue.
func NewQueue() *Queue { return &Queue{arrived: make(chan struct{}, 1)} }

// Push adds a message, at the cost of the oldest ones when the queue is full. It never blocks.
func (q *Queue) Push(m Message) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.closed {
		return
	}
	q.waiting = append(q.waiting, Delivery{Message: m, Missed: q.missed})
	q.missed = false
	q.bytes += len(m.Data)
	for len(q.waiting) > queueMessages || q.bytes > queueBytes {
		q.dropOldest()
	}
	q.wake()
}

func (q *Queue) dropOldest() {
	q.bytes -= len(q.waiting[0].Data)
	q.waiting[0] = Delivery{}
	q.waiting = q.waiting[1:]
	if len(q.waiting) > 0 {
		q.waiting[0].Missed = true
	} else {
		q.missed = true
	}
}

// Lost says that messages may have been lost before the next one that is pushed.
func (q *Queue) Lost() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.missed = true
}

// Next waits for a message; see Subscription.
func (q *Queue) Next(ctx context.Context) (Delivery, error) {
	for {
		d, ok, err := q.take()
		if ok || err != nil {
			return d, err
		}
		select {
		case <-q.arrived:
		case <-ctx.Done():
			return Delivery{}, ctx.Err()
		}
	}
}

func (q *Queue) take() (d Delivery, ok bool, err error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.closed {
		return d, false, ErrClosed
	}
	if len(q.waiting) == 0 {
		return d, false, nil
	}
	d = q.waiting[0]
	q.waiting[0] = Delivery{} // so that its data can be collected
	q.waiting = q.waiting[1:]
	q.bytes -= len(d.Data)
	return d, true, nil
}

// Close lets Next fail with ErrClosed and forgets what waits.
func (q *Queue) Close() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.closed, q.waiting, q.bytes = true, nil, 0
	q.wake()
}

func (q *Queue) wake() {
	select {
	case q.arrived <- struct{}{}:
	default:
	}
}
