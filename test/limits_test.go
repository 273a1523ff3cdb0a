package test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"paceline/internal/limit"
	"paceline/internal/pgtest"
	"paceline/test/harness"
)

// Two ingests have one limit; while they cannot share it each has its own, and they say so.
func TestTheLimitsOfAFleet(t *testing.T) {
	d := newScaledOut(t, pgtest.Plain(t))
	f := d.fleet(t)
	s := &server{f.Server}
	const perMinute = 600
	began := time.Now()
	key := s.addProject(t, "shop", "--rate-limit", fmt.Sprint(perMinute))

	accepted := flood(t, f, key, 2*perMinute)
	passed := decisions(t, f, limit.Shared) - refusals(t, f)
	fallbacks := decisions(t, f, limit.Fallback)
	most := perMinute + perMinute*time.Since(began).Minutes() + float64(2*limit.Block(perMinute)) + fallbacks
	if passed > most || passed < perMinute-float64(2*limit.Block(perMinute))-fallbacks {
		t.Errorf("%g requests passed, %g of them past the shared limit; want %d to %.0f", passed, fallbacks, perMinute, most)
	}

	d.cache.Freeze()
	t.Cleanup(d.cache.Thaw)
	l := startLoad(t, f, key, 2)
	l.more(t, 100)
	if decisions(t, f, limit.Fallback) == fallbacks {
		t.Error("no decision says that it was made without the shared limit")
	}
	for _, ingest := range f.Ingests {
		if up, err := ingest.Metric(t.Context(), `paceline_dependency_up{dependency="limits"}`); err != nil || up != 0 {
			t.Errorf("the limits' probe says %g, %v", up, err)
		}
		if status, answer := ready(t, ingest); status != http.StatusOK || !strings.Contains(answer, `"limits":"degraded`) {
			t.Errorf("ready: %d %s", status, answer)
		}
	}
	d.cache.Thaw()
	eventually(t, "the limit is shared again", func() error {
		before := decisions(t, f, limit.Shared)
		if answer, err := f.Post(t.Context(), key, pageView("again", time.Now().UnixNano())); err == nil && answer.Status == http.StatusAccepted {
			accepted++
		}
		if decisions(t, f, limit.Shared) == before {
			return errors.New("not yet")
		}
		return nil
	})
	checkAll(t, s, accepted+l.end())
}

// flood sends n beacons to every ingest, and counts those that are accepted.
func flood(t *testing.T, f *harness.Fleet, key string, n int) int {
	var accepted atomic.Int64
	var senders sync.WaitGroup
	for i, ingest := range f.Ingests {
		for sender := range 4 {
			senders.Go(func() {
				for j := range n / 4 {
					answer, err := ingest.Post(t.Context(), key, pageView(fmt.Sprintf("flood-%d-%d", i, sender), int64(j)))
					switch {
					case err != nil:
						t.Error(err)
					case answer.Status == http.StatusAccepted:
						accepted.Add(1)
					case answer.Status != http.StatusTooManyRequests:
						t.Errorf("%d %s", answer.Status, answer.Body)
					}
				}
			})
		}
	}
	senders.Wait()
	return int(accepted.Load())
}

// pageView is a beacon with a page view of its own.
func pageView(sender string, i int64) []byte {
	now, id := time.Now().UnixMilli(), fmt.Sprintf("%s-%d", sender, i)
	return fmt.Appendf(nil, `{"projectKey":"shop","events":[{"id":"e%s","type":"page_view","name":"page_view","ts":%d,"viewStart":%d,"page":"https://example.com/","sessionId":"s%s","viewId":"v%s"}]}`,
		id, now, now, id, id)
}

// decisions counts what ingest has held against a limit of this source.
func decisions(t *testing.T, f *harness.Fleet, source limit.Source) float64 {
	t.Helper()
	return ofIngests(t, f, `paceline_ingest_limit_decisions_total{by="`+source.String()+`"}`)
}

// refusals counts what the limit has refused.
func refusals(t *testing.T, f *harness.Fleet) float64 {
	t.Helper()
	return ofIngests(t, f, `paceline_ingest_refused_total{reason="rate"}`)
}

func ofIngests(t *testing.T, f *harness.Fleet, series string) (n float64) {
	t.Helper()
	for _, ingest := range f.Ingests {
		of, err := ingest.Metric(t.Context(), series)
		if err != nil {
			t.Fatal(err)
		}
		n += of
	}
	return n
}

func ready(t *testing.T, s *harness.Server) (int, string) {
	t.Helper()
	response, err := http.Get(s.Ops + "/ready")
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, string(answer)
}
