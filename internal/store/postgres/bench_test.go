package postgres

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"paceline/internal/pgtest"
	"paceline/internal/rum"
	"paceline/internal/store"
)

// batchViews is how many page views a transaction brings.
const batchViews = 5000

// traffic makes page views of a few projects in order of time, some hundred a second.
type traffic struct {
	dice *rand.Rand
	now  int64
}

func newTraffic() *traffic {
	return &traffic{dice: rand.New(rand.NewPCG(7, 7)), now: time.Now().Add(-time.Hour).UnixMilli()}
}

func (g *traffic) next() *rum.PageView {
	r := g.dice
	g.now += int64(r.IntN(10))
	pick := func(values ...string) string { return values[min(int(r.ExpFloat64()*1.5), len(values)-1)] }
	project := fmt.Sprintf("project-%d", r.IntN(20))
	v := &rum.PageView{
		Where: rum.Where{Project: project, Website: project + ".example", Path: fmt.Sprintf("/catalog/page-%d", int(r.ExpFloat64()*40))},
		Visitor: rum.Visitor{
			Device: pick("mobile", "desktop", "tablet"), Browser: pick("Chrome", "Safari", "Firefox"), OS: pick("Android", "iOS", "Windows"),
			Country: pick("DE", "US", "FR", "GB", "PL"), Connection: pick("4g", "3g"), Language: pick("de", "en-US", "fr"), Release: "2025.44",
		},
		ViewID: fmt.Sprintf("%016x", r.Uint64()), SessionID: fmt.Sprintf("%016x", r.Uint64()>>3<<3),
		Timestamp: g.now, Arrived: g.now + 1500, FirstTS: g.now, LastTS: g.now + 30_000, PageViewTS: g.now,
		NavigationType: "navigate", ViewportWidth: 1280, ViewportHeight: 720, RTT: 50,
	}
	for i := range v.Vitals {
		v.Vitals[i] = rum.Reading{Reported: true, Valid: true, Value: math.Round(math.Exp(7+r.NormFloat64())*10) / 10, TS: v.LastTS}
	}
	v.Vitals[rum.LCP].Attribution = fmt.Appendf(nil, `{"target":"main>article>img.hero","url":"/assets/product/%d.webp"}`, r.IntN(300))
	return v
}

func (g *traffic) take(n int) (views []*rum.PageView) {
	for range n {
		views = append(views, g.next())
	}
	return views
}

// BenchmarkWrite writes batches whole, position and all, on a server that syncs:
//
//	go test ./internal/store/postgres -run xxx -bench 'Write|Copy' -benchtime 20x
//
// Of a batch "with merges" three in ten page views replace earlier ones. BenchmarkCopy is the floor.
func BenchmarkWrite(b *testing.B) {
	for name, merged := range map[string]int{"new": 0, "with merges": batchViews * 3 / 10} {
		b.Run(name, func(b *testing.B) {
			d, g := benchStore(b)
			earlier := g.take(batchViews)
			benchWrite(b, d, earlier)
			for b.Loop() {
				b.StopTimer()
				views := append(g.take(batchViews-merged), earlier[:merged]...)
				earlier = views
				b.StartTimer()
				benchWrite(b, d, views)
			}
			b.ReportMetric(float64(b.N)*batchViews/b.Elapsed().Seconds(), "views/s")
		})
	}
}

// BenchmarkCopy copies the same rows into a table like metrics that has neither indexes nor partitions.
func BenchmarkCopy(b *testing.B) {
	d, g := benchStore(b)
	if _, err := d.writes.Exec(b.Context(), "CREATE TABLE bare (LIKE metrics)"); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		b.StopTimer()
		views := g.take(batchViews)
		b.StartTimer()
		_, err := d.writes.CopyFrom(b.Context(), pgx.Identifier{"bare"}, viewColumns(), pgx.CopyFromSlice(len(views), func(i int) ([]any, error) {
			return viewRow(views[i]), nil
		}))
		if err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)*batchViews/b.Elapsed().Seconds(), "views/s")
}

func benchStore(b *testing.B) (*DB, *traffic) {
	b.Helper()
	return opened(b, pgtest.Started(b, pgtest.Options{Fsync: true, Settings: []string{"max_wal_size=4GB"}}).Database(b), quiet()), newTraffic()
}

// benchWrite does as a worker: it looks for the views first.
func benchWrite(b *testing.B, d *DB, views []*rum.PageView) {
	keys := make([]store.ViewKey, len(views))
	window := store.Window{From: math.MaxInt64, To: math.MinInt64}
	for i, v := range views {
		keys[i] = store.ViewKey{Project: v.Project, ViewID: v.ViewID}
		window = store.Window{From: min(window.From, v.Timestamp), To: max(window.To, v.Timestamp)}
	}
	err := d.Write(b.Context(), at(b, d, 0), func(tx store.Tx) error {
		if _, err := tx.Views(b.Context(), keys, []store.Window{window}); err != nil {
			return err
		}
		return putting(b, views...)(tx)
	})
	if err != nil {
		b.Fatal(err)
	}
}
