package bench

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"
)

// QueryProject is the project that all page views of the query benchmark are of.
const QueryProject = "bench-query"

// Query measures the read path over HTTP: what a browser waits for.
type Query struct {
	Handler  http.Handler  // the query API over a data set, without a rate limit that bites
	Views    int           // how many page views that were
	Bytes    int64         // size of the store's file
	Budget   time.Duration // for each case
	Progress Progress
}

const (
	// judgedViews is how many page views the bars of a cold overview are about.
	judgedViews = 10_000_000
	leastRounds = 5
	mostRounds  = 200
	// browserConnections is how many requests a browser has under way to one origin over HTTP/1.1.
	browserConnections = 6
)

// Run asks: for 24 hours and for 30 days, past the cache and from it, the dashboard's first
// screen as a whole and each endpoint alone.
func (b Query) Run(ctx context.Context) (report Report, err error) {
	address, stop, err := listen(ctx, b.Handler)
	if err != nil {
		return report, err
	}
	defer func() { err = errors.Join(err, stop()) }()
	asker := newAsker(address)
	defer asker.client.CloseIdleConnections()

	report = b.report()
	for _, span := range []struct {
		name, interval string
		limit          float64 // of a cold overview, ms
	}{{"24h", "15 minutes", 250}, {"30d", "6 hours", 2500}} {
		overview, err := b.overview(ctx, asker, span.name, span.interval, span.limit)
		if err != nil {
			return report, err
		}
		report.Latencies = append(report.Latencies, overview...)
		for _, e := range endpoints(span.name, span.interval) {
			for _, fresh := range []bool{true, false} {
				times, err := b.rounds(func() error { return asker.ask(ctx, e.path, fresh) })
				if err != nil {
					return report, err
				}
				report.Latencies = append(report.Latencies, latencyOf(span.name+" "+e.name+", "+coldness(fresh), times))
			}
		}
		b.Progress("%s: each endpoint measured", span.name)
	}
	return report, nil
}

func (b Query) report() Report {
	return Report{
		Bench: "query",
		Notes: []string{
			fmt.Sprintf("%s page views of one project, evenly over %d days, with all vitals and attribution. Overview: every query of the dashboard's first screen at once, %d at a time as a browser does, until the last answer is read. Each case takes %s, and %d to %d rounds.",
				number(float64(b.Views)), siteDays, browserConnections, b.Budget, leastRounds, mostRounds),
			"Cold: Cache-Control: no-cache, so that the store answers. Cached: without it, after that; lists of raw rows and the ledger are kept for 2 s, so the store answers some of these too.",
		},
		Figures: []Figure{atMost("disk per page view", float64(b.Bytes)/float64(b.Views), "bytes", 60)},
	}
}

// overview measures the first screen, cold and cached.
func (b Query) overview(ctx context.Context, asker asker, name, interval string, limit float64) ([]Latency, error) {
	screen := firstScreen(name, interval)
	if err := asker.askAll(ctx, screen, true); err != nil { // DuckDB reads the file once
		return nil, err
	}
	cold, err := b.rounds(func() error { return asker.askAll(ctx, screen, true) })
	if err != nil {
		return nil, err
	}
	b.Progress("%s: overview measured cold", name)
	// The last cold answer has filled the cache.
	cached, err := b.rounds(func() error { return asker.askAll(ctx, screen, false) })
	if err != nil {
		return nil, err
	}
	first := latencyOf(name+" overview, cold", cold)
	if b.Views >= judgedViews { // with fewer the bar would say nothing
		first = first.held("p95", limit)
	}
	return []Latency{
		first,
		latencyOf(name+" overview, cached", cached).held("p99", 5),
	}, nil
}

// rounds calls ask again and again within the budget.
func (b Query) rounds(ask func() error) ([]time.Duration, error) {
	var times []time.Duration
	for began := time.Now(); len(times) < leastRounds || (len(times) < mostRounds && time.Since(began) < b.Budget); {
		started := time.Now()
		if err := ask(); err != nil {
			return nil, err
		}
		times = append(times, time.Since(started))
	}
	return times, nil
}

func coldness(fresh bool) string {
	if fresh {
		return "cold"
	}
	return "cached"
}

type endpoint struct{ name, path string }

// firstScreen is every query of the dashboard's first screen with its defaults; see apps/dashboard/src/api/queries.ts.
func firstScreen(span, interval string) []endpoint {
	project := "/api/projects/" + QueryProject
	return []endpoint{
		{"projects", "/api/projects"},
		{"summary", project + "/metrics/summary?range=" + span},
		{"ledger", project + "/ledger"},
		{"time series", project + "/metrics/timeseries?range=" + span + "&interval=" + strings.ReplaceAll(interval, " ", "+")},
		{"latest views", project + "/views?limit=20&range=" + span},
		{"slow pages", project + "/pages/slow?metric=lcp&percentile=p75&limit=10&range=" + span},
		{"breakdown by device", project + "/breakdown/device?range=" + span},
		{"pages", project + "/pages?limit=50&range=" + span},
		{"error groups", project + "/errors?limit=20&range=" + span},
	}
}

// endpoints is every list of a project that is aggregated or long; what the first screen has not is added.
func endpoints(span, interval string) []endpoint {
	project := "/api/projects/" + QueryProject
	return append(firstScreen(span, interval),
		endpoint{"breakdown by country", project + "/breakdown/country?range=" + span},
		endpoint{"summary of mobile", project + "/metrics/summary?filter=device:mobile&range=" + span},
		endpoint{"page's views", "/api/pages/1/metrics?range=" + span},
	)
}

// asker is a browser with its connections.
type asker struct {
	client *http.Client
	origin string
}

func newAsker(address string) asker {
	return asker{origin: "http://" + address, client: &http.Client{Transport: &http.Transport{
		MaxConnsPerHost: browserConnections, MaxIdleConnsPerHost: browserConnections,
	}}}
}

// ask reads one answer to its end.
func (a asker) ask(ctx context.Context, path string, fresh bool) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, a.origin+path, nil)
	if err != nil {
		return err
	}
	if fresh {
		request.Header.Set("Cache-Control", "no-cache")
	}
	answer, err := a.client.Do(request)
	if err != nil {
		return err
	}
	text, err := io.ReadAll(answer.Body)
	if err = errors.Join(err, answer.Body.Close()); err != nil {
		return err
	}
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("%s: %s: %.200s", path, answer.Status, text)
	}
	return nil
}

// askAll asks everything at once.
func (a asker) askAll(ctx context.Context, screen []endpoint, fresh bool) error {
	failures := make([]error, len(screen))
	var all sync.WaitGroup
	for i, e := range screen {
		all.Go(func() { failures[i] = a.ask(ctx, e.path, fresh) })
	}
	all.Wait()
	return errors.Join(failures...)
}
