package duckdb

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"paceline/internal/rum"
	"paceline/internal/store"
)

// What was kept and a second pass over the store give the same answers, also where the room ends in the middle.
func TestOnePassIsAsExactAsTwo(t *testing.T) {
	path := filepath.Join(t.TempDir(), "facts.duckdb")
	d := opened(t, path, quiet())
	dice := rand.New(rand.NewPCG(1, 2))
	var views []rum.PageView
	for i := range 9_000 {
		at := int64(1_700_000_000_000 + i*1000)
		v := rum.PageView{
			Where:   rum.Where{Project: "shop", Website: "example.com", Path: fmt.Sprintf("/%d", dice.IntN(700))},
			Visitor: rum.Visitor{Device: []string{"mobile", "desktop", ""}[dice.IntN(3)]},
			ViewID:  fmt.Sprintf("v%d", i), SessionID: fmt.Sprintf("s%d", i/3), Timestamp: at, Arrived: at, FirstTS: at, LastTS: at, PageViewTS: at,
		}
		for vital := range v.Vitals {
			if dice.IntN(4) > 0 {
				v.Vitals[vital] = rum.Reading{Reported: true, Valid: dice.IntN(20) > 0, Value: max(0, dice.ExpFloat64()*2000-200), TS: at}
			}
		}
		views = append(views, v)
	}
	err := d.Write(t.Context(), store.Move{To: rum.Position{Log: "log", Seq: 1}}, func(tx store.Tx) error {
		where, rows := make([]*rum.Where, len(views)), make([]*rum.PageView, len(views))
		for i := range views {
			where[i], rows[i] = &views[i].Where, &views[i]
		}
		if _, err := tx.Resolve(t.Context(), where, store.Caps{Websites: 10, Pages: 1000}); err != nil {
			return err
		}
		return tx.PutViews(t.Context(), rows)
	})
	if err != nil {
		t.Fatal(err)
	}

	var answers []any
	for _, room := range []int64{1, 5_000, 1_000_000} {
		d.options.Kept = room
		answers = append(answers, everyAnswer(t, d))
	}
	d.options.Groups = 1
	answers = append(answers, everyAnswer(t, d))
	for _, other := range answers[1:] {
		if diff := gocmp.Diff(answers[0], other); diff != "" {
			t.Error(diff)
		}
	}
}

func everyAnswer(t *testing.T, d *DB) (answers []any) {
	t.Helper()
	s := store.Select{Project: "shop", Span: rum.Span{From: time.UnixMilli(1_700_000_000_000), To: time.UnixMilli(1_700_009_000_000)}}
	device, _ := rum.ParseDimension("device")
	summary, err1 := d.Summary(t.Context(), s)
	series, method, err2 := d.Series(t.Context(), s, 10*time.Minute)
	pages, _, err3 := d.Pages(t.Context(), s, 20)
	slow, _, err4 := d.SlowPages(t.Context(), s, rum.INP, 75, 20)
	devices, _, err5 := d.Breakdown(t.Context(), s, device, 10)
	spread, err6 := d.Distribution(t.Context(), s, rum.FCP)
	for _, err := range []error{err1, err2, err3, err4, err5, err6} {
		if err != nil {
			t.Fatal(err)
		}
	}
	if summary.Views != 9_000 || summary.Method != rum.Exact || method != rum.Exact || len(pages) != 20 || len(slow) != 20 || len(devices) != 3 {
		t.Fatalf("%d views, %s; %d pages, %d slow ones, %d devices", summary.Views, summary.Method, len(pages), len(slow), len(devices))
	}
	return []any{summary, series, pages, slow, devices, spread}
}
