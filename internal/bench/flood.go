package bench

import (
	"context"
	"errors"
	"io"
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

// flood is clients that begin requests at a rate, whatever becomes of the earlier ones: an open loop. A request goes
// out by a client that waits for nothing, or by a new one while there may be more. A client is a connection.
type flood struct {
	address    string
	messages   []message
	firstRound int64
	rate       int  // requests per second
	clients    int  // the most at once
	heed       bool // a client that is refused stays away as long as it is told, as the SDK does
}

// flooded is what became of a flood.
type flooded struct {
	outcome
	refusals   []time.Duration // how long each 429 and 503 took
	unadvised  int             // of them those without Retry-After
	unsent     int             // requests that found every client waiting
	broken     map[string]int  // requests without an answer, by what happened
	unanswered int
}

// flooding is a flood under way.
type flooding struct {
	flood
	idle    chan *floodConn
	opened  atomic.Int64
	running sync.WaitGroup

	mu  sync.Mutex
	sum flooded
}

// floodConn is one connection's client, and what it has seen.
type floodConn struct {
	work chan int64 // numbers of requests
	seen flooded
}

// run floods for a while and waits for every answer.
func (f flood) run(ctx context.Context, duration time.Duration) flooded {
	g := &flooding{flood: f, idle: make(chan *floodConn, f.clients)}
	g.sum.broken = map[string]int{}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	begin := time.Now()
	sent := int64(0)
	for time.Since(begin) < duration && rest(ctx, time.Millisecond) == nil {
		for due := int64(time.Since(begin).Seconds() * float64(f.rate)); sent < due; sent++ {
			g.offer(ctx, sent)
		}
	}
	took := time.Since(begin)
	stop()
	for range g.opened.Load() {
		close((<-g.idle).work)
	}
	g.running.Wait()
	g.sum.took = took
	return g.sum
}

// offer hands a request to a client that is free.
func (g *flooding) offer(ctx context.Context, n int64) {
	select {
	case client := <-g.idle:
		client.work <- n
		return
	default:
	}
	if g.opened.Load() == int64(g.clients) {
		g.sum.unsent++ // only the dispatcher writes it until all clients have ended
		return
	}
	g.opened.Add(1)
	client := &floodConn{work: make(chan int64, 1), seen: flooded{broken: map[string]int{}}}
	client.work <- n
	g.running.Go(func() { g.drive(ctx, client) })
}

// drive is one client.
func (g *flooding) drive(ctx context.Context, client *floodConn) {
	var conn *connection
	var buffer []byte
	for n := range client.work {
		if conn == nil {
			var err error
			if conn, err = dial(g.address); err != nil {
				client.seen.broken["connecting: "+err.Error()]++
				g.idle <- client
				continue
			}
		}
		kinds := int64(len(g.messages))
		buffer = g.messages[n%kinds].inRound(buffer, g.firstRound+n/kinds)
		usable := client.ask(conn, buffer)
		if g.heed && conn.retryAfter > 0 {
			_ = rest(ctx, time.Duration(conn.retryAfter)*time.Second) // or until the flood ends
		}
		if !usable {
			_ = conn.Close()
			conn = nil
		}
		g.idle <- client
	}
	if conn != nil {
		_ = conn.Close()
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	g.sum.join(client.seen)
}

// ask sends a request and notes the answer. It reports whether the connection can be used again.
func (c *floodConn) ask(conn *connection, request []byte) bool {
	began := time.Now()
	status, err := conn.send(request)
	took := time.Since(began)
	switch {
	case errors.Is(err, io.EOF):
		c.seen.broken["closed without an answer"]++
		return false
	case err != nil:
		c.seen.broken[err.Error()]++
		return false
	case status == http.StatusAccepted:
		c.seen.accepted = append(c.seen.accepted, took)
	case status == http.StatusTooManyRequests, status == http.StatusServiceUnavailable:
		c.seen.count(status, 1)
		c.seen.refusals = append(c.seen.refusals, took)
		if conn.retryAfter == 0 {
			c.seen.unadvised++
		}
	default:
		c.seen.count(status, 1)
	}
	return !conn.ending
}

func (f *flooded) join(other flooded) {
	f.add(other.outcome)
	f.refusals = append(f.refusals, other.refusals...)
	f.unadvised += other.unadvised
	for what, n := range other.broken {
		f.broken[what] += n
		f.unanswered += n
	}
}
