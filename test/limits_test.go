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
		eventually(t, "an ingest without shared limits is ready", func() error { // the log, too, has but two seconds to answer
			if status, answer := ready(t, ingest); status != http.StatusOK || !strings.Contains(answer, `"limits":"degraded`) {
				return fmt.Errorf("%d %s", status, answer)
			}
			return nil
		})
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

// Two query services have one limit for each project and client, whose address is on no server.
func TestReadersOfAFleetHaveOneLimit(t *testing.T) {
	d := newScaledOut(t, pgtest.Plain(t))
	f := d.fleet(t)
	s := &server{f.Server}
	s.addProject(t, "shop")
	s.addProject(t, "another")
	const perMinute = 1000
	began, answered := time.Now(), 0
	for range 2 * perMinute {
		for _, query := range f.Queries {
			switch status := ask(t, query, "/api/projects/shop/pages"); status {
			case http.StatusOK:
				answered++
			case http.StatusTooManyRequests:
			default:
				t.Fatalf("answered %d", status)
			}
		}
	}
	var fallbacks float64
	for _, query := range f.Queries {
		n, err := query.Metric(t.Context(), `paceline_limit_decisions_total{by="fallback",service="query"}`)
		if err != nil {
			t.Fatal(err)
		}
		fallbacks += n
	}
	most := perMinute + perMinute*time.Since(began).Minutes() + float64(2*limit.Block(perMinute)) + fallbacks
	if n := float64(answered); n > most || n < perMinute/2 { // the rest is what the harness asked before
		t.Errorf("%d were answered, %g of them past the shared limit; want %.0f at most", answered, fallbacks, most)
	}
	if status := ask(t, f.Queries[0], "/api/projects/another/pages"); status != http.StatusOK {
		t.Errorf("another project: %d", status)
	}
	keys := d.cache.Client(t).Keys(t.Context(), "paceline:limit:query:*").Val()
	if len(keys) == 0 {
		t.Error("no limit is on the server")
	}
	for _, key := range keys {
		if strings.Contains(key, "127.0.0.1") {
			t.Errorf("the key %s holds an address", key)
		}
	}
}

func ask(t *testing.T, s *harness.Server, path string) int {
	t.Helper()
	response, err := http.Get(s.Query + path)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	_, _ = io.Copy(io.Discard, response.Body)
	return response.StatusCode
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
	return ofIngests(t, f, `paceline_limit_decisions_total{by="`+source.String()+`",service="ingest"}`)
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
