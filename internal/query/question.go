package query

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"

	"paceline/internal/cache"
	"paceline/internal/rum"
	"paceline/internal/store"
	"paceline/internal/tracing"
)

// How long answers are kept.
const (
	summaryTTL = 60 * time.Second
	listTTL    = 120 * time.Second
	rawTTL     = 2 * time.Second
)

// browserMaxAge is how long a browser may show an answer without asking again. It is not the cache's time to live: new
// data drops cached answers after at most 5 s, and nobody can reach into a browser's cache.
const browserMaxAge = 5 * time.Second

// question is one thing to ask the store.
type question struct {
	operation string // as in the cache key and the metrics
	scope     cache.Scope
	params    []string
	ttl       time.Duration // 0: never cached
	ask       func(ctx context.Context) (value any, method rum.Method, err error)
}

// answer reads through the cache.
func (s *Service) answer(ctx context.Context, q question, fresh bool) (answer, error) {
	load := func(ctx context.Context) ([]byte, error) { return s.load(ctx, q) }
	read := s.through.Read
	if fresh {
		read = s.through.Refresh
	}
	var data []byte
	var err error
	if q.ttl == 0 {
		data, err = load(ctx)
	} else {
		data, err = read(ctx, q.scope.Key(q.operation, q.params...), q.ttl, load)
	}
	if err != nil {
		return answer{}, refusal(ctx, s.Log, q.operation, err)
	}
	return parseAnswer(data)
}

func (s *Service) load(ctx context.Context, q question) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, s.QueryTimeout)
	defer cancel()
	ctx, span := tracing.Child(ctx, "store read "+q.operation)
	start := time.Now()
	value, method, err := q.ask(ctx)
	tracing.End(span, err)
	s.metrics.asked(q.operation, time.Since(start))
	if err != nil {
		if ctx.Err() != nil { // a driver's error for it need not wrap it
			err = ctx.Err()
		}
		return nil, err
	}
	a, err := newAnswer(value, method)
	if err != nil {
		return nil, err
	}
	return a.bytes(), nil
}

// cacheControl tells the browser how long the answer may be shown.
func (q question) cacheControl() string {
	switch {
	case q.ttl == 0:
		return "private, no-store"
	case q.ttl < browserMaxAge:
		return "private, max-age=" + strconv.Itoa(int(q.ttl.Seconds()))
	}
	return "private, max-age=" + strconv.Itoa(int(browserMaxAge.Seconds()))
}

// wantsFresh reports whether the client insists on an answer that no cache gives.
func wantsFresh(r *http.Request) bool {
	for directive := range strings.SplitSeq(strings.Join(r.Header.Values("Cache-Control"), ","), ",") {
		switch strings.ToLower(strings.TrimSpace(directive)) {
		case "no-cache", "no-store", "max-age=0":
			return true
		}
	}
	return false
}

// spanParams are a span as parts of a cache key.
func spanParams(span rum.Span) []string {
	return []string{strconv.FormatInt(span.From.UnixMilli(), 10), strconv.FormatInt(span.To.UnixMilli(), 10)}
}

// selectParams are a selection as parts of a cache key, in one order. Where a filter's name is followed by its operation,
// a page's is by a number.
func selectParams(sel store.Select) []string {
	params := spanParams(sel.Span)
	if sel.Page != 0 {
		params = append(params, "page", strconv.FormatInt(sel.Page, 10))
	}
	for _, f := range sel.Filters {
		params = append(params, filterParts(f)...)
	}
	return params
}
