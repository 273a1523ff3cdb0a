package test

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"paceline/internal/pgtest"
	"paceline/internal/redistest"
	"paceline/test/harness"
)

// scaledOut is what the processes of a fleet share.
type scaledOut struct {
	redis    *redistest.Server
	cache    *redistest.Server // and the live updates: what may be lost
	database *pgtest.Cluster
	env      []string
}

// newScaledOut starts two Redis of its own beside the cluster. Four partitions: three workers have one or two each.
func newScaledOut(t *testing.T, c *pgtest.Cluster) *scaledOut {
	t.Helper()
	database := c.Database(t)
	cache := redistest.Start(t, "--maxmemory", "64mb", "--maxmemory-policy", "allkeys-lfu")
	d := &scaledOut{redis: redistest.Start(t, redistest.Durable...), cache: cache, database: c}
	d.env = []string{
		"PACELINE_QUEUE=" + d.redis.URL(), "PACELINE_QUEUE_PARTITIONS=4",
		"PACELINE_PUBSUB=" + cache.URL(), "PACELINE_CACHE=" + cache.URL(), "PACELINE_LIMITS=" + cache.URL(),
		"PACELINE_STORE=" + database, "PACELINE_CONTROL=" + database,
	}
	return d
}

// fleet starts two ingests, three workers and two queries.
func (d *scaledOut) fleet(t *testing.T) *harness.Fleet {
	t.Helper()
	f, err := harness.StartFleet(t.Context(), harness.FleetOptions{
		Options: harness.Options{Binary: binary, Data: t.TempDir(), Env: d.env}, Ingests: 2, Workers: 3, Queries: 2,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		f.Kill()
		if t.Failed() {
			t.Log(f.Logs())
		}
	})
	return f
}

// The scenarios that say what a view is do so when every service is on its own, too.
func TestViewsScaledOut(t *testing.T) {
	c := pgtest.Plain(t)
	for name, scenario := range map[string]func(*testing.T){
		"one view over three beacons":   TestOneViewOverThreeBeacons,
		"clients without a view id":     TestViewsOfClientsWithoutViewID,
		"a long view without a start":   TestLongViewWithoutViewStart,
		"a clock that is corrected":     TestClockIsCorrectedInTheMiddleOfAView,
		"parameters that are not UTF-8": TestParametersThatAreNotUTF8,
	} {
		t.Run(name, func(t *testing.T) {
			d := newScaledOut(t, c)
			deploy = func(t *testing.T, _ string) *server { return &server{d.fleet(t).Server} }
			t.Cleanup(func() { deploy = nil })
			scenario(t)
		})
	}
}

// The embedded and the scaled-out deployment give the same answers to the same beacons.
func TestSameAnswersFromBothDeployments(t *testing.T) {
	pgtest.Each(t, func(t *testing.T, c *pgtest.Cluster) {
		embedded, fleet := start(t, t.TempDir()), newScaledOut(t, c).fleet(t)
		sameAnswers(t, shopOn(t, embedded), shopOn(t, &server{fleet.Server}))
	})
}

// load posts one beacon after another, each a page view of its own, until it is told to stop. A beacon without a 202 is
// sent again, as the SDK does: the same events.
type load struct {
	stop    chan struct{}
	senders sync.WaitGroup

	mu       sync.Mutex
	accepted int
	failures []string
}

func startLoad(t *testing.T, f *harness.Fleet, key string, senders int) *load {
	l := &load{stop: make(chan struct{})}
	for sender := range senders {
		l.senders.Go(func() {
			for i := 0; ; i++ {
				select {
				case <-l.stop:
					return
				default:
				}
				now := time.Now().UnixMilli()
				id := fmt.Sprintf("%d-%d", sender, i)
				body := fmt.Appendf(nil, `{"projectKey":"shop","events":[{"id":"e%s","type":"page_view","name":"page_view","ts":%d,"viewStart":%d,"page":"https://example.com/%d","sessionId":"s%s","viewId":"v%s"}]}`,
					id, now, now, i%5, id, id)
				for l.note(f.Post(t.Context(), key, body)) {
					select {
					case <-l.stop:
						return
					case <-time.After(20 * time.Millisecond): // a client's patience, not a wait for something
					}
				}
			}
		})
	}
	return l
}

// note takes an answer down, and says whether the beacon is to be sent again.
func (l *load) note(answer harness.Answer, err error) (again bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if err == nil && answer.Status == 202 {
		l.accepted++
		return false
	}
	l.failures = append(l.failures, fmt.Sprintf("%d %s %v", answer.Status, answer.Body, err))
	return true
}

func (l *load) soFar() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.accepted
}

// more waits until so many further beacons have been accepted, however long, if only it goes on.
func (l *load) more(t *testing.T, n int) {
	t.Helper()
	from := l.soFar()
	for got := from; got < from+n; {
		eventually(t, "a beacon is accepted", func() error {
			before := got
			if got = l.soFar(); got == before {
				return fmt.Errorf("%d of %d are; the last failure: %v", got-from, n, l.lastFailure())
			}
			return nil
		})
	}
}

func (l *load) lastFailure() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.failures) == 0 {
		return ""
	}
	return l.failures[len(l.failures)-1]
}

// end stops and returns how many beacons were accepted.
func (l *load) end() int {
	close(l.stop)
	l.senders.Wait()
	return l.soFar()
}

// Whatever dies or freezes, what was accepted is visible once.
func TestProcessesOfAFleetDieAndFreeze(t *testing.T) {
	d := newScaledOut(t, pgtest.Plain(t))
	f := d.fleet(t)
	s := &server{f.Server}
	key := s.addProject(t, "shop", "--rate-limit", "1000000")
	l := startLoad(t, f, key, 6)
	for round := range 3 {
		l.more(t, 100)
		victim := round % 3
		f.Workers[victim].Kill()
		l.more(t, 100)
		if err := f.Again(t.Context(), f.Workers, victim); err != nil {
			t.Fatal(err)
		}
		f.Ingests[round%2].Kill()
		l.more(t, 100)
		if err := f.Again(t.Context(), f.Ingests, round%2); err != nil {
			t.Fatal(err)
		}
		frozen := f.Workers[(victim+1)%3]
		if err := frozen.Signal(syscall.SIGSTOP); err != nil {
			t.Fatal(err)
		}
		l.more(t, 100) // so that it has something to do
		accepted := int64(l.soFar())
		eventually(t, "others take the frozen worker's partitions over", func() error {
			l, err := s.Ledger(t.Context(), "shop")
			if err == nil && l.Visible < accepted {
				err = fmt.Errorf("%d of %d are visible", l.Visible, accepted)
			}
			return err
		})
		if err := frozen.Signal(syscall.SIGCONT); err != nil {
			t.Fatal(err)
		}
	}
	accepted := l.end()
	checkAll(t, s, accepted)
}

// Redis and PostgreSQL restart under load: ingest refuses for a moment, and nothing that was accepted is lost.
func TestServersOfAFleetRestart(t *testing.T) {
	c := pgtest.Started(t, pgtest.Options{Fsync: true})
	d := newScaledOut(t, c)
	f := d.fleet(t)
	s := &server{f.Server}
	key := s.addProject(t, "shop", "--rate-limit", "1000000")
	l := startLoad(t, f, key, 4)
	for range 2 {
		l.more(t, 100)
		d.redis.Restart(t)
		l.more(t, 100)
		d.cache.Kill() // nobody needs it
		if err := c.Kill(); err != nil {
			t.Fatal(err)
		}
		l.more(t, 100) // the log takes what the store cannot
		if err := errors.Join(c.Resume(), d.cache.Resume()); err != nil {
			t.Fatal(err)
		}
	}
	checkAll(t, s, l.end())
	for _, line := range strings.Split(strings.TrimSpace(f.Logs()), "\n") {
		if strings.HasPrefix(line, "redis: ") {
			t.Errorf("a line in the log is not ours, nor JSON: %s", line)
		}
	}
}

// Two query services share their answers; while the cache is silent both go on without it and say so.
func TestTheCacheOfAFleetIsSilent(t *testing.T) {
	d := newScaledOut(t, pgtest.Plain(t))
	f := d.fleet(t)
	s := &server{f.Server}
	key := s.addProject(t, "shop")
	reads := func(result string) (n float64) {
		for _, query := range f.Queries {
			of, err := query.Metric(t.Context(), `paceline_query_cache_reads_total{result="`+result+`"}`)
			if err != nil {
				t.Fatal(err)
			}
			n += of
		}
		return n
	}
	hours := 0
	ask := func() { // both the same, which nobody has asked before
		t.Helper()
		hours++
		for _, query := range f.Queries {
			if response, err := http.Get(query.Query + "/api/projects/shop/metrics/summary?range=" + strconv.Itoa(hours) + "h"); err != nil {
				t.Fatal(err)
			} else if response.Body.Close(); response.StatusCode != http.StatusOK {
				t.Fatalf("the summary is answered %s", response.Status)
			}
		}
	}
	eventually(t, "what one service has answered the other does not ask the store for", func() error {
		if ask(); reads("hit") == 0 { // a cache that is late by a tenth of a second, or a new minute between the two, is no hit
			return errors.New("no hit")
		}
		return nil
	})
	d.cache.Freeze()
	t.Cleanup(d.cache.Thaw)
	l := startLoad(t, f, key, 2)
	l.more(t, 50)
	ask()
	if reads("bypassed") == 0 {
		t.Error("no answer says that it went past the cache")
	}
	for _, query := range f.Queries {
		if up, err := query.Metric(t.Context(), `paceline_dependency_up{dependency="cache"}`); err != nil || up != 0 {
			t.Errorf("the cache's probe says %g, %v", up, err)
		}
	}
	d.cache.Thaw()
	eventually(t, "the cache is used again", func() error {
		before := reads("hit")
		if ask(); reads("hit") == before {
			return errors.New("no hit")
		}
		return nil
	})
	checkAll(t, s, l.end())
}

// A rolling restart of every service behind balancers that ask for health: no request fails.
func TestRollingRestart(t *testing.T) {
	d := newScaledOut(t, pgtest.Plain(t))
	d.env = append(d.env, "PACELINE_STOP_DELAY=5s")
	f := d.fleet(t)
	s := &server{f.Server}
	key := s.addProject(t, "shop", "--rate-limit", "1000000")
	l := startLoad(t, f, key, 4)
	asked, refused := make(chan struct{}), make(chan error, 1)
	go func() {
		defer close(refused)
		for {
			select {
			case <-asked:
				return
			default:
			}
			if _, err := s.Ledger(t.Context(), "shop"); err != nil {
				refused <- err
				return
			}
		}
	}()
	for _, instances := range [][]*harness.Server{f.Ingests, f.Workers, f.Queries} {
		for i, instance := range instances {
			l.more(t, 50)
			if err := f.Stop(t.Context(), instance); err != nil {
				t.Fatal(err)
			}
			l.more(t, 50)
			if err := f.Again(t.Context(), instances, i); err != nil {
				t.Fatal(err)
			}
		}
	}
	close(asked)
	if err := <-refused; err != nil {
		t.Errorf("a question failed: %v", err)
	}
	accepted := l.end()
	if len(l.failures) > 0 {
		t.Errorf("%d beacons failed: %s", len(l.failures), l.failures[0])
	}
	checkAll(t, s, accepted)
}

// checkAll waits until the log is drained. What was answered 202 is visible, once; what was sent and not answered may be.
func checkAll(t *testing.T, s *server, accepted int) {
	t.Helper()
	ledger := s.drained(t, "shop")
	if ledger.Visible < int64(accepted) || ledger.DeadLettered != 0 || ledger.Merged != 0 {
		t.Errorf("%d beacons were accepted; ledger %+v", accepted, ledger)
	}
	var summary struct{ TotalSamples int64 }
	s.mustGet(t, "/api/projects/shop/metrics/summary?range=1h", &summary)
	if summary.TotalSamples != ledger.Visible {
		t.Errorf("%d page views, %d events visible: one is there twice", summary.TotalSamples, ledger.Visible)
	}
}
