package duckdb

import (
	"context"
	"fmt"
	"log/slog"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"

	"paceline/internal/rum"
	"paceline/internal/store"
)

// traffic makes page views as a site with clients that send everything would cause them, in order of arrival.
type traffic struct {
	random *rand.Rand
	made   int
	now    int64 // ms
}

func newTraffic() *traffic {
	return &traffic{
		random: rand.New(rand.NewPCG(7, 7)),
		now:    time.Date(2025, 11, 3, 0, 0, 0, 0, time.UTC).UnixMilli(),
	}
}

func (g *traffic) next() rum.PageView {
	r := g.random
	g.made++
	g.now += int64(r.IntN(10)) // some 200 page views a second
	skew := int64(0)
	if r.IntN(50) == 0 { // a clock that is wrong
		skew = int64(r.NormFloat64() * 3_600_000)
	}
	start := g.now - int64(r.IntN(8000))
	project := fmt.Sprintf("project-%d", r.IntN(20))
	v := rum.PageView{
		Where:   rum.Where{Project: project, Website: project + ".example.com", Path: fmt.Sprintf("/product/%d", int(r.ExpFloat64()*20))},
		Visitor: g.visitor(),
		ViewID:  g.id(), SessionID: fmt.Sprintf("%016x", uint64(g.made/4+r.IntN(200))*0x9E3779B97F4A7C15),
		Timestamp: start, Arrived: g.now, FirstTS: start + skew, PageViewTS: start + skew,
		LastTS: start + skew + int64(r.ExpFloat64()*60_000), NavigationType: "navigate",
		ViewportWidth: []int32{390, 412, 1280, 1440, 1920}[r.IntN(5)], ViewportHeight: []int32{664, 915, 720, 900, 1080}[r.IntN(5)],
		RTT: float64(50 * r.IntN(6)),
	}
	g.vitals(&v)
	return v
}

func (g *traffic) visitor() rum.Visitor {
	r := g.random
	pick := func(values ...string) string { return values[min(int(r.ExpFloat64()*1.5), len(values)-1)] }
	return rum.Visitor{
		Device: pick("mobile", "desktop", "tablet"), Browser: pick("Chrome", "Safari", "Firefox", "Edge", "Samsung Internet"),
		OS: pick("Android", "iOS", "Windows", "macOS", "Linux"), Country: pick("DE", "US", "FR", "GB", "PL", "IN", "BR", "JP"),
		Connection: pick("4g", "3g", "", "2g"), Language: pick("de", "en-US", "fr", "en-GB", "pl"), Release: pick("2025.44", "2025.43", "2025.42"),
	}
}

// id is 64 random bits, the shortest a client can do with; there is nothing in it to compress.
func (g *traffic) id() string { return fmt.Sprintf("%016x", g.random.Uint64()) }

// vitals are what the library reports at the end of a view: in tenths of a ms, with the attribution of three of them.
func (g *traffic) vitals(v *rum.PageView) {
	r := g.random
	ms := func(median, spread float64) float64 {
		return math.Round(math.Exp(math.Log(median)+spread*r.NormFloat64())*10) / 10
	}
	set := func(vital rum.Vital, value float64, attribution string) {
		v.Vitals[vital] = rum.Reading{Reported: true, Valid: true, Value: value, TS: v.LastTS, Attribution: []byte(attribution)}
	}
	set(rum.TTFB, ms(250, 0.7), "")
	set(rum.FCP, ms(1100, 0.6), "")
	v.Vitals[rum.TTFB].TS, v.Vitals[rum.FCP].TS = v.FirstTS+300, v.FirstTS+1200
	if r.IntN(10) > 0 {
		set(rum.LCP, ms(1900, 0.7), fmt.Sprintf(`{"target":"main>article>img.hero","url":"/assets/product/%d.webp"}`, r.IntN(300)))
	}
	cls, shifted := 0.0, ""
	if r.IntN(2) == 0 {
		cls, shifted = math.Round(r.ExpFloat64()*0.08*1e4)/1e4, fmt.Sprintf(`{"largestShiftTarget":"#banner-%d"}`, r.IntN(20))
	}
	set(rum.CLS, cls, shifted)
	if r.IntN(10) < 6 {
		set(rum.INP, float64(8*(1+int(r.ExpFloat64()*12))), fmt.Sprintf(`{"interactionTarget":"button.buy-%d","interactionType":"pointer"}`, r.IntN(40)))
		set(rum.FID, ms(3, 0.8), "")
	}
}

func (g *traffic) take(n int) []rum.PageView {
	views := make([]rum.PageView, n)
	for i := range views {
		views[i] = g.next()
	}
	return views
}

// benchStore is an open store with n page views, and the latest of them.
func benchStore(b *testing.B, g *traffic, n int) (d *DB, path string, latest []rum.PageView) {
	b.Helper()
	path = filepath.Join(b.TempDir(), "facts.duckdb")
	d, err := Open(b.Context(), path, Options{Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := d.Close(); err != nil {
			b.Error(err)
		}
	})
	for n > 0 {
		latest = g.take(min(n, 20_000))
		drain(b, d, latest, nil)
		n -= len(latest)
	}
	d.withTurn(b.Context(), d.checkpointCurrent)
	return d, path, latest
}

// drain does with a batch what a worker does: one transaction that looks up stored views, resolves and writes.
func drain(b *testing.B, d *DB, fresh, again []rum.PageView) {
	b.Helper()
	ctx := b.Context()
	from, err := d.Position(ctx, 0)
	if err != nil {
		b.Fatal(err)
	}
	move := store.Move{From: from, To: rum.Position{Log: "log", Seq: from.Seq + 1}}
	err = d.Write(ctx, move, func(tx store.Tx) error {
		views := pointers(fresh)
		if len(again) > 0 {
			stored, err := lookUp(b, tx, fresh, again)
			if err != nil {
				return err
			}
			views = append(views, pointers(stored)...)
		}
		places := make([]*rum.Where, len(views))
		for i := range views {
			places[i] = &views[i].Where
		}
		if _, err := tx.Resolve(ctx, places, store.Caps{Websites: 1000, Pages: 10_000}); err != nil {
			return err
		}
		if err := tx.AddTally(ctx, map[string]rum.Tally{"project-1": {Processed: int64(len(views))}}); err != nil {
			return err
		}
		return tx.PutViews(ctx, views)
	})
	if err != nil {
		b.Fatal(err)
	}
}

func pointers(views []rum.PageView) []*rum.PageView {
	list := make([]*rum.PageView, len(views))
	for i := range views {
		list[i] = &views[i]
	}
	return list
}

// lookUp asks for all keys of the batch, the fresh ones too: a worker does not know which are stored.
func lookUp(b *testing.B, tx store.Tx, fresh, again []rum.PageView) ([]rum.PageView, error) {
	var keys []store.ViewKey
	window := store.Window{From: math.MaxInt64, To: 0}
	for _, list := range [][]rum.PageView{fresh, again} {
		for i := range list {
			keys = append(keys, store.ViewKey{Project: list[i].Project, ViewID: list[i].ViewID})
			window.From, window.To = min(window.From, list[i].Timestamp-60_000), max(window.To, list[i].Timestamp+60_000)
		}
	}
	stored, err := tx.Views(b.Context(), keys, []store.Window{window})
	if err == nil && len(stored) != len(again) {
		err = fmt.Errorf("found %d stored views, want %d", len(stored), len(again))
	}
	return stored, err
}

const onTopOf = 1_000_000

// BenchmarkDrain writes batches of 5,000 page views, 30 % of them merging into views of the batch before, on
// top of a million rows, and beside it the same rows through DuckDB's bare appender, a commit each batch too.
func BenchmarkDrain(b *testing.B) {
	const batch, merging = 5000, 1500
	g := newTraffic()
	d, path, latest := benchStore(b, g, onTopOf)
	file, err := os.Stat(path)
	if err != nil {
		b.Fatal(err)
	}
	s, err := d.session()
	if err != nil {
		b.Fatal(err)
	}
	if _, err := s.writer.ExecContext(b.Context(), "CREATE TABLE bare AS SELECT * FROM metrics LIMIT 0"); err != nil {
		b.Fatal(err)
	}
	var draining, appending time.Duration
	for b.Loop() {
		fresh := g.take(batch - merging)
		began := time.Now()
		drain(b, d, fresh, latest[:merging])
		draining += time.Since(began)

		rows := append(fresh[:len(fresh):len(fresh)], latest[:merging]...)
		latest = fresh
		d.withTurn(b.Context(), d.checkpointCurrent) // not in the middle of the other's time
		began = time.Now()
		appendBare(b, s, rows)
		appending += time.Since(began)
	}
	rate := func(t time.Duration) float64 { return batch * float64(b.N) / t.Seconds() }
	b.ReportMetric(float64(file.Size())/onTopOf, "B/view")
	b.ReportMetric(rate(draining), "drained-views/s")
	b.ReportMetric(rate(appending), "appended-rows/s")
	b.ReportMetric(100*appending.Seconds()/draining.Seconds(), "%-of-bare")
}

func appendBare(b *testing.B, s *session, rows []rum.PageView) {
	b.Helper()
	err := inTransaction(b.Context(), s.writer, func() error {
		return s.appendViews("bare", pointers(rows))
	})
	if err != nil {
		b.Fatal(err)
	}
}

// BenchmarkKnown looks for 500 new events among a million of the last 24 hours, as each batch does that has events of their
// own: what it takes is the scan, whatever the batch brings.
func BenchmarkKnown(b *testing.B) {
	d, _, _ := benchStore(b, newTraffic(), 0)
	s, err := d.session()
	if err != nil {
		b.Fatal(err)
	}
	_, err = s.writer.ExecContext(b.Context(), `INSERT INTO events
		(project, website_id, page_id, timestamp, arrived, id, type, name, session_id, view_id, website, flags)
		SELECT 'project-' || (i % 20), 1, 1, moment, moment, left(sha256(i::VARCHAR), 22), 'custom', 'n', 's', 'v', 'w', 0
		FROM (SELECT i, TIMESTAMP '2025-11-03' + to_milliseconds(i * 86) AS moment FROM range(1000000) AS numbers(i))`)
	if err != nil {
		b.Fatal(err)
	}
	d.withTurn(b.Context(), func(ctx context.Context) { err = d.checkpoint(ctx, s) })
	if err != nil {
		b.Fatal(err)
	}
	keys := make([]store.EventKey, 500)
	for i := range keys {
		keys[i] = store.EventKey{Project: fmt.Sprintf("project-%d", i%20), ID: fmt.Sprintf("new-%018d", i)}
	}
	since := time.Date(2025, 11, 3, 0, 0, 0, 0, time.UTC).UnixMilli()
	for b.Loop() {
		err := d.Try(b.Context(), store.Move{To: rum.Position{Log: "log", Seq: 1}}, func(tx store.Tx) error {
			known, err := tx.Known(b.Context(), keys, since)
			if err == nil && len(known) > 0 {
				err = fmt.Errorf("%d new events are known", len(known))
			}
			return err
		})
		if err != nil {
			b.Fatal(err)
		}
	}
}

func benchmarkSummary(b *testing.B, views int, want rum.Method) {
	d, _, _ := benchStore(b, newTraffic(), views)
	s, err := d.session()
	if err != nil {
		b.Fatal(err)
	}
	if _, err := s.writer.ExecContext(b.Context(), "UPDATE metrics SET project = 'one'"); err != nil {
		b.Fatal(err)
	}
	sel := store.Select{Project: "one", Span: rum.Span{From: time.Unix(0, 0), To: time.Now()}}
	for b.Loop() {
		summary, err := d.Summary(b.Context(), sel)
		if err != nil || summary.Method != want || summary.Views != int64(views) {
			b.Fatal(summary.Method, summary.Views, err)
		}
	}
}

func BenchmarkSummaryExact1M(b *testing.B)  { benchmarkSummary(b, 1_000_000, rum.Exact) }
func BenchmarkSummarySketch3M(b *testing.B) { benchmarkSummary(b, 3_000_000, rum.Sketch) }
