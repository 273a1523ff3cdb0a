package query

import (
	"context"
	"encoding/json"
	"sync/atomic"
	"time"

	"paceline/internal/rum"
	"paceline/internal/store"
)

// sampleReader answers every question with samples: the same for projects a and b. The store's own behaviour is tested
// with the real store; this one serves the tests of what stands before it.
type sampleReader struct {
	asked    atomic.Int64
	selected atomic.Pointer[store.Select]    // of the last question
	err      error                           // answers every question when not nil
	wait     func(ctx context.Context) error // runs within every question when not nil
}

const (
	pageOfA, pageOfB = 1, 2
	sessionOfA       = "only-a"
	sessionOfBoth    = "both"
)

var sampleTime = time.Date(2026, 11, 1, 12, 0, 0, 123_000_000, time.UTC)

func number(v float64) *float64 { return &v }

// samples has data for every vital but FID; CLS is a real 0.
func samples() (vitals [rum.VitalCount]rum.Percentiles) {
	for _, v := range rum.Vitals() {
		vitals[v] = rum.Percentiles{P50: number(1.5), P75: number(2), P90: number(3), P95: number(4), P99: number(5), Samples: 7, Estimated: 70.25}
	}
	vitals[rum.CLS] = rum.Percentiles{P50: number(0), P75: number(0), P90: number(0), P95: number(0), P99: number(0), Samples: 7, Estimated: 70.25}
	vitals[rum.FID] = rum.Percentiles{}
	return vitals
}

func (s *sampleReader) ask(ctx context.Context, sel store.Select) error {
	s.asked.Add(1)
	s.selected.Store(&sel)
	if s.wait != nil {
		if err := s.wait(ctx); err != nil {
			return err
		}
	}
	return s.err
}

func (s *sampleReader) Summary(ctx context.Context, sel store.Select) (rum.Summary, error) {
	summary := rum.Summary{Views: 9, Estimated: 90.5, Sessions: 3, Errors: 1, Method: rum.Exact}
	for v, p := range samples() {
		summary.Vitals[v] = rum.VitalSummary{Percentiles: p, Good: p.Estimated}
	}
	return summary, s.ask(ctx, sel)
}

func (s *sampleReader) Distribution(ctx context.Context, sel store.Select, v rum.Vital) (rum.Distribution, error) {
	spread := rum.Distribution{VitalSummary: rum.VitalSummary{Percentiles: samples()[v], Good: samples()[v].Estimated}, Method: rum.Exact}
	counts := make([]float64, len(v.Grid().Edges())+1)
	counts[0] = spread.Estimated
	spread.Bins = v.Grid().Bins(counts, spread.P99)
	return spread, s.ask(ctx, sel)
}

func (s *sampleReader) Series(ctx context.Context, sel store.Select, interval time.Duration) ([]rum.Bucket, rum.Method, error) {
	first := sampleTime.Truncate(interval)
	return []rum.Bucket{
		{Start: first, Views: 9, Vitals: samples()},
		{Start: first.Add(interval)}, {Start: first.Add(2 * interval)}, // enough to be worth compressing
	}, rum.Sketch, s.ask(ctx, sel)
}

func (s *sampleReader) Pages(ctx context.Context, sel store.Select, limit int) ([]rum.PageRow, rum.Method, error) {
	return []rum.PageRow{{ID: 1, Path: "/a<b>", Website: "example.com", Views: 9, LastSeen: sampleTime, Vitals: samples()}},
		rum.Exact, s.ask(ctx, sel)
}

func (s *sampleReader) SlowPages(ctx context.Context, sel store.Select, _ rum.Vital, _, _ int) ([]rum.SlowPage, rum.Method, error) {
	return []rum.SlowPage{{ID: 1, Path: "/", Website: "example.com", Views: 9, P75: number(2600), P95: number(4001), Samples: 7}},
		rum.Exact, s.ask(ctx, sel)
}

func (s *sampleReader) Breakdown(ctx context.Context, sel store.Select, _ rum.Dimension, _ int) ([]rum.BreakdownRow, rum.Method, error) {
	return []rum.BreakdownRow{{Value: rum.Unknown, Views: 9, Vitals: samples()}}, rum.Exact, s.ask(ctx, sel)
}

func (s *sampleReader) PageProject(_ context.Context, id int64) (string, error) {
	return map[int64]string{pageOfA: "a", pageOfB: "b"}[id], s.err
}

func (s *sampleReader) views(project string) []rum.PageView {
	full := rum.PageView{
		Where: rum.Where{Project: project, Website: "example.com", Path: "/", PageID: pageOfA},
		Visitor: rum.Visitor{Device: "mobile", Browser: "Chrome", OS: "Android", Country: "DE", Connection: "4g",
			Language: "de", Release: "42", User: "hashed"},
		ViewID: "view", SessionID: "session", Timestamp: sampleTime.UnixMilli(), Arrived: sampleTime.UnixMilli(),
		NavigationType: "navigate", Flags: rum.FlagClockSkew | rum.FlagValueDropped,
	}
	full.Vitals[rum.LCP] = rum.Reading{Reported: true, Valid: true, Value: 2500, Attribution: json.RawMessage(`{"element":"img"}`)}
	full.Vitals[rum.CLS] = rum.Reading{Reported: true, Valid: true, Value: 0}
	full.Vitals[rum.INP] = rum.Reading{Reported: true} // dropped as implausible
	bare := rum.PageView{Where: full.Where, ViewID: "bare", SessionID: "session", Timestamp: sampleTime.UnixMilli()}
	return []rum.PageView{full, bare}
}

func (s *sampleReader) PageViews(ctx context.Context, _ int64, span rum.Span, _ int) ([]rum.PageView, error) {
	return s.views("a"), s.ask(ctx, store.Select{Span: span})
}

func (s *sampleReader) LatestViews(ctx context.Context, sel store.Select, _ int) ([]rum.PageView, error) {
	return s.views(sel.Project), s.ask(ctx, sel)
}

func (s *sampleReader) SessionProjects(_ context.Context, id string) ([]string, error) {
	switch id {
	case sessionOfA:
		return []string{"a"}, s.err
	case sessionOfBoth:
		return []string{"a", "b"}, s.err
	}
	return []string{}, s.err
}

func (s *sampleReader) Journey(ctx context.Context, project, _ string, _ int) ([]rum.PageView, error) {
	return s.views(project), s.ask(ctx, store.Select{Project: project})
}

func (s *sampleReader) SessionErrors(ctx context.Context, project, _ string, _ int) ([]rum.JSError, error) {
	full := rum.JSError{
		Where: rum.Where{Project: project, Website: "example.com", Path: "/", PageID: pageOfA}, Visitor: rum.Visitor{Browser: "Chrome"},
		ErrorDetail: rum.ErrorDetail{Message: "x is undefined", Stack: "at f", Source: "app.js", Line: 1, Column: 2},
		ID:          "e1", SessionID: "session", ViewID: "view", Name: "TypeError", Timestamp: sampleTime.UnixMilli(),
	}
	bare := rum.JSError{Where: full.Where, ErrorDetail: rum.ErrorDetail{Message: "m"}, ID: "e2", SessionID: "session"}
	return []rum.JSError{full, bare}, s.ask(ctx, store.Select{Project: project})
}

func (s *sampleReader) ErrorGroups(ctx context.Context, sel store.Select, _ int) ([]rum.ErrorGroup, error) {
	return []rum.ErrorGroup{
		{ID: groupOfM, Name: "TypeError", Message: "m", Count: 2, Sessions: 1, FirstSeen: sampleTime, LastSeen: sampleTime, Path: "/", Stack: "at f", Browser: "Chrome"},
		{ID: rum.ErrorGroupID("Error", "bare"), Name: "Error", Message: "bare", Count: 1, Sessions: 1, Path: "/"},
	}, s.ask(ctx, sel)
}

var groupOfM = rum.ErrorGroupID("TypeError", "m")

func (s *sampleReader) ErrorGroup(ctx context.Context, sel store.Select, id string, limit int) (rum.ErrorGroupDetail, error) {
	if id != groupOfM {
		return rum.ErrorGroupDetail{}, s.ask(ctx, sel)
	}
	groups, _ := s.ErrorGroups(ctx, sel, limit)
	newest, err := s.SessionErrors(ctx, sel.Project, "", limit)
	s.selected.Store(&sel)
	shares := []rum.ErrorShare{{Value: "m", Count: 2, Sessions: 1}}
	return rum.ErrorGroupDetail{
		ErrorGroup: groups[0], Newest: newest, Messages: shares,
		Pages:      []rum.ErrorPage{{ID: pageOfA, Path: "/", Website: "example.com", Count: 2, Sessions: 1}},
		Dimensions: []rum.ErrorDimension{{Dimension: "browser", Values: shares}},
	}, err
}

func (s *sampleReader) ErrorCounts(ctx context.Context, sel store.Select, ids []string, _ time.Duration) (map[string][]int64, error) {
	counts := map[string][]int64{}
	for _, id := range ids {
		counts[id] = []int64{0, 2}
	}
	return counts, s.ask(ctx, sel)
}

func (s *sampleReader) LatestSessions(ctx context.Context, sel store.Select, limit int) ([]rum.Session, error) {
	full := rum.Session{
		ID: "session", Started: sampleTime, LastSeen: sampleTime, Views: 2, Errors: 1, Visitor: s.views("a")[0].Visitor,
		Entry: rum.Where{Website: "example.com", Path: "/", PageID: pageOfA},
	}
	full.Greatest[rum.LCP] = number(4001)
	full.Greatest[rum.CLS] = number(0)
	return []rum.Session{full, {ID: "bare", Views: 1}}[:min(limit, 2)], s.ask(ctx, sel)
}

func (s *sampleReader) NewestArrival(ctx context.Context, project string) (time.Time, error) {
	return sampleTime, s.ask(ctx, store.Select{Project: project})
}

func (s *sampleReader) Events(ctx context.Context, sel store.Select, t rum.EventType, _ int) ([]rum.LoggedEvent, error) {
	return []rum.LoggedEvent{
		{Where: rum.Where{PageID: 1}, ID: "1", Type: t, Name: "buy", Value: number(0), SessionID: "s", ViewID: "v", Data: json.RawMessage(`{"a":1}`)},
		{Where: rum.Where{PageID: 1}, ID: "2", Type: t, Name: "buy", SessionID: "s"},
	}, s.ask(ctx, sel)
}

func (s *sampleReader) DeadLetters(ctx context.Context, project string, _ int) ([]rum.StoredDeadLetter, error) {
	return []rum.StoredDeadLetter{{Arrived: sampleTime, Reason: "bad", Event: json.RawMessage(`"not JSON"`)}, {Reason: "gone"}},
		s.ask(ctx, store.Select{Project: project})
}

func (s *sampleReader) Ledger(ctx context.Context, project string) (rum.StoreLedger, error) {
	return rum.StoreLedger{
		Positions: rum.Positions{{Log: "log", Seq: 7}}, Visible: 5, Merged: 1, Processed: map[string]int64{"log": 6},
	}, s.ask(ctx, store.Select{Project: project})
}

func (s *sampleReader) Check(context.Context) error { return s.err }
