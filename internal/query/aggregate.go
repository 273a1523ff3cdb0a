package query

import (
	"context"
	"strconv"
	"time"

	"paceline/internal/rum"
	"paceline/internal/store"
)

// The time that is answered about when the caller names none.
const (
	usualSpan = day
	pagesSpan = 30 * day
)

// ofProject reads a selection after access is checked: who may not read a project learns nothing of its parameters.
func (s *Service) ofProject(ctx context.Context, in Selection, snap, fallback time.Duration) (store.Select, error) {
	if err := s.admit(ctx, in.ProjectKey); err != nil {
		return store.Select{}, err
	}
	return in.selection(s.Now(), snap, fallback)
}

// ofPage is ofProject for what may be asked of one page.
func (s *Service) ofPage(ctx context.Context, in PageSelection, snap, fallback time.Duration) (store.Select, error) {
	sel, err := s.ofProject(ctx, in.Selection, snap, fallback)
	if err == nil && in.Page != "" {
		sel.Page, err = parsePageID(in.Page)
	}
	return sel, err
}

func (s *Service) summary(ctx context.Context, in *PageSelection) (question, error) {
	sel, err := s.ofPage(ctx, *in, summaryTTL, usualSpan)
	return question{
		operation: "summary", scope: projectScope(sel.Project), ttl: summaryTTL,
		params: selectParams(sel),
		ask: func(ctx context.Context) (any, rum.Method, error) {
			summary, err := s.Store.Summary(ctx, sel)
			return summaryAnswer{Summary: summary, span: sel.Span}, summary.Method, err
		},
	}, err
}

func (s *Service) distribution(ctx context.Context, in *distributionInput) (question, error) {
	sel, err := s.ofPage(ctx, in.PageSelection, summaryTTL, usualSpan)
	if err != nil {
		return question{}, err
	}
	vital, err := parseMetric(in.Metric)
	return question{
		operation: "distribution", scope: projectScope(sel.Project), ttl: summaryTTL,
		params: append([]string{vital.Info().Column}, selectParams(sel)...),
		ask: func(ctx context.Context) (any, rum.Method, error) {
			spread, err := s.Store.Distribution(ctx, sel, vital)
			return newDistributionAnswer(vital, spread, sel.Span), spread.Method, err
		},
	}, err
}

func (s *Service) timeseries(ctx context.Context, in *seriesInput) (question, error) {
	sel, err := s.ofPage(ctx, in.PageSelection, summaryTTL, usualSpan)
	if err != nil {
		return question{}, err
	}
	interval, err := seriesInterval(in.Interval, sel.Span)
	return question{
		operation: "timeseries", scope: projectScope(sel.Project), ttl: summaryTTL,
		params: append([]string{strconv.FormatInt(interval.Milliseconds(), 10)}, selectParams(sel)...),
		ask: func(ctx context.Context) (any, rum.Method, error) {
			rows, method, err := s.Store.Series(ctx, sel, interval)
			return list(rows, func(b rum.Bucket) bucketAnswer { return bucketAnswer(b) }), method, err
		},
	}, err
}

func (s *Service) pages(ctx context.Context, in *pagesInput) (question, error) {
	sel, err := s.ofProject(ctx, in.Selection, listTTL, pagesSpan)
	if err != nil {
		return question{}, err
	}
	n, err := pagesLimit.parse(in.Limit)
	return question{
		operation: "pages", scope: projectScope(sel.Project), ttl: listTTL,
		params: append([]string{strconv.Itoa(n)}, selectParams(sel)...),
		ask: func(ctx context.Context) (any, rum.Method, error) {
			rows, method, err := s.Store.Pages(ctx, sel, n)
			return list(rows, func(p rum.PageRow) pageAnswer { return pageAnswer(p) }), method, err
		},
	}, err
}

func (s *Service) slowPages(ctx context.Context, in *slowPagesInput) (question, error) {
	sel, err := s.ofProject(ctx, in.Selection, listTTL, pagesSpan)
	if err != nil {
		return question{}, err
	}
	vital, err := parseMetric(in.Metric)
	if err != nil {
		return question{}, err
	}
	percentile, err := parsePercentile(in.Percentile)
	if err != nil {
		return question{}, err
	}
	n, err := slowPagesLimit.parse(in.Limit)
	return question{
		operation: "slow_pages", scope: projectScope(sel.Project), ttl: listTTL,
		params: append([]string{vital.Info().Column, strconv.Itoa(n), strconv.Itoa(percentile)}, selectParams(sel)...),
		ask: func(ctx context.Context) (any, rum.Method, error) {
			rows, method, err := s.Store.SlowPages(ctx, sel, vital, percentile, n)
			return list(rows, func(p rum.SlowPage) slowPageAnswer { return newSlowPageAnswer(vital, p) }), method, err
		},
	}, err
}

func (s *Service) breakdown(ctx context.Context, in *breakdownInput) (question, error) {
	sel, err := s.ofPage(ctx, in.PageSelection, listTTL, usualSpan)
	if err != nil {
		return question{}, err
	}
	dimension, err := parseDimension(in.Dimension)
	if err != nil {
		return question{}, err
	}
	n, err := breakdownLimit.parse(in.Limit)
	return question{
		operation: "breakdown", scope: projectScope(sel.Project), ttl: listTTL,
		params: append([]string{dimension.Name, strconv.Itoa(n)}, selectParams(sel)...),
		ask: func(ctx context.Context) (any, rum.Method, error) {
			rows, method, err := s.Store.Breakdown(ctx, sel, dimension, n)
			return list(rows, func(r rum.BreakdownRow) breakdownAnswer { return breakdownAnswer(r) }), method, err
		},
	}, err
}

// list is the answers of rows; empty, never null.
func list[R, A any](rows []R, answerOf func(R) A) []A {
	answers := make([]A, len(rows))
	for i, row := range rows {
		answers[i] = answerOf(row)
	}
	return answers
}
