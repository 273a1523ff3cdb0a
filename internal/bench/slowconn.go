package bench

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"net"
	"os"
	"sync"
	"time"
)

// What a slow connection does.
const (
	dripsBody    = "drips a body"
	dripsHead    = "drips a head"
	sendsNothing = "sends nothing"
	halfHead     = "sends half a head"
)

// slowBody is how large a dripping sender says its body is: as much as there may be.
const slowBody = 1 << 20

// slowKind is one connection to be.
type slowKind struct{ what, apiKey string }

// begins is what it sends at once.
func (k slowKind) begins() string {
	switch k.what {
	case dripsBody:
		return fmt.Sprintf("POST /v1/ingest?key=%s HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n{", k.apiKey, slowBody)
	case dripsHead, halfHead:
		return "POST /v1/ingest HTTP/1.1\r\nHost: localhost\r\nX-Slow: "
	}
	return ""
}

// slowCut is what became of a connection: after is from its opening to its end by the server, 0 when there was none.
type slowCut struct {
	what  string
	after time.Duration
}

type slowCuts []slowCut

// slowAttack is slow connections under way.
type slowAttack struct {
	running sync.WaitGroup
	stop    context.CancelFunc
	cuts    slowCuts
}

// beginSlow opens the connections one after the other, at connectRate.
func beginSlow(ctx context.Context, address string, kinds []slowKind) *slowAttack {
	ctx, stop := context.WithCancel(ctx)
	a := &slowAttack{stop: stop, cuts: make(slowCuts, len(kinds))}
	a.running.Go(func() {
		begin := time.Now()
		for n, kind := range kinds {
			a.cuts[n].what = kind.what
			if early := time.Until(begin.Add(time.Duration(n) * time.Second / connectRate)); early > 0 && rest(ctx, early) != nil {
				return
			}
			a.running.Go(func() { a.cuts[n].after = kind.hold(ctx, address) })
		}
	})
	return a
}

// latestCut is how long after its time a connection may be cut by a server, or opened by a client, that stood still.
const latestCut = 30 * time.Second

// end closes what is still open, some time after all should have been cut, and tells what became of each.
func (a *slowAttack) end() slowCuts {
	ended := make(chan struct{})
	go func() { a.running.Wait(); close(ended) }()
	select {
	case <-ended:
	case <-time.After(latestCut):
	}
	a.stop()
	<-ended
	return a.cuts
}

// hold opens a connection and keeps it until the server ends it; 0 when ctx ends first, or it was never opened.
func (k slowKind) hold(ctx context.Context, address string) time.Duration {
	conn, err := net.Dial("tcp", address)
	if err != nil {
		return 0
	}
	defer conn.Close()
	opened := time.Now()
	if _, err := io.WriteString(conn, k.begins()); err != nil {
		return time.Since(opened)
	}
	drips := k.what == dripsBody || k.what == dripsHead
	var answer [512]byte
	for ctx.Err() == nil {
		// The pause between two drips is spent reading, which tells when the server ends the connection.
		_ = conn.SetReadDeadline(time.Now().Add(time.Second))
		_, err := conn.Read(answer[:])
		switch {
		case err == nil: // an answer; the end follows
		case !errors.Is(err, os.ErrDeadlineExceeded):
			return time.Since(opened)
		case drips:
			if _, err := io.WriteString(conn, " "); err != nil {
				return time.Since(opened)
			}
		}
	}
	return 0
}

// kept yields the connections that the server did not end.
func (c slowCuts) kept() iter.Seq[slowCut] {
	return func(yield func(slowCut) bool) {
		for _, one := range c {
			if one.after == 0 && !yield(one) {
				return
			}
		}
	}
}

// after is how long those of a kind stood.
func (c slowCuts) after(what string) []time.Duration {
	var times []time.Duration
	for _, one := range c {
		if one.what == what && one.after > 0 {
			times = append(times, one.after)
		}
	}
	return times
}
