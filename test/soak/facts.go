package soak

import (
	"context"
	"fmt"
	"net/url"
	"time"

	"paceline/test/harness"
)

// Facts is everything that the query API shows of a project.
type Facts struct {
	Views  []ViewRow
	Errors map[string]int64 // errors by message
	Events []EventRow       // custom events and resources
	Ledger harness.Ledger
}

// ViewRow is a page view as the API shows it.
type ViewRow struct {
	ViewID    string   `json:"view_id"`
	SessionID string   `json:"session_id"`
	Timestamp string   `json:"timestamp"`
	Path      string   `json:"path"`
	LCP       *float64 `json:"lcp"`
	INP       *float64 `json:"inp"`
	CLS       *float64 `json:"cls"`
	FCP       *float64 `json:"fcp"`
	TTFB      *float64 `json:"ttfb"`
	FID       *float64 `json:"fid"`
}

// vitals are the row's values by column.
func (r *ViewRow) vitals() map[string]*float64 {
	return map[string]*float64{"lcp": r.LCP, "inp": r.INP, "cls": r.CLS, "fcp": r.FCP, "ttfb": r.TTFB, "fid": r.FID}
}

// EventRow is a custom event or a resource as the API shows it.
type EventRow struct {
	ID        string `json:"id"`
	Name      string
	Value     *float64
	SessionID string `json:"session_id"`
}

// ReadFacts reads a project whole. Lists are bounded, so it asks for ever smaller spans of time until each answer
// is shorter than its bound.
func ReadFacts(ctx context.Context, s *harness.Server, project string) (f Facts, err error) {
	if f.Ledger, err = s.Ledger(ctx, project); err != nil {
		return f, err
	}
	if f.Views, err = readAll[ViewRow](ctx, s, project, "views?", 1000); err != nil {
		return f, err
	}
	for _, k := range []kind{custom, resource} {
		rows, err := readAll[EventRow](ctx, s, project, "events?type="+string(k)+"&", 1000)
		if err != nil {
			return f, err
		}
		f.Events = append(f.Events, rows...)
	}
	groups, err := readAll[struct {
		Message string
		Count   int64
	}](ctx, s, project, "errors?", 500)
	f.Errors = map[string]int64{}
	for _, g := range groups {
		f.Errors[g.Message] += g.Count
	}
	return f, err
}

// readAll reads a list whole: half a year around now, as clocks may have jumped.
func readAll[T any](ctx context.Context, s *harness.Server, project, path string, bound int) ([]T, error) {
	const around = 180 * 24 * time.Hour
	now := time.Now()
	var read func(from, to int64) ([]T, error)
	read = func(from, to int64) ([]T, error) {
		var rows []T
		query := url.Values{"from": {fmt.Sprint(from)}, "to": {fmt.Sprint(to)}, "limit": {fmt.Sprint(bound)}}
		if err := s.Read(ctx, "/api/projects/"+project+"/"+path+query.Encode(), &rows); err != nil {
			return nil, err
		}
		if len(rows) < bound {
			return rows, nil
		}
		if to-from < 2 {
			return nil, fmt.Errorf("%s: more than %d rows in one millisecond", path, bound)
		}
		middle := from + (to-from)/2
		early, err := read(from, middle)
		if err != nil {
			return nil, err
		}
		late, err := read(middle, to)
		return append(early, late...), err
	}
	return read(now.Add(-around).UnixMilli(), now.Add(around).UnixMilli())
}
