package query

import (
	"context"
	"strconv"
	"strings"
	"time"

	"paceline/internal/rum"
	"paceline/internal/store"
)

// errorGroups answers in two steps: which groups there are, and how the errors of each spread over the time.
func (s *Service) errorGroups(ctx context.Context, in *errorsInput) (question, error) {
	sel, err := s.ofPage(ctx, in.PageSelection, rawTTL, usualSpan)
	if err != nil {
		return question{}, err
	}
	n, err := errorsLimit.parse(in.Limit)
	return question{
		operation: "errors", scope: projectScope(sel.Project), ttl: rawTTL,
		params: append([]string{strconv.Itoa(n)}, selectParams(sel)...),
		ask: func(ctx context.Context) (any, rum.Method, error) {
			groups, err := s.Store.ErrorGroups(ctx, sel, n)
			if err != nil {
				return nil, "", err
			}
			ids := list(groups, func(g rum.ErrorGroup) string { return g.ID })
			counts, err := s.Store.ErrorCounts(ctx, sel, ids, errorInterval(sel.Span))
			return list(groups, func(g rum.ErrorGroup) listedGroupAnswer {
				return listedGroupAnswer{newErrorGroupAnswer(g), append([]int64{}, counts[g.ID]...)}
			}), "", err
		},
	}, err
}

func (s *Service) errorGroup(ctx context.Context, in *errorGroupInput) (question, error) {
	sel, err := s.ofPage(ctx, in.PageSelection, rawTTL, usualSpan)
	if err != nil {
		return question{}, err
	}
	id, err := parseGroupID(in.GroupID)
	if err != nil {
		return question{}, err
	}
	n, err := occurrencesLimit.parse(in.Limit)
	return question{
		operation: "error", scope: projectScope(sel.Project), ttl: rawTTL,
		params: append([]string{id, strconv.Itoa(n)}, selectParams(sel)...),
		ask:    func(ctx context.Context) (any, rum.Method, error) { return s.askErrorGroup(ctx, sel, id, n) },
	}, err
}

func (s *Service) askErrorGroup(ctx context.Context, sel store.Select, id string, limit int) (any, rum.Method, error) {
	detail, err := s.Store.ErrorGroup(ctx, sel, id, limit)
	if err != nil {
		return nil, "", err
	}
	if detail.Count == 0 {
		return nil, "", notFound("no error of this group happened in this time, with these filters")
	}
	interval := errorInterval(sel.Span)
	counts, err := s.Store.ErrorCounts(ctx, sel, []string{id}, interval)
	first := sel.Span.From.UnixMilli()
	first -= first % interval.Milliseconds()
	return newErrorGroupDetailAnswer(detail, counts[id], time.UnixMilli(first), interval), "", err
}

// errorBuckets is the most intervals that errors are counted by: as many as a small chart can show.
const errorBuckets = 60

// errorInterval is the finest natural interval that gives so many buckets.
func errorInterval(span rum.Span) time.Duration {
	for _, interval := range naturalIntervals {
		if buckets(span, interval) <= errorBuckets {
			return interval
		}
	}
	days := span.To.Sub(span.From)/(errorBuckets*day) + 1
	return days * day
}

func parseGroupID(text string) (string, error) {
	if len(text) != rum.ErrorGroupIDLength || strings.Trim(text, "0123456789abcdef") != "" {
		return "", badRequest("an error group's id is " + strconv.Itoa(rum.ErrorGroupIDLength) + " hexadecimal digits in lower case, as the list of errors gives it")
	}
	return text, nil
}
