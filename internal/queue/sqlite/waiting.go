package sqlite

import (
	"errors"
	"sync"

	"paceline/internal/queue"
)

// errStalled answers the Appends that met a commit which does not come back.
var errStalled = errors.New("log: the disk does not answer: a commit hangs")

// ticket is one Append that waits for its commit.
type ticket struct {
	records []queue.Record
	size    int
	done    chan error // takes one answer; later ones are dropped
}

func newTicket(records []queue.Record) *ticket {
	return &ticket{records: records, size: queue.FramedSize(records), done: make(chan error, 1)}
}

func (t *ticket) answer(err error) {
	select {
	case t.done <- err:
	default: // answered before, when the commit hung
	}
}

// waitingRoom is where Appends stand until the writer fetches them, first come first served.
type waitingRoom struct {
	arrived chan struct{} // holds a token while someone may be waiting

	mu       sync.Mutex
	tickets  []*ticket
	inFlight []*ticket
	commit   int   // counts commits, so that a late alarm does not hit the next one
	refusal  error // set while nobody is let in
	closed   bool
}

func newWaitingRoom() *waitingRoom {
	return &waitingRoom{arrived: make(chan struct{}, 1)}
}

// enter lets a ticket in, or says why not.
func (w *waitingRoom) enter(t *ticket) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	switch {
	case w.closed:
		return queue.ErrClosed
	case w.refusal != nil:
		return w.refusal
	}
	w.tickets = append(w.tickets, t)
	w.ring()
	return nil
}

func (w *waitingRoom) ring() {
	select {
	case w.arrived <- struct{}{}:
	default:
	}
}

// fetch takes the first tickets that fit into one commit, at least one when any waits, and returns the number
// of the commit they go into.
func (w *waitingRoom) fetch(maxRecords, maxBytes int) ([]*ticket, int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	n, records, bytes := 0, 0, 0
	for _, t := range w.tickets {
		records += len(t.records)
		bytes += t.size
		if n > 0 && (records > maxRecords || bytes > maxBytes) {
			w.ring()
			break
		}
		n++
	}
	w.inFlight, w.tickets = w.tickets[:n:n], w.tickets[n:]
	w.commit++
	return w.inFlight, w.commit
}

// begin numbers a write that has no tickets.
func (w *waitingRoom) begin() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.commit++
	return w.commit
}

// refuses says why nobody is let in, or nil.
func (w *waitingRoom) refuses() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.closed {
		return queue.ErrClosed
	}
	return w.refusal
}

// finish answers a commit's tickets and opens the door again if it was shut.
func (w *waitingRoom) finish(err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, t := range w.inFlight {
		t.answer(err)
	}
	w.inFlight, w.refusal = nil, nil
	w.commit++
}

// stall answers everyone, and whoever comes, until the commit finishes after all. Its records may then turn
// out to have been taken.
func (w *waitingRoom) stall(commit int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.commit != commit {
		return
	}
	for _, t := range w.inFlight {
		t.answer(errStalled)
	}
	for _, t := range w.tickets {
		t.answer(errStalled)
	}
	w.tickets, w.refusal = nil, errStalled
}

// close lets nobody in any more; those inside are still served.
func (w *waitingRoom) close() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.closed = true
}

// bell wakes all who wait for it. Fetch the channel, look, and only then wait: no ring is missed.
type bell struct {
	mu   sync.Mutex
	next chan struct{}
}

func newBell() *bell { return &bell{next: make(chan struct{})} }

func (b *bell) wait() <-chan struct{} {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.next
}

func (b *bell) ring() {
	b.mu.Lock()
	defer b.mu.Unlock()
	close(b.next)
	b.next = make(chan struct{})
}
