package duckdb

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"paceline/internal/rum"
	"paceline/internal/store"
)

// Series implements store.Reader.
func (d *DB) Series(ctx context.Context, s store.Select, interval time.Duration) (buckets []rum.Bucket, method rum.Method, err error) {
	if interval < time.Millisecond {
		return nil, "", fmt.Errorf("series: interval %v is too short", interval)
	}
	by := groups[int64]{
		key: "(epoch_ms(timestamp)-$first)//$interval", kind: numberKey(), vitals: rum.Vitals(),
	}
	buckets = emptyBuckets(s.Span, interval)
	if len(buckets) == 0 {
		return buckets, rum.Exact, nil
	}
	by.args = []any{sql.Named("first", buckets[0].Start.UnixMilli()), sql.Named("interval", interval.Milliseconds())}
	method, err = d.ask(ctx, "series", s, func(a *answer) error {
		all, err := groupsBy(a, by)
		for i := range buckets {
			of := all[int64(i)]
			buckets[i].Views, buckets[i].Estimated, buckets[i].Vitals = of.views, of.estimated, of.vitals
		}
		return err
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
		by := groups[string]{key: value, kind: textKey(), vitals: rum.Vitals(), most: a.most}
		all, err := groupsBy(a, by)
		if errors.Is(err, errManyGroups) {
			by.most = 0
			if by.only, err = a.heaviest(value, limit); err == nil {
				all, err = groupsBy(a, by)
			}
		}
		list = breakdownRows(all, limit)
		return err
	})
	return list, method, err
}

// heaviest lists the values of a piece of SQL over metrics that the most page views have.
func (a *answer) heaviest(value string, limit int) ([]string, error) {
	text, args, err := filtered("Breakdown", a.sel)
	if err != nil {
		return nil, err
	}
	return queryAll(a.ctx, a.q, fillIn(text, "dimension", value), append(args, sql.Named("limit", limit)), scanText)
}

func breakdownRows(all map[string]group, limit int) []rum.BreakdownRow {
	list := make([]rum.BreakdownRow, 0, len(all))
	for value, of := range all {
		list = append(list, rum.BreakdownRow{Value: value, Views: of.views, Estimated: of.estimated, Vitals: forLists(of.vitals)})
	}
	slices.SortFunc(list, func(a, b rum.BreakdownRow) int {
		return cmp.Or(cmp.Compare(b.Estimated, a.Estimated), cmp.Compare(a.Value, b.Value))
	})
	return list[:min(limit, len(list))]
}

// Pages implements store.Reader.
func (d *DB) Pages(ctx context.Context, s store.Select, limit int) (list []rum.PageRow, method rum.Method, err error) {
	method, err = d.ask(ctx, "pages", s, func(a *answer) error {
		if list, err = a.pages(limit); err != nil || len(list) == 0 {
			return err
		}
		ids := make([]int64, len(list))
		for i := range list {
			ids[i] = list[i].ID
		}
		all, err := groupsBy(a, groups[int64]{key: "page_id::BIGINT", kind: numberKey(), only: ids, vitals: rum.Vitals()})
		for i := range list {
			of := all[list[i].ID]
			list[i].Estimated, list[i].Vitals = of.estimated, forLists(of.vitals)
		}
		return err
	})
	return list, method, err
}

// pages lists the most viewed pages first.
func (a *answer) pages(limit int) ([]rum.PageRow, error) {
	text, args, err := filtered("Pages", a.sel)
	if err != nil {
		return nil, err
	}
	args = append(args, sql.Named("limit", limit))
	return queryAll(a.ctx, a.q, text, args, func(rows *sql.Rows) (r rum.PageRow, err error) {
		return r, rows.Scan(&r.ID, &r.Path, &r.Website, &r.Views, &r.LastSeen)
	})
}

// SlowPages implements store.Reader.
func (d *DB) SlowPages(ctx context.Context, s store.Select, vital rum.Vital, percentile, limit int) (list []rum.SlowPage, method rum.Method, err error) {
	if percentile != 75 && percentile != 95 {
		return nil, "", fmt.Errorf("slow pages: percentile %d is neither 75 nor 95", percentile)
	}
	method, err = d.ask(ctx, "slow pages", s, func(a *answer) error {
		byPage, err := groupsBy(a, groups[int64]{key: "page_id::BIGINT", kind: numberKey(), vitals: []rum.Vital{vital}})
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
	_, err := queryAll(a.ctx, a.q, statement("PageNames"), []any{sql.Named("ids", ids)}, func(rows *sql.Rows) (struct{}, error) {
		var id int64
		var path, website string
		err := rows.Scan(&id, &path, &website)
		if i := slices.Index(ids, id); i >= 0 {
			list[i].Path, list[i].Website = path, website
		}
		return struct{}{}, err
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
