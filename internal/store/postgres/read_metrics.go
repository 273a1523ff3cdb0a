package postgres

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"paceline/internal/rum"
	"paceline/internal/store"
)

// Series implements store.Reader.
func (d *DB) Series(ctx context.Context, s store.Select, interval time.Duration) (buckets []rum.Bucket, method rum.Method, err error) {
	if interval < time.Millisecond {
		return nil, "", fmt.Errorf("series: interval %v is too short", interval)
	}
	buckets = emptyBuckets(s.Span, interval)
	if len(buckets) == 0 {
		return buckets, rum.Exact, nil
	}
	by := groups[time.Time]{
		kind: "timestamptz", key: "time_bucket(@interval::interval, timestamp, timestamptz 'epoch')", args: pgx.NamedArgs{"interval": interval}, of: rum.Vitals(),
	}
	method, err = d.ask(ctx, "series", s, func(a *answer) error {
		all, err := groupsBy(a, by)
		if err != nil {
			return err
		}
		for start, of := range all {
			if i := int(start.Sub(buckets[0].Start) / interval); i >= 0 && i < len(buckets) {
				buckets[i].Views, buckets[i].Estimated, buckets[i].Vitals = of.views, of.estimated, of.vitals
			}
		}
		return nil
	})
	return buckets, method, err
}

// emptyBuckets lists the intervals of the span that have begun, aligned to the epoch.
func emptyBuckets(span rum.Span, interval time.Duration) []rum.Bucket {
	end := min(span.To.UnixMilli(), time.Now().UnixMilli())
	step := interval.Milliseconds()
	first := span.From.UnixMilli()
	first -= ((first % step) + step) % step
	buckets := []rum.Bucket{}
	for start := first; start < end; start += step {
		buckets = append(buckets, rum.Bucket{Start: time.UnixMilli(start).UTC()})
	}
	return buckets
}

// Breakdown implements store.Reader.
func (d *DB) Breakdown(ctx context.Context, s store.Select, dimension rum.Dimension, limit int) (list []rum.BreakdownRow, method rum.Method, err error) {
	value, err := dimensionValue(dimension)
	if err != nil {
		return nil, "", err
	}
	method, err = d.ask(ctx, "breakdown", s, func(a *answer) error {
		list = []rum.BreakdownRow{}
		var row rum.BreakdownRow
		var values []string
		err := a.query("Breakdown", map[string]string{"dimension": value}, pgx.NamedArgs{"limit": limit}, []any{&row.Value, &row.Views}, func() error {
			list, values = append(list, row), append(values, row.Value)
			return nil
		})
		if err != nil || len(list) == 0 {
			return err
		}
		all, err := groupsBy(a, groups[string]{key: value, kind: "text", only: values, of: rum.Vitals()})
		for i := range list {
			of := all[list[i].Value]
			list[i].Estimated, list[i].Vitals = of.estimated, forLists(of.vitals)
		}
		return err
	})
	return list, method, err
}

// Pages implements store.Reader.
func (d *DB) Pages(ctx context.Context, s store.Select, limit int) (list []rum.PageRow, method rum.Method, err error) {
	method, err = d.ask(ctx, "pages", s, func(a *answer) error {
		list = []rum.PageRow{}
		var row rum.PageRow
		var ids []int64
		targets := []any{&row.ID, &row.Path, &row.Website, &row.Views, &row.LastSeen}
		err := a.query("Pages", nil, pgx.NamedArgs{"limit": limit}, targets, func() error {
			utc(&row.LastSeen)
			list, ids = append(list, row), append(ids, row.ID)
			return nil
		})
		if err != nil || len(list) == 0 {
			return err
		}
		all, err := groupsBy(a, groups[int64]{key: "page_id", kind: "bigint", only: ids, of: rum.Vitals()})
		for i := range list {
			of := all[list[i].ID]
			list[i].Estimated, list[i].Vitals = of.estimated, forLists(of.vitals)
		}
		return err
	})
	return list, method, err
}

// SlowPages implements store.Reader.
func (d *DB) SlowPages(ctx context.Context, s store.Select, vital rum.Vital, percentile, limit int) (list []rum.SlowPage, method rum.Method, err error) {
	if percentile != 75 && percentile != 95 {
		return nil, "", fmt.Errorf("slow pages: percentile %d is neither 75 nor 95", percentile)
	}
	method, err = d.ask(ctx, "slow pages", s, func(a *answer) error {
		byPage, err := groupsBy(a, groups[int64]{key: "page_id", kind: "bigint", of: []rum.Vital{vital}})
		if err != nil {
			return err
		}
		list = pagesWith(vital, byPage)
		rum.RankSlowPages(list, percentile)
		list = list[:min(limit, len(list))]
		if err := a.describe(list); err != nil {
			return err
		}
		rum.RankSlowPages(list, percentile) // now by their names, too
		return nil
	})
	return list, method, err
}

// pagesWith are the pages that have the vital, without their names.
func pagesWith(vital rum.Vital, byPage map[int64]group) []rum.SlowPage {
	list := []rum.SlowPage{}
	for id, page := range byPage {
		if p := page.vitals[vital]; p.Samples > 0 {
			list = append(list, rum.SlowPage{ID: id, P75: p.P75, P95: p.P95, Samples: p.Samples, Views: page.views, Estimated: page.estimated})
		}
	}
	return list
}

// describe adds to slow pages what they are called.
func (a *answer) describe(list []rum.SlowPage) error {
	ids := make([]int64, len(list))
	for i := range list {
		ids[i] = list[i].ID
	}
	rows, err := a.q.Query(a.ctx, statement("PageNames"), pgx.NamedArgs{"ids": ids})
	if err != nil {
		return err
	}
	var id int64
	var path, website string
	_, err = pgx.ForEachRow(rows, []any{&id, &path, &website}, func() error {
		if i := slices.Index(ids, id); i >= 0 {
			list[i].Path, list[i].Website = path, website
		}
		return nil
	})
	return err
}

// forLists leaves the percentiles that lists show.
func forLists(vitals byVital) byVital {
	for i := range vitals {
		p := &vitals[i]
		*p = rum.Percentiles{P75: p.P75, P95: p.P95, Samples: p.Samples, Estimated: p.Estimated}
	}
	return vitals
}
