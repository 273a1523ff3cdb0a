package bench

import (
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"net/http"
	"sync"
	"time"
)

// flood is clients that begin requests at a rate, whatever becomes of the earlier ones: an open loop. A request goes out by a
// client that waits for nothing. A client is a connection. All are there before the flood begins, since to open them all at
// once takes this process longer than anything that is measured; but each goes on with a new one now and then.
type flood struct {
	address    string
	messages   []message
	firstRound int64
	rate       int  // requests per second
	clients    int  // the most at once
	heed       bool // a client that is refused stays away as long as it is told, as the SDK does
}

// newConnEvery is after how many requests a client goes on with a new connection.
const newConnEvery = 50

// flooded is what became of a flood.
type flooded struct {
	outcome                    // all times are from when a request was due, a new connection included
	delays     []time.Duration // how long after that the client began: the generator's own part of them
	refusals   []time.Duration // how long each 429 and 503 took
	later      []time.Duration // of them those that were due after the first second, in which all clients come at once
	unadvised  int             // of them those without Retry-After
	unsent     int             // requests that found every client waiting
	broken     map[string]int  // requests without an answer, by what happened
	unanswered int
}

// flooding is a flood under way.
type flooding struct {
	flood
	idle    chan *floodConn
	running sync.WaitGroup

	mu  sync.Mutex
	sum flooded
}

// floodConn is one connection's client, and what it has seen.
type floodConn struct {
	conn *connection // nil: a new one is to be opened
	sent int
	// refused is how many times in a row.
	refused int
	work    chan dueRequest
	seen    flooded
}

// dueRequest is the n-th request of a flood, when it is to go out, and how long after the flood's begin that is.
type dueRequest struct {
	n     int64
	at    time.Time
	after time.Duration
}

// run floods for a while and waits for every answer.
func (f flood) run(ctx context.Context, duration time.Duration) (flooded, error) {
	g := &flooding{flood: f, idle: make(chan *floodConn, f.clients)}
	g.sum.broken = map[string]int{}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	err := g.open(ctx)
	begin := time.Now()
	sent := int64(0)
	for err == nil && time.Since(begin) < duration && rest(ctx, time.Millisecond) == nil {
		for due := int64(time.Since(begin).Seconds() * float64(f.rate)); sent < due; sent++ {
			after := time.Duration(float64(sent) / float64(f.rate) * float64(time.Second))
			g.offer(dueRequest{sent, begin.Add(after), after})
		}
	}
	took := time.Since(begin)
	stop()
	g.close()
	g.sum.took = took
	return g.sum, err
}

// open connects the clients, so many a second that the server is not measured by it.
func (g *flooding) open(ctx context.Context) error {
	began := time.Now()
	for n := range g.clients {
		conn, err := dial(g.address)
		if err != nil {
			g.clients = n
			return err
		}
		client := &floodConn{conn: conn, work: make(chan dueRequest, 1), seen: flooded{broken: map[string]int{}}}
		client.sent = n % newConnEvery // not all of them change at the same time
		g.running.Go(func() { g.drive(ctx, client) })
		g.idle <- client
		_ = rest(ctx, time.Until(began.Add(time.Duration(n)*time.Second/connectRate)))
	}
	return nil
}

// close ends the clients once they have their answers.
func (g *flooding) close() {
	for range g.clients {
		close((<-g.idle).work)
	}
	g.running.Wait()
}

// offer hands a request to a client that is free.
func (g *flooding) offer(r dueRequest) {
	select {
	case client := <-g.idle:
		client.work <- r
	default:
		g.sum.unsent++ // only the dispatcher writes it until all clients have ended
	}
}

// drive is one client.
func (g *flooding) drive(ctx context.Context, client *floodConn) {
	var buffer []byte
	for r := range client.work {
		kinds := int64(len(g.messages))
		buffer = g.messages[r.n%kinds].inRound(buffer, g.firstRound+r.n/kinds)
		client.seen.delays = append(client.seen.delays, time.Since(r.at))
		usable := client.ask(g.address, r, buffer)
		if g.heed {
			_ = rest(ctx, client.pause()) // or until the flood ends
		}
		if client.sent++; !usable || client.sent%newConnEvery == 0 {
			client.drop()
		}
		g.idle <- client
	}
	client.drop()
	g.mu.Lock()
	defer g.mu.Unlock()
	g.sum.join(client.seen)
}

// pause is how long the SDK stays away: Retry-After and, for each refusal in a row, twice as long as before, somewhere in the
// upper half of it (packages/sdk/src/backoff.ts).
func (c *floodConn) pause() time.Duration {
	if c.conn == nil || c.conn.retryAfter == 0 {
		c.refused = 0
		return 0
	}
	c.refused++
	backoff := min(time.Second<<min(c.refused-1, 9), 5*time.Minute)
	return time.Duration(c.conn.retryAfter)*time.Second + backoff/2 + rand.N(backoff/2)
}

// drop closes the client's connection, if it has one.
func (c *floodConn) drop() {
	if c.conn != nil {
		_ = c.conn.Close()
		c.conn = nil
	}
}

// ask sends a request that is due and notes the answer. It reports whether the connection can be used again.
func (c *floodConn) ask(address string, due dueRequest, request []byte) bool {
	if c.conn == nil {
		var err error
		if c.conn, err = dial(address); err != nil {
			c.seen.broken["connecting: "+err.Error()]++
			return false
		}
	}
	conn := c.conn
	status, err := conn.send(request)
	took := time.Since(due.at)
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
		if due.after > time.Second {
			c.seen.later = append(c.seen.later, took)
		}
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
	f.later = append(f.later, other.later...)
	f.delays = append(f.delays, other.delays...)
	f.unadvised += other.unadvised
	for what, n := range other.broken {
		f.broken[what] += n
		f.unanswered += n
	}
}
