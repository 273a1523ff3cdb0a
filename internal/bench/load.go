package bench

import (
	"context"
	"fmt"
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

// load is clients that send requests to an address, each the next one after its answer.
type load struct {
	address  string
	clients  int
	messages []message
	// firstRound is the number that the ids of the first round bear.
	firstRound int64
	rate       int // requests per second that are begun at most; 0 is as many as are answered
}

// outcome is what became of a load.
type outcome struct {
	took     time.Duration
	accepted []time.Duration // how long each 202 took
	statuses map[int]int     // of the other answers
}

func (o *outcome) add(other outcome) {
	o.took += other.took
	o.accepted = append(o.accepted, other.accepted...)
	for status, n := range other.statuses {
		o.count(status, n)
	}
}

func (o *outcome) count(status, n int) {
	if o.statuses == nil {
		o.statuses = map[int]int{}
	}
	o.statuses[status] += n
}

func (o *outcome) rate() float64 { return perSecond(len(o.accepted), o.took) }

// others is the number of answers other than 202.
func (o *outcome) others() int {
	n := 0
	for _, of := range o.statuses {
		n += of
	}
	return n
}

// refused is an error when anything but 202 was answered: such a load measured something else.
func (o *outcome) refused() error {
	if len(o.statuses) > 0 {
		return fmt.Errorf("not all beacons were answered 202; other statuses: %v", o.statuses)
	}
	return nil
}

// run sends for a while. It ends early with ctx.
func (l load) run(ctx context.Context, duration time.Duration) (outcome, error) {
	connections := make([]*connection, l.clients)
	for i := range connections {
		c, err := dial(l.address)
		if err != nil {
			return outcome{}, err
		}
		defer c.Close()
		connections[i] = c
	}
	ctx, cancel := context.WithTimeout(ctx, duration)
	defer cancel()
	var next atomic.Int64
	results := make([]outcome, l.clients)
	failures := make([]error, l.clients)
	var all sync.WaitGroup
	begin := time.Now()
	for i, c := range connections {
		all.Go(func() { results[i], failures[i] = l.drive(ctx, c, begin, &next) })
	}
	all.Wait()
	sum := outcome{took: time.Since(begin)}
	for i, result := range results {
		if failures[i] != nil {
			return sum, failures[i]
		}
		sum.add(result)
	}
	return sum, nil
}

// drive is one client.
func (l load) drive(ctx context.Context, c *connection, begin time.Time, next *atomic.Int64) (outcome, error) {
	var o outcome
	var buffer []byte
	for ctx.Err() == nil {
		n := next.Add(1) - 1
		if !l.await(ctx, begin, n) {
			break
		}
		kinds := int64(len(l.messages))
		buffer = l.messages[n%kinds].inRound(buffer, l.firstRound+n/kinds)
		started := time.Now()
		status, err := c.send(buffer)
		if err != nil {
			return o, fmt.Errorf("sending a beacon: %w", err)
		}
		if status != http.StatusAccepted {
			o.count(status, 1)
			continue
		}
		o.accepted = append(o.accepted, time.Since(started))
	}
	return o, nil
}

// await waits for the moment of the n-th request, and reports whether to send it.
func (l load) await(ctx context.Context, begin time.Time, n int64) bool {
	if l.rate == 0 {
		return true
	}
	early := time.Until(begin.Add(time.Duration(n) * time.Second / time.Duration(l.rate)))
	if early <= 0 {
		return true
	}
	moment := time.NewTimer(early)
	defer moment.Stop()
	select {
	case <-moment.C:
		return true
	case <-ctx.Done():
		return false
	}
}
