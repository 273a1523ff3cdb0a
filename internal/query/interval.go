package query

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"paceline/internal/rum"
)

// maxBuckets is the most buckets of a time series.
const maxBuckets = 500

// comfortable is how many buckets a time series has at most when the caller leaves the interval to us.
const comfortable = 200

// naturalIntervals are the ones that are chosen from when the caller gives none, finest first.
var naturalIntervals = [...]time.Duration{
	time.Minute, 5 * time.Minute, 15 * time.Minute, 30 * time.Minute,
	time.Hour, 3 * time.Hour, 6 * time.Hour, 12 * time.Hour, day,
}

// seriesInterval is the length of a bucket: what the text says, or, when it is empty, the finest natural one that
// gives a comfortable number of buckets.
func seriesInterval(text string, span rum.Span) (time.Duration, error) {
	if text == "" {
		for _, interval := range naturalIntervals {
			if buckets(span, interval) <= comfortable {
				return interval, nil
			}
		}
		return day, nil
	}
	interval, err := parseInterval(text)
	if err != nil {
		return 0, err
	}
	if n := buckets(span, interval); n > maxBuckets {
		return 0, badRequest(fmt.Sprintf("interval %q gives %d buckets, at most %d are answered: the finest interval for this range is %s",
			text, n, maxBuckets, intervalText(finest(span))))
	}
	return interval, nil
}

// buckets counts the intervals, aligned to the epoch, that a span touches.
func buckets(span rum.Span, interval time.Duration) int64 {
	length := interval.Milliseconds()
	first := span.From.UnixMilli() / length
	last := (span.To.UnixMilli() - 1) / length
	return last - first + 1
}

// finest is the shortest interval of whole minutes that stays within maxBuckets.
func finest(span rum.Span) time.Duration {
	interval := span.To.Sub(span.From).Truncate(time.Minute*maxBuckets) / maxBuckets
	interval = max(interval.Truncate(time.Minute), time.Minute)
	for buckets(span, interval) > maxBuckets {
		interval += time.Minute
	}
	return interval
}

// parseInterval reads "1 minute" to "1 day", also as "1minute", "5 minutes", "5m", "1 hour", "6h" or "1d".
func parseInterval(text string) (time.Duration, error) {
	unitAt := strings.IndexFunc(text, func(r rune) bool { return r < '0' || r > '9' })
	if unitAt > 0 {
		n, err := strconv.ParseUint(text[:unitAt], 10, 16)
		interval := time.Duration(n) * intervalUnit(strings.TrimSpace(text[unitAt:]))
		if err == nil && interval >= time.Minute && interval <= day {
			return interval, nil
		}
	}
	return 0, badRequest(fmt.Sprintf("interval %q: want 1 minute to 1 day, such as 5 minutes, 5m, 1 hour, 6h or 1 day", text))
}

// intervalUnit is the length of a unit, 0 when there is no such unit.
func intervalUnit(name string) time.Duration {
	switch name {
	case "m", "min", "minute", "minutes":
		return time.Minute
	case "h", "hour", "hours":
		return time.Hour
	case "d", "day", "days":
		return day
	}
	return 0
}

func intervalText(interval time.Duration) string {
	n, unit := interval/time.Minute, "minute"
	switch {
	case interval%day == 0:
		n, unit = interval/day, "day"
	case interval%time.Hour == 0:
		n, unit = interval/time.Hour, "hour"
	}
	if n > 1 {
		unit += "s"
	}
	return fmt.Sprintf("%d %s", n, unit)
}
