package worker

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"paceline/internal/enrich"
	"paceline/internal/queue"
	"paceline/internal/rum"
	"paceline/internal/store"
)

// BenchmarkPrepare is what a worker does ahead of the store: decode, enrich, group.
func BenchmarkPrepare(b *testing.B) {
	entries := benchEntries(b)
	enricher := enrich.New()
	b.ReportAllocs()
	for b.Loop() {
		newBatch(store.Caps{}, enricher, entries, false).release()
	}
	perView(b)
}

// BenchmarkMerge is what a worker does between the store's reading and writing, when nothing is stored yet.
func BenchmarkMerge(b *testing.B) {
	batch := newBatch(store.Caps{}, enrich.New(), benchEntries(b), false)
	b.ReportAllocs()
	for b.Loop() {
		tallies{}.add(batch.trails)
		if views := batch.trails.merge(nil); len(views) != benchViews {
			b.Fatalf("%d page views", len(views))
		}
	}
	perView(b)
}

const benchViews = 10_000

func perView(b *testing.B) {
	b.Helper()
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/benchViews, "ns/view")
}

// benchEntries are page views of two records each, one when the page has loaded and one when the visitor goes.
func benchEntries(b testing.TB) []queue.Entry {
	b.Helper()
	arrived := time.Date(2025, time.November, 3, 12, 0, 0, 0, time.UTC).UnixMilli()
	var entries []queue.Entry
	for i := range benchViews {
		at := arrived + int64(i)
		loaded := benchRecord(i, at, "page_view", "TTFB", "FCP", "LCP")
		left := benchRecord(i, at+8000, "INP", "CLS")
		encoded, err := queue.Encode(loaded, left)
		if err != nil {
			b.Fatal(err)
		}
		entries = append(entries, queue.Entry{
			Position: rum.Position{Log: "log", Seq: int64(i + 1)}, Records: [][]byte{encoded[0].Data, encoded[1].Data},
		})
	}
	return entries
}

func benchRecord(view int, arrived int64, names ...string) rum.Record {
	agents := []string{"Chrome/140.0.0.0 Safari/537.36", "Chrome/139.0.0.0 Safari/537.36", "Chrome/140.0.0.0 Mobile Safari/537.36"}
	r := rum.Record{
		Project: fmt.Sprintf("bench-%03d", view%60), Session: fmt.Sprintf("session-%06d", view/3), Arrived: arrived, SentAt: arrived - 80,
		SDK: "paceline/1.0.0", UserAgent: "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) " + agents[view%len(agents)],
		Context: rum.Context{Timezone: "Europe/Berlin", Language: "de-DE", Viewport: [2]float64{412, 915}, Connection: "4g", RTT: 50, Release: "42"},
	}
	for i, name := range names {
		e := rum.Event{
			ID: fmt.Sprintf("%012d-%s", view, name), Type: rum.TypeWebVital, Name: name, TS: arrived - 500 + int64(i),
			Page: fmt.Sprintf("https://shop.example/product/%d", view%500), ViewID: fmt.Sprintf("view-%012d", view), ViewStart: arrived - 900,
			NavigationType: "navigate",
		}
		if name == "page_view" {
			e.Type = rum.TypePageView
		} else {
			value := float64(100 + view%900)
			e.Value, e.Attribution = &value, json.RawMessage(`{"target":"main>article>img.hero"}`)
		}
		r.Events = append(r.Events, e)
	}
	return r
}
