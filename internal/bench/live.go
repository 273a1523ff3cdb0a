package bench

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"
)

// Live measures the live server of a real `paceline serve`: many clients in one room, and how soon a beacon is told while others
// come in.
type Live struct {
	Program  string // the paceline to start
	Data     string // data directory that holds the projects
	Projects []Project
	Token    func(project string) (string, error) // a token for a project's live updates

	Clients  int // in the room of the first project
	Silent   int // of them, those that never read
	Rounds   int // beacons that all are told of
	Rate     int // beacons per second while the way to one client is measured
	Probes   int // beacons that it is measured with
	Progress Progress
}

const (
	// betweenRounds is above the least time between two events of a room, so that each beacon is told by itself.
	betweenRounds = 500 * time.Millisecond
	toldWithin    = 20 * time.Second
	perClientBar  = 40 // KB
)

// Run fills a room, tells it of beacons, empties it, and then measures the way of single beacons under load.
func (b Live) Run(ctx context.Context) (report Report, err error) {
	if err := raiseFileLimit(b.Clients + 1000); err != nil {
		return report, err
	}
	server, _, err := startChild(ctx, b.Program, b.Data)
	if err != nil {
		return report, err
	}
	defer func() { err = errors.Join(err, server.stop()) }()
	r := &liveRun{Live: b, server: server}
	if r.token, err = b.Token(b.Projects[0].Key); err != nil {
		return report, err
	}
	if err := r.fill(ctx); err != nil {
		return report, err
	}
	if err := r.fanOut(ctx); err != nil {
		return report, err
	}
	if err := r.empty(ctx); err != nil {
		return report, err
	}
	if err := r.underLoad(ctx); err != nil {
		return report, err
	}
	return r.report(), nil
}

// liveRun is a run and what it has found.
type liveRun struct {
	Live
	server  *child
	token   string
	clients []*liveClient

	before, full, after held
	joined              time.Duration
	told                []time.Duration // from a beacon's 202 to a client's event
	spread              []time.Duration // from the first client that was told of it
	missed              int             // events that a healthy client was not told of
	loaded              outcome
	probes              []time.Duration
}

// fill connects all clients and sees what they cost.
func (r *liveRun) fill(ctx context.Context) (err error) {
	// One client comes and goes first, so that what is made once is not counted as theirs.
	first, err := connectMany(ctx, r.server.addr["live"], r.token, 1)
	if err != nil {
		return err
	}
	_ = first[0].conn.CloseNow()
	if r.before, err = r.server.held(ctx, heldNothing); err != nil {
		return err
	}
	r.Progress("%d clients connect; before: %s", r.Clients, r.before)
	began := time.Now()
	if r.clients, err = connectMany(ctx, r.server.addr["live"], r.token, r.Clients); err != nil {
		return err
	}
	r.joined = time.Since(began)
	if r.full, err = r.server.held(ctx, heldNothing); err != nil {
		return err
	}
	r.Progress("all are in after %s: %s", r.joined.Round(time.Millisecond), r.full)
	return nil
}

// perClientKB is the memory that a client costs the server.
func (r *liveRun) perClientKB() float64 {
	return (r.full.memoryMB - r.before.memoryMB) * 1024 / float64(r.Clients)
}

// hearing collects when who was told of which round.
type hearing struct {
	mu    sync.Mutex
	heard []time.Time // of the present round
	mark  []byte
	all   chan struct{} // closed when all have heard
	want  int
}

func (h *hearing) begin(mark string, want int) (all <-chan struct{}) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.heard, h.mark, h.all, h.want = nil, []byte(mark), make(chan struct{}), want
	return h.all
}

func (h *hearing) marked() []byte {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.mark
}

func (h *hearing) note(at time.Time) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.heard = append(h.heard, at); len(h.heard) == h.want {
		close(h.all)
	}
}

func (h *hearing) end() []time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.heard
}

// fanOut sends beacons one by one and notes when each healthy client is told.
func (r *liveRun) fanOut(ctx context.Context) error {
	listening, stop := context.WithCancel(ctx)
	defer stop()
	h := &hearing{}
	var done sync.WaitGroup
	healthy := r.clients[r.Silent:]
	for _, client := range healthy {
		done.Go(func() {
			var last []byte // the mark that it has heard
			client.listen(listening, func(packet []byte, at time.Time) {
				if mark := h.marked(); !bytes.Equal(mark, last) && len(mark) > 0 && bytes.Contains(packet, mark) {
					last = mark
					h.note(at)
				}
			})
		})
	}
	for round := range r.Rounds {
		mark := fmt.Sprintf("bench-round-%d-", round)
		all := h.begin(mark, len(healthy))
		accepted, err := r.send(ctx, mark)
		if err != nil {
			return err
		}
		waiting, cancel := context.WithTimeout(ctx, toldWithin)
		select {
		case <-all:
		case <-waiting.Done():
		}
		cancel()
		r.note(accepted, h.end(), len(healthy))
		if err := rest(ctx, betweenRounds); err != nil {
			return err
		}
	}
	r.Progress("%d rounds: p99 %.0f ms", r.Rounds, latencyOf("", r.told).P99)
	return nil
}

func (r *liveRun) note(accepted time.Time, heard []time.Time, want int) {
	r.missed += want - len(heard)
	if len(heard) == 0 {
		return
	}
	first := heard[0]
	for _, at := range heard {
		if at.Before(first) {
			first = at
		}
	}
	for _, at := range heard {
		r.told = append(r.told, at.Sub(accepted))
		r.spread = append(r.spread, at.Sub(first))
	}
}

// send sends a beacon of one page view and returns when it was accepted.
func (r *liveRun) send(ctx context.Context, view string) (accepted time.Time, err error) {
	project := r.Projects[0]
	body := fmt.Sprintf(`{"projectKey":%q,"events":[{"type":"web_vital","name":"LCP","value":1234,"ts":%d,"page":"https://example.com/","sessionId":"bench-live","viewId":%q}]}`,
		project.Key, time.Now().UnixMilli(), view)
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://"+r.server.addr["ingest"]+"/v1/ingest?key="+project.APIKey, strings.NewReader(body))
	if err != nil {
		return accepted, err
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return accepted, err
	}
	accepted = time.Now()
	_ = answer.Body.Close()
	if answer.StatusCode != http.StatusAccepted {
		return accepted, fmt.Errorf("a beacon was answered with %s", answer.Status)
	}
	return accepted, nil
}

// empty lets all clients go and waits until nothing more is held than before.
func (r *liveRun) empty(ctx context.Context) (err error) {
	for _, client := range r.clients {
		_ = client.conn.CloseNow()
	}
	if r.after, err = r.server.held(ctx, r.before); err != nil {
		return err
	}
	r.Progress("all have left: %s", r.after)
	return nil
}

// underLoad measures the way from a beacon's 202 to one client while many other beacons come in.
func (r *liveRun) underLoad(ctx context.Context) error {
	beacons, _, err := messages(r.Projects)
	if err != nil {
		return err
	}
	clients, err := connectMany(ctx, r.server.addr["live"], r.token, 1)
	if err != nil {
		return err
	}
	defer func() { _ = clients[0].conn.CloseNow() }()
	loading, stop := context.WithCancel(ctx)
	defer stop()
	var loaded sync.WaitGroup
	loaded.Go(func() {
		r.loaded, _ = load{address: r.server.addr["ingest"], clients: 32, messages: beacons, rate: r.Rate}.run(loading, time.Hour)
	})
	h := &hearing{}
	loaded.Go(func() {
		var last []byte
		clients[0].listen(loading, func(packet []byte, at time.Time) {
			if mark := h.marked(); !bytes.Equal(mark, last) && len(mark) > 0 && bytes.Contains(packet, mark) {
				last = mark
				h.note(at)
			}
		})
	})
	for probe := range r.Probes {
		mark := fmt.Sprintf("bench-probe-%d-", probe)
		all := h.begin(mark, 1)
		accepted, err := r.send(ctx, mark)
		if err != nil {
			return err
		}
		waiting, cancel := context.WithTimeout(ctx, toldWithin)
		select {
		case <-all:
			r.probes = append(r.probes, h.end()[0].Sub(accepted))
		case <-waiting.Done():
			r.missed++
		}
		cancel()
		if err := rest(ctx, 50*time.Millisecond); err != nil {
			return err
		}
	}
	stop()
	loaded.Wait()
	r.Progress("at %s beacons/s: %d beacons told, p99 %.0f ms", number(r.loaded.rate()), len(r.probes), latencyOf("", r.probes).P99)
	return nil
}

func (r *liveRun) report() Report {
	return Report{
		Bench: "live",
		Notes: []string{
			fmt.Sprintf("The live server of a real `paceline serve` with its defaults, in a process of its own. %d clients of one project by WebSocket, %d of which never read. %d beacons, one at a time: from the 202 until a client that reads has the event that shows its page view, worker, store and pubsub among it; and how long after the first client.",
				r.Clients, r.Silent, r.Rounds),
			fmt.Sprintf("Then one client, and %d beacons one at a time while %s others come in each second for %d projects.", r.Probes, number(r.loaded.rate()), len(r.Projects)),
			"A silent client's events stay in the kernel's buffers until those are full. The newest page views of a room are 20: a beacon of ours is told of while fewer than that come of its project within a quarter of a second.",
		},
		Figures: []Figure{
			{Name: "clients let in", Value: perSecond(r.Clients, r.joined), Unit: "/s"},
			atMost("memory per client", r.perClientKB(), "KB", perClientBar),
			{Name: "memory before", Value: r.before.memoryMB, Unit: "MB"},
			{Name: "memory with all clients", Value: r.full.memoryMB, Unit: "MB"},
			atMost("events that a reading client was not told of", float64(r.missed), "", 0),
			atMost("after they left, heap and stacks in use: more than before", r.after.usedMB-r.before.usedMB, "MB", usedSlackMB),
			atMost("after they left, open files: more than before", float64(r.after.files-r.before.files), "", filesSlack),
			atMost("after they left, goroutines: more than before", float64(r.after.goroutines-r.before.goroutines), "", goroutineSlack),
		},
		Latencies: []Latency{
			latencyOf("202 to each client", r.told).held("p99", 500),
			latencyOf("first client to each client", r.spread),
			latencyOf("202 to one client, under load", r.probes).held("p99", 1000),
		},
	}
}
