package query

import (
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/prometheus/client_golang/prometheus/testutil"

	"paceline/internal/await"
	"paceline/internal/cache"
	"paceline/internal/store"
)

const summaryPath = "/api/projects/a/metrics/summary"

func TestARepeatedQuestionIsAskedOnce(t *testing.T) {
	h := open(t, false, frozen)
	for _, path := range []string{
		summaryPath, summaryPath + "?range=24h", summaryPath + "?range=1d", // one question
	} {
		mustBe(t, h.ask(path), http.StatusOK)
	}
	if n := h.store.asked.Load(); n != 1 {
		t.Errorf("asked %d times, want 1", n)
	}
	for _, path := range []string{
		summaryPath + "?range=7d", summaryPath + "?filter=device:mobile", summaryPath + "?filter=device!:mobile",
		summaryPath + "?page=1", summaryPath + "?page=2", "/api/projects/a/metrics/distribution", "/api/projects/a/metrics/distribution?metric=inp",
		"/api/projects/b/metrics/summary", "/api/projects/a/metrics/timeseries",
	} {
		mustBe(t, h.ask(path), http.StatusOK)
	}
	if n := h.store.asked.Load(); n != 10 {
		t.Errorf("asked %d times, want 10", n)
	}
}

func TestAPageIsSelected(t *testing.T) {
	h := open(t, false, frozen)
	for _, path := range []string{"metrics/summary", "metrics/timeseries", "metrics/distribution", "breakdown/device", "views"} {
		mustBe(t, h.ask("/api/projects/a/"+path+"?page=7"), http.StatusOK)
		if sel := h.store.selected.Load(); sel.Page != 7 || sel.Project != "a" {
			t.Errorf("%s: the store was asked about %+v", path, *sel)
		}
	}
}

func frozen(c *Config) { c.Now = func() time.Time { return sampleTime } }

func TestNoCacheReadsThroughAndFills(t *testing.T) {
	h := open(t, false, frozen)
	mustBe(t, h.ask(summaryPath), http.StatusOK)
	mustBe(t, h.ask(summaryPath, "Cache-Control", "no-cache"), http.StatusOK)
	mustBe(t, h.ask(summaryPath), http.StatusOK)
	if n := h.store.asked.Load(); n != 2 {
		t.Errorf("asked %d times, want 2", n)
	}
}

func TestAChangeDropsTheProjectsAnswersOnly(t *testing.T) {
	h := open(t, false, frozen)
	other := "/api/projects/b/metrics/summary"
	mustBe(t, h.ask(summaryPath), http.StatusOK)
	mustBe(t, h.ask(other), http.StatusOK)
	h.Changed("a")
	mustBe(t, h.ask(summaryPath), http.StatusOK)
	mustBe(t, h.ask(other), http.StatusOK)
	if n := h.store.asked.Load(); n != 3 {
		t.Errorf("asked %d times, want 3", n)
	}
}

func TestTheLedgerIsKeptForTwoSeconds(t *testing.T) {
	h := open(t, false)
	ask := func() int64 {
		r := h.ask(tried["/api/projects/{projectKey}/ledger"])
		mustBe(t, r, http.StatusOK)
		if got := r.Header.Get("Cache-Control"); got != "private, max-age=2" {
			t.Errorf("Cache-Control is %q", got)
		}
		return h.store.asked.Load()
	}
	await.Until(t, "the store is not asked again", func() bool { // but where two seconds pass between
		once, again := ask(), ask()
		return once == again
	})
}

func TestSessionsAreNeverCached(t *testing.T) {
	h := open(t, false)
	for _, path := range []string{tried["/api/sessions/{sessionId}/journey"], tried["/api/sessions/{sessionId}/errors"]} {
		before := h.store.asked.Load()
		for range 2 {
			r := h.ask(path)
			mustBe(t, r, http.StatusOK)
			if r.Header.Get("Cache-Control") != "private, no-store" {
				t.Errorf("%s: Cache-Control is %q", path, r.Header.Get("Cache-Control"))
			}
		}
		if n := h.store.asked.Load() - before; n != 2 {
			t.Errorf("%s: asked %d times, want 2", path, n)
		}
	}
}

func TestChangesActAtOnceThenAtMostEveryFiveSeconds(t *testing.T) {
	for _, c := range []struct {
		changes int // one every 100 ms
		behind  time.Duration
		want    string
	}{
		{80, 0, "[0s 5s 10s]"}, // the last at 7.9 s must not be missed
		{1, 0, "[0s]"},
		{1, 10 * time.Second, "[0s 5s 10s]"},          // a replica may have answered from before the change until then
		{80, 10 * time.Second, "[0s 5s 10s 15s 20s]"}, // 7.9 s and 10 s
	} {
		synctest.Test(t, func(t *testing.T) {
			if got := actions(t, c.changes, c.behind); fmt.Sprint(got) != c.want {
				t.Errorf("%d changes, %s behind: acted at %v, want %s", c.changes, c.behind, got, c.want)
			}
		})
	}
}

// actions are when so many changes of a project make its answers be forgotten, by the bubble's clock: no real time passes.
func actions(t *testing.T, number int, behind time.Duration) (acts []time.Duration) {
	acted := make(chan time.Duration, 100)
	start := time.Now()
	c := newChanges(func(string) { acted <- time.Since(start) }, behind)
	for range number {
		c.note("a")
		await.Pass(100 * time.Millisecond)
	}
	await.Pass(time.Minute)
	synctest.Wait()
	close(acted)
	for act := range acted {
		acts = append(acts, act)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.windows) != 0 {
		t.Errorf("%d windows are left", len(c.windows))
	}
	return acts
}

func TestHeadersOfAnAnswer(t *testing.T) {
	h := open(t, false, frozen)
	r := h.ask("/api/projects/a/metrics/timeseries", "Accept-Encoding", "gzip")
	zipped := mustBe(t, r, http.StatusOK)
	for name, want := range map[string]string{
		"Content-Type": "application/json", "Cache-Control": "private, max-age=5", "Content-Encoding": "gzip",
		"Paceline-Method": "sketch; error=0.01", "X-Content-Type-Options": "nosniff",
	} {
		if got := r.Header.Get(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	plain := mustBe(t, h.ask("/api/projects/a/metrics/timeseries"), http.StatusOK)
	z, err := gzip.NewReader(strings.NewReader(zipped))
	if err != nil {
		t.Fatal(err)
	}
	if inflated, err := io.ReadAll(z); err != nil || string(inflated) != plain || len(zipped) >= len(plain) {
		t.Errorf("the compressed answer differs: %v", err)
	}
	again := h.ask("/api/projects/a/metrics/timeseries", "If-None-Match", r.Header.Get("ETag"))
	if body := mustBe(t, again, http.StatusNotModified); body != "" || again.Header.Get("ETag") != r.Header.Get("ETag") {
		t.Errorf("304 with body %q", body)
	}
	mustBe(t, h.ask("/api/projects/a/metrics/timeseries", "If-None-Match", `W/"other"`), http.StatusOK)
	head := h.send(http.MethodHead, "/api/projects/a/metrics/timeseries")
	if body := mustBe(t, head, http.StatusOK); body != "" || head.Header.Get("Content-Length") != fmt.Sprint(len(plain)) {
		t.Errorf("HEAD: body of %d bytes, length %s", len(body), head.Header.Get("Content-Length"))
	}
}

func TestAcceptEncoding(t *testing.T) {
	for header, want := range map[string]bool{
		"": false, "gzip": true, "br, gzip": true, "GZIP;q=0.5": true, "gzip;q=0": false, "gzip; q=0.0, *": false, "*": true,
		"identity": false, "br": false, "*;q=0": false, "*;q=0, gzip": true,
	} {
		r := &http.Request{Header: http.Header{"Accept-Encoding": {header}}}
		if got := acceptsGzip(r); got != want {
			t.Errorf("%q: %t, want %t", header, got, want)
		}
	}
}

func TestAStoreThatCannotAnswer(t *testing.T) {
	secret := errors.New("/secret/path is broken")
	h := open(t, false)
	for err, status := range map[error]int{secret: 500, fmt.Errorf("%w: %w", store.ErrUnavailable, secret): 503} {
		h.store.err = err
		for route, path := range tried {
			r := h.ask(path)
			if body := mustBe(t, r, status); strings.Contains(body, "secret") {
				t.Errorf("%s shows what is inside: %s", route, body)
			}
			if status == 503 && r.Header.Get("Retry-After") != "5" {
				t.Errorf("%s: Retry-After is %q", route, r.Header.Get("Retry-After"))
			}
		}
	}
}

func TestAStoreThatTakesTooLong(t *testing.T) {
	h := open(t, false, func(c *Config) { c.QueryTimeout = time.Millisecond })
	h.store.wait = func(ctx context.Context) error { <-ctx.Done(); return errors.New("interrupted") } // a driver's own words for it
	mustBe(t, h.ask(summaryPath), http.StatusServiceUnavailable)
}

func TestCallersAtTheSameTimeShareOneLoad(t *testing.T) {
	h := open(t, false, frozen)
	began, proceed := make(chan struct{}), make(chan struct{})
	var loads atomic.Int64
	h.store.wait = func(ctx context.Context) error {
		if loads.Add(1) == 1 {
			close(began)
		}
		select {
		case <-proceed:
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	answers := make(chan int, 5)
	for range cap(answers) {
		go func() { answers <- h.ask(summaryPath).StatusCode }()
	}
	<-began
	missed := h.metrics.reads[cache.Miss]
	await.Until(t, "all have found the cache empty", func() bool { return testutil.ToFloat64(missed) == float64(cap(answers)) })
	close(proceed)
	for range cap(answers) {
		if status := <-answers; status != http.StatusOK {
			t.Errorf("status %d", status)
		}
	}
	if loads.Load() != 1 {
		t.Errorf("%d loads for one question", loads.Load())
	}
}
