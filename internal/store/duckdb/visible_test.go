package duckdb

import (
	"context"
	"errors"
	"math/rand/v2"
	"path/filepath"
	"sync"
	"testing"

	"paceline/internal/rum"
	"paceline/internal/store"
)

// What is kept of a day must be given up as soon as a commit has changed it, and by no snapshot too early or too late.
func TestLedgerCountsTheSnapshotItReads(t *testing.T) {
	d := opened(t, filepath.Join(t.TempDir(), "facts.duckdb"), quiet())
	w := newDayWriter(t, d)
	w.write(300)
	readers, stop := context.WithCancel(t.Context())
	var reading sync.WaitGroup
	for _, project := range []string{"", "shop", "zoo"} {
		reading.Go(func() {
			for readers.Err() == nil {
				w.compare(project)
			}
		})
	}
	for range 60 {
		w.fail()
		w.write(1 + w.dice.IntN(20))
		w.compare("shop")
	}
	stop()
	reading.Wait()
	w.compare("")
}

// dayWriter writes page views of many days, and merges events into those that are there.
type dayWriter struct {
	t    *testing.T
	d    *DB
	dice *rand.Rand
	made []rum.PageView

	mu      sync.Mutex
	visible []map[string]int64 // by sequence of the position, then by project
}

func newDayWriter(t *testing.T, d *DB) *dayWriter {
	return &dayWriter{t: t, d: d, dice: rand.New(rand.NewPCG(3, 3)), visible: []map[string]int64{{}}}
}

var errRefused = errors.New("refused")

// fail writes a page view that is not committed.
func (w *dayWriter) fail() {
	seq := int64(len(w.visible) - 1)
	v := w.view(int(seq) % 40)
	err := w.d.Write(w.t.Context(), move(seq), func(tx store.Tx) error {
		return errors.Join(tx.PutViews(w.t.Context(), []*rum.PageView{&v}), errRefused)
	})
	if !errors.Is(err, errRefused) {
		w.t.Fatal(err)
	}
}

func move(seq int64) store.Move {
	from := rum.Position{}
	if seq > 0 {
		from = rum.Position{Log: "log", Seq: seq}
	}
	return store.Move{From: from, To: rum.Position{Log: "log", Seq: seq + 1}}
}

func (w *dayWriter) view(day int) rum.PageView {
	project := []string{"shop", "zoo"}[w.dice.IntN(2)]
	at := int64(1_700_000_000_000) + int64(day)*dayLength + w.dice.Int64N(dayLength)
	return rum.PageView{
		Where:  rum.Where{Project: project, Website: "example.com", Path: "/", WebsiteID: 1, PageID: 1},
		ViewID: newTrafficID(w.dice), SessionID: "s", Timestamp: at, Arrived: at, FirstTS: at, LastTS: at, PageViewTS: at,
	}
}

func newTrafficID(dice *rand.Rand) string { return (&traffic{random: dice}).id() }

// write commits new page views, and one event more of some that are there.
func (w *dayWriter) write(count int) {
	totals := map[string]int64{}
	seq := int64(len(w.visible) - 1)
	for project, n := range w.visible[seq] {
		totals[project] = n
	}
	var put []*rum.PageView
	for range count {
		w.made = append(w.made, w.view(w.dice.IntN(40)))
	}
	for i := range w.made {
		v := &w.made[i]
		isNew := i >= len(w.made)-count
		if !isNew && (v.Vitals[rum.LCP].Reported || w.dice.IntN(20) > 0) {
			continue
		}
		if v.Stored = !isNew; v.Stored {
			v.Vitals[rum.LCP] = rum.Reading{Reported: true, Valid: true, Value: 7, TS: v.FirstTS}
		}
		put = append(put, v)
		totals[v.Project]++
		totals[""]++
	}
	w.mu.Lock()
	w.visible = append(w.visible, totals)
	w.mu.Unlock()
	err := w.d.Write(w.t.Context(), move(seq), func(tx store.Tx) error {
		return errors.Join(w.resolve(tx, put), tx.PutViews(w.t.Context(), put))
	})
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *dayWriter) resolve(tx store.Tx, views []*rum.PageView) error {
	places := make([]*rum.Where, len(views))
	for i, v := range views {
		places[i] = &v.Where
	}
	_, err := tx.Resolve(w.t.Context(), places, store.Caps{Websites: 10, Pages: 10})
	return err
}

// compare asks for the ledger, which tells which commit it has read.
func (w *dayWriter) compare(project string) {
	ledger, err := w.d.Ledger(w.t.Context(), project)
	if err != nil {
		w.t.Error(err)
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	seq := ledger.Positions[0].Seq
	if want := w.visible[seq][project]; ledger.Visible != want {
		w.t.Errorf("after commit %d the ledger of %q counts %d visible events, want %d", seq, project, ledger.Visible, want)
	}
}
