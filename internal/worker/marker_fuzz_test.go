package worker

import (
	"os"
	"path/filepath"
	"testing"

	"paceline/internal/rum"
	"paceline/internal/store"
)

// A marker that a crash or a disk left in any shape makes a worker careful, never lost.
func FuzzMarker(f *testing.F) {
	f.Add([]byte(`{"from":{"log":"a","seq":1},"to":{"log":"a","seq":9},"crashes":2,"probes":[{"from":0,"to":4}],"begun":true}`))
	f.Add([]byte(`{"crashes":-1,"probes":[{"from":-5,"to":1000000}]}`))
	f.Add([]byte(`null`))
	f.Fuzz(func(t *testing.T, data []byte) {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, "in-flight-0.json"), data, 0o600); err != nil {
			t.Fatal(err)
		}
		m := openMarker(dir, 0)
		from := rum.Position{Log: "a", Seq: 1}
		m.suspects(from)
		m.endOf(from)
		m.begin(store.Move{From: from, To: rum.Position{Log: "a", Seq: 5}})
		m.done()
		if m.suspects(from) {
			t.Error("a batch that is done is suspected")
		}
	})
}
