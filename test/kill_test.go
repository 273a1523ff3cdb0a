package test

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"
)

const (
	killRounds  = 10
	killSenders = 8
)

func itoa(n int64) string { return strconv.FormatInt(n, 10) }

// killed is one page view that a sender tells of in three beacons, which it repeats until they get their 202.
type killed struct {
	session, view string
	lcp           float64
}

// kill -9 of the whole process at random moments under load: every event with a 202 is visible exactly once, and
// the ledger adds up.
func TestKilledAtRandomMomentsNothingIsLostOrDoubled(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	data := t.TempDir()
	s := start(t, data)
	key := s.addProject(t, "p", "--rate-limit", "10000000")
	var views []killed
	accepted := 0
	var pending []delivery // had no answer when the process died: sent again to the next one
	for round := range killRounds {
		load := startLoad(s, key, round, pending)
		wait := time.NewTimer(time.Duration(50+random.IntN(700)) * time.Millisecond)
		<-wait.C
		s.kill()
		result := load.stop()
		views = append(views, result.views...)
		accepted += result.accepted
		pending = result.pending
		s = start(t, data)
	}
	for _, d := range pending {
		s.mustPost(t, key, d.beacon)
	}
	for _, d := range pending {
		if d.last {
			views = append(views, d.view)
		}
	}
	l := s.drained(t, "p")
	t.Logf("%d rounds, %d beacons with a 202, %d whole views, ledger %+v", killRounds, accepted, len(views), l)
	if len(views) == 0 || l.DeadLettered != 0 {
		t.Fatalf("%d views, ledger %+v", len(views), l)
	}
	checkViews(t, s, views)
}

// checkViews holds every view that was told whole against the API: once, with its values, its error and its custom event.
func checkViews(t *testing.T, s *server, views []killed) {
	t.Helper()
	sessions := map[string][]killed{}
	for _, v := range views {
		sessions[v.session] = append(sessions[v.session], v)
	}
	for session, told := range sessions {
		var rows []row
		s.mustGet(t, "/api/sessions/"+session+"/journey?projectKey=p", &rows)
		var errors []struct {
			ViewID  string `json:"view_id"`
			Message string
		}
		s.mustGet(t, "/api/sessions/"+session+"/errors?projectKey=p", &errors)
		for _, v := range told {
			n := 0
			for _, r := range rows {
				if r.ViewID == v.view && r.LCP == v.lcp && r.CLS != nil && *r.CLS == 0 {
					n++
				}
			}
			thrown := 0
			for _, e := range errors {
				if e.ViewID == v.view {
					thrown++
				}
			}
			if n != 1 || thrown != 1 {
				t.Fatalf("view %s of session %s: %d rows and %d errors, want one of each", v.view, session, n, thrown)
			}
		}
		ids := map[string]bool{}
		for _, r := range rows {
			if ids[r.ViewID] {
				t.Fatalf("view %s is there twice", r.ViewID)
			}
			ids[r.ViewID] = true
		}
	}
}

// delivery is one beacon of a view.
type delivery struct {
	beacon object
	view   killed
	last   bool // with its 202 the view has been told whole
}

type loadResult struct {
	views    []killed
	accepted int
	pending  []delivery
}

type load struct {
	quit    chan struct{}
	group   sync.WaitGroup
	mu      sync.Mutex
	result  loadResult
	session string
}

// startLoad sends the pending deliveries and then new views until it is stopped.
func startLoad(s *server, key string, round int, pending []delivery) *load {
	l := &load{quit: make(chan struct{}), session: fmt.Sprintf("s%d", round)}
	for sender := range killSenders {
		var mine []delivery
		for i, d := range pending {
			if i%killSenders == sender {
				mine = append(mine, d)
			}
		}
		l.group.Go(func() { l.send(s, key, sender, mine) })
	}
	return l
}

func (l *load) stop() loadResult {
	close(l.quit)
	l.group.Wait()
	return l.result
}

func (l *load) send(s *server, key string, sender int, queue []delivery) {
	for n := 0; ; {
		select {
		case <-l.quit:
			l.leave(queue)
			return
		default:
		}
		if len(queue) == 0 {
			session := fmt.Sprintf("%s-%d-%d", l.session, sender, n/20)
			queue = tell(killed{session: session, view: fmt.Sprintf("%s-%d", session, n), lcp: float64(1000 + n)})
			n++
		}
		status, err := s.post(key, queue[0].beacon)
		if err != nil || status != http.StatusAccepted {
			continue
		}
		l.mu.Lock()
		l.result.accepted++
		if queue[0].last {
			l.result.views = append(l.result.views, queue[0].view)
		}
		l.mu.Unlock()
		queue = queue[1:]
	}
}

func (l *load) leave(queue []delivery) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.result.pending = append(l.result.pending, queue...)
}

// tell makes the three beacons of a view.
func tell(v killed) []delivery {
	began := time.Now().UnixMilli()
	event := func(n int64, kind, name string, more object) object {
		e := object{"id": v.view + "." + itoa(n), "type": kind, "name": name, "ts": began + n, "viewStart": began,
			"page": "https://example.com/" + strconv.FormatInt(n%5, 36), "sessionId": v.session, "viewId": v.view}
		for name, value := range more {
			e[name] = value
		}
		return e
	}
	beacons := [][]object{
		{event(1, "page_view", "page_view", nil), event(2, "web_vital", "LCP", object{"value": v.lcp / 2})},
		{event(3, "web_vital", "LCP", object{"value": v.lcp}), event(4, "error", "TypeError", object{"data": object{"message": "broken"}})},
		{event(5, "web_vital", "CLS", object{"value": 0}), event(6, "custom", "bought", object{"value": 1})},
	}
	deliveries := make([]delivery, len(beacons))
	for i, events := range beacons {
		deliveries[i] = delivery{
			beacon: object{"projectKey": "p", "sentAt": began, "events": events}, view: v, last: i == len(beacons)-1,
		}
	}
	return slices.Clip(deliveries)
}
