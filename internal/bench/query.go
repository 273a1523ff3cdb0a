package bench

import (
	"context"
	_ "embed" // the first screen's queries
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
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
		name  string
		limit float64 // of a cold overview, ms
	}{{"24h", 250}, {"30d", 2500}} {
		screen, err := firstScreen(span.name)
		if err != nil {
			return report, err
		}
		overview, used, err := b.overview(ctx, asker, span.name, screen, span.limit)
		if err != nil {
			return report, err
		}
		report.Latencies = append(report.Latencies, overview...)
		report.Figures = append(report.Figures, used)
		alone, err := b.alone(ctx, asker, span.name, append(screen, furtherEndpoints(span.name)...))
		if err != nil {
			return report, err
		}
		report.Latencies = append(report.Latencies, alone...)
		b.Progress("%s: each endpoint measured", span.name)
	}
	return report, nil
}

// alone measures each endpoint by itself, cold and cached.
func (b Query) alone(ctx context.Context, asker asker, span string, endpoints []endpoint) (latencies []Latency, err error) {
	for _, e := range endpoints {
		for _, fresh := range []bool{true, false} {
			times, err := b.rounds(func() error { return asker.ask(ctx, e.Address, fresh) })
			if err != nil {
				return nil, err
			}
			latencies = append(latencies, latencyOf(span+" "+e.Name+", "+coldness(fresh), times))
		}
	}
	return latencies, nil
}

func (b Query) report() Report {
	return Report{
		Bench: "query",
		Notes: []string{
			fmt.Sprintf("%s page views of one project, evenly over %d days, with all vitals and attribution. Overview: every query of the dashboard's first screen, the list of projects first and then all others, %d at a time as a browser does, until the last answer is read. Each case takes %s, and %d to %d rounds.",
				number(float64(b.Views)), siteDays, browserConnections, b.Budget, leastRounds, mostRounds),
			"Cold: Cache-Control: no-cache, so that the store answers. Cached: without it, after that; lists of raw rows and the ledger are kept for 2 s, so the store answers some of these too. Warm: as the dashboard asks after that, the newest page views past the cache.",
			"Processor time is this process's, which is server and browser: on a machine with other work it tells more than the clock.",
		},
		Figures: []Figure{atMost("disk per page view", float64(b.Bytes)/float64(b.Views), "bytes", 60)},
	}
}

// overview measures the first screen: cold, cached, and as it is asked while the cache is warm.
func (b Query) overview(ctx context.Context, asker asker, span string, screen []endpoint, limit float64) (latencies []Latency, used Figure, err error) {
	if err := asker.askScreen(ctx, screen, always); err != nil { // DuckDB reads the file once
		return nil, used, err
	}
	watch := begin()
	for _, kind := range []struct {
		name  string
		fresh func(endpoint) bool
	}{{"cold", always}, {"cached", never}, {"warm", func(e endpoint) bool { return e.Fresh }}} {
		times, err := b.rounds(func() error { return asker.askScreen(ctx, screen, kind.fresh) })
		if err != nil {
			return nil, used, err
		}
		if kind.name == "cold" {
			used = Figure{Name: span + " overview, cold: processor time", Value: milliseconds(watch.end().processor) / float64(len(times)), Unit: "ms"}
		}
		latencies = append(latencies, latencyOf(span+" overview, "+kind.name, times))
	}
	if b.Views >= judgedViews { // with fewer the bar would say nothing
		latencies[0] = latencies[0].held("p95", limit)
	}
	latencies[1] = latencies[1].held("p99", 5)
	b.Progress("%s: overview measured", span)
	return latencies, used, nil
}

func always(endpoint) bool { return true }
func never(endpoint) bool  { return false }

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

// endpoint is a question to the query API. Fresh ones are asked past the cache always.
type endpoint struct {
	Name, Address string
	Fresh         bool
}

// firstScreens is every query of the dashboard's first screen with its defaults, by the time that is looked at. A test of the
// dashboard compares it with what is asked there: apps/dashboard/src/overview/firstScreen.test.tsx.
//
//go:embed firstscreen.json
var firstScreens []byte

// firstScreen lists the queries in the order they begin.
func firstScreen(span string) ([]endpoint, error) {
	var screens map[string][]endpoint
	if err := json.Unmarshal(firstScreens, &screens); err != nil {
		return nil, fmt.Errorf("the first screen's queries: %w", err)
	}
	return screens[span], nil
}

// furtherEndpoints are lists of a project that are aggregated or long and not on the first screen.
func furtherEndpoints(span string) []endpoint {
	project := "/api/projects/" + QueryProject
	return []endpoint{
		{Name: "pages", Address: project + "/pages?limit=50&range=" + span},
		{Name: "breakdown by country", Address: project + "/breakdown/country?range=" + span},
		{Name: "summary of mobile", Address: project + "/metrics/summary?filter=device:mobile&range=" + span},
		{Name: "page's views", Address: "/api/pages/1/metrics?range=" + span},
	}
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

// askScreen asks the first question, without whose answer the dashboard knows no other, and then all others at once.
func (a asker) askScreen(ctx context.Context, screen []endpoint, fresh func(endpoint) bool) error {
	if err := a.ask(ctx, screen[0].Address, fresh(screen[0])); err != nil {
		return err
	}
	failures := make([]error, len(screen))
	var all sync.WaitGroup
	for i, e := range screen[1:] {
		all.Go(func() { failures[i] = a.ask(ctx, e.Address, fresh(e)) })
	}
	all.Wait()
	return errors.Join(failures...)
}
