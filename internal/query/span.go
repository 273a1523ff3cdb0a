package query

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"paceline/internal/rum"
)

const day = 24 * time.Hour

// maxSpan is the longest range of time that is answered.
const maxSpan = 400 * day

// aheadOfArrival is how far a page view may be stamped ahead of its arrival; a range that ends "now" ends that much
// later, so that what has just arrived is in it.
const aheadOfArrival = time.Minute

// Range is the parameters that say which time a question is about.
type Range struct {
	Range string `query:"range" example:"24h" doc:"Time back from now: <n>h, <n>d or <n>w, at most 400d. Not together with from or to."`
	From  string `query:"from" example:"2026-11-01T00:00:00Z" doc:"Start of the time, inclusive: RFC 3339, or ms since the epoch."`
	To    string `query:"to" example:"2026-11-02T00:00:00Z" doc:"End of the time, exclusive: RFC 3339, or ms since the epoch. Now when absent."`
}

// span is the time the parameters name, or fallback when they name none. What is relative to now is snapped
// outwards to whole multiples of snap, so that questions asked soon after each other are the same question.
func (r Range) span(now time.Time, snap, fallback time.Duration) (rum.Span, error) {
	back := fallback
	switch {
	case r.Range != "" && (r.From != "" || r.To != ""):
		return rum.Span{}, badRequest("range stands alone: give range, or from and to")
	case r.From == "" && r.To != "":
		return rum.Span{}, badRequest("to needs from")
	case r.From != "":
		return r.absolute(now, snap)
	case r.Range != "":
		var err error
		if back, err = parseRange(r.Range); err != nil {
			return rum.Span{}, err
		}
	}
	start := now.UTC().Truncate(snap)
	return rum.Span{From: start.Add(-back), To: start.Add(snap + aheadOfArrival)}, nil
}

func (r Range) absolute(now time.Time, snap time.Duration) (rum.Span, error) {
	from, err := parseInstant("from", r.From)
	if err != nil {
		return rum.Span{}, err
	}
	to := now.UTC().Truncate(snap).Add(snap + aheadOfArrival)
	if r.To != "" {
		if to, err = parseInstant("to", r.To); err != nil {
			return rum.Span{}, err
		}
	}
	switch {
	case !from.Before(to):
		return rum.Span{}, badRequest("from must be before to")
	case to.Sub(from) > maxSpan+snap+aheadOfArrival:
		return rum.Span{}, badRequest("the time from from to to is longer than 400d")
	}
	return rum.Span{From: from, To: to}, nil
}

func parseRange(text string) (time.Duration, error) {
	wrong := badRequest(fmt.Sprintf("range %q: want a whole number and h, d or w, such as 24h, 7d or 4w, at most 400d", text))
	number, unit := text[:len(text)-1], text[len(text)-1]
	length, ok := map[byte]time.Duration{'h': time.Hour, 'd': day, 'w': 7 * day}[unit]
	n, err := strconv.ParseUint(number, 10, 16)
	if !ok || err != nil || n == 0 || time.Duration(n) > maxSpan/length {
		return 0, wrong
	}
	return time.Duration(n) * length, nil
}

// maxInstant is the end of the year 9999, where RFC 3339 ends, in ms since the epoch.
const maxInstant = 253402300799999

func parseInstant(name, text string) (time.Time, error) {
	if ms, err := strconv.ParseInt(text, 10, 64); err == nil && ms >= 0 && ms <= maxInstant {
		return time.UnixMilli(ms).UTC(), nil
	}
	// A "+" that was not percent-encoded arrives as a space.
	instant, err := time.Parse(time.RFC3339, strings.Replace(text, " ", "+", 1))
	if err != nil || instant.UnixMilli() < 0 || instant.UnixMilli() > maxInstant {
		return time.Time{}, badRequest(fmt.Sprintf("%s %q: want RFC 3339, such as 2026-11-01T00:00:00Z, or ms since the epoch", name, text))
	}
	return instant.UTC().Truncate(time.Millisecond), nil
}
