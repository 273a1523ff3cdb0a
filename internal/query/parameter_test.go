package query

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"paceline/internal/cache"
	"paceline/internal/rum"
	"paceline/internal/store"
)

func TestRelativeRangesSnapOutwards(t *testing.T) {
	now := time.Date(2026, 11, 1, 12, 0, 59, 999_000_000, time.UTC)
	for text, back := range map[string]time.Duration{"": day, "24h": day, "1h": time.Hour, "7d": 7 * day, "4w": 28 * day, "400d": maxSpan, "9600h": maxSpan} {
		span, err := Range{Range: text}.span(now, time.Minute, day)
		want := rum.Span{From: time.Date(2026, 11, 1, 12, 0, 0, 0, time.UTC).Add(-back), To: time.Date(2026, 11, 1, 12, 2, 0, 0, time.UTC)}
		if err != nil || span != want {
			t.Errorf("%q is %v, %v; want %v", text, span, err, want)
		}
	}
}

func TestAbsoluteRanges(t *testing.T) {
	want := rum.Span{From: time.UnixMilli(1793534400000).UTC(), To: time.UnixMilli(1793538000000).UTC()}
	for _, r := range []Range{
		{From: "1793534400000", To: "1793538000000"},
		{From: "2026-11-01T12:00:00Z", To: "2026-11-01T14:00:00+01:00"},
		{From: "2026-11-01T12:00:00.000Z", To: "2026-11-01T14:00:00 01:00"}, // a "+" that was not encoded
	} {
		if span, err := r.span(sampleTime, time.Minute, day); err != nil || span != want {
			t.Errorf("%v is %v, %v; want %v", r, span, err, want)
		}
	}
}

func TestWrongParametersSayWhatIsRight(t *testing.T) {
	h := open(t, false, frozen)
	const project = "/api/projects/a"
	for path, says := range map[string]string{
		project + "/metrics/summary?range=24":                        "24h, 7d or 4w",
		project + "/metrics/summary?range=h":                         "24h, 7d or 4w",
		project + "/metrics/summary?range=0h":                        "24h, 7d or 4w",
		project + "/metrics/summary?range=-1h":                       "24h, 7d or 4w",
		project + "/metrics/summary?range=401d":                      "400d",
		project + "/metrics/summary?range=99999999999999999999d":     "400d",
		project + "/metrics/summary?range=24h&from=1":                "range stands alone",
		project + "/metrics/summary?to=2026-11-01T00:00:00Z":         "to needs from",
		project + "/metrics/summary?from=yesterday":                  "RFC 3339",
		project + "/metrics/summary?from=-1":                         "RFC 3339",
		project + "/metrics/summary?from=2000&to=1000":               "before",
		project + "/metrics/summary?from=0&to=1793534400000":         "400d",
		project + "/metrics/summary?filter=colour:red":               "navigation-type",
		project + "/metrics/summary?filter=device":                   "dimension:value",
		project + "/metrics/summary?filter=device:":                  "dimension:value",
		project + "/metrics/summary?filter=device:a,,b":              "(unknown)",
		project + "/metrics/summary?" + repeat("filter=bot:false"):   "at most 10",
		project + "/metrics/timeseries?interval=1s":                  "1 minute to 1 day",
		project + "/metrics/timeseries?interval=2days":               "1 minute to 1 day",
		project + "/metrics/timeseries?interval=0m":                  "1 minute to 1 day",
		project + "/metrics/timeseries?interval=hour":                "1 minute to 1 day",
		project + "/metrics/timeseries?range=24h&interval=1+minute":  "the finest interval for this range is 3 minutes",
		project + "/metrics/timeseries?range=400d&interval=12+hours": "the finest interval for this range is",
		project + "/pages?limit=0":                                   "1 to 10000",
		project + "/pages?limit=10001":                               "1 to 10000",
		project + "/pages?limit=ten":                                 "1 to 10000",
		project + "/pages/slow?limit=101":                            "1 to 100",
		project + "/pages/slow?metric=speed":                         "lcp, inp, cls, fcp, ttfb, fid",
		project + "/pages/slow?percentile=p50":                       "p75 or p95",
		project + "/breakdown/colour":                                "device, browser, os, country",
		project + "/events?type=error":                               "custom or resource",
		project + "/pages?limit=%zz":                                 "well formed",
		project + "/metrics/distribution?metric=speed":               "lcp, inp, cls, fcp, ttfb, fid",
		project + "/metrics/summary?page=x":                          "whole number",
		project + "/metrics/timeseries?page=0":                       "whole number",
		project + "/metrics/distribution?page=-1":                    "whole number",
		project + "/breakdown/device?page=1.5":                       "whole number",
		project + "/views?page=9999999999999999999":                  "whole number",
		"/api/pages/x/metrics":                                       "whole number",
		"/api/pages/0/metrics":                                       "whole number",
	} {
		if body := mustBe(t, h.ask(path), http.StatusBadRequest); !strings.Contains(body, says) {
			t.Errorf("%s does not say %q: %s", path, says, body)
		}
	}
	if n := h.store.asked.Load(); n != 0 {
		t.Errorf("the store was asked %d times", n)
	}
}

func repeat(parameter string) string { return strings.Repeat(parameter+"&", maxFilters+1) }

func TestIntervals(t *testing.T) {
	for text, want := range map[string]time.Duration{
		"1 minute": time.Minute, "5m": 5 * time.Minute, "15 min": 15 * time.Minute, "1hour": time.Hour, "1 hour": time.Hour,
		"6h": 6 * time.Hour, "24h": day, "1 day": day, "1d": day, "90 minutes": 90 * time.Minute,
	} {
		if got, err := parseInterval(text); err != nil || got != want {
			t.Errorf("%q is %v, %v; want %v", text, got, err, want)
		}
	}
	for text, want := range map[string]time.Duration{"1h": time.Minute, "24h": 15 * time.Minute, "7d": time.Hour, "30d": 6 * time.Hour, "90d": 12 * time.Hour, "400d": day} {
		span, err := Range{Range: text}.span(sampleTime, time.Minute, day)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := seriesInterval("", span); err != nil || got != want || buckets(span, got) > maxBuckets {
			t.Errorf("the interval for %s is %v, %v; want %v", text, got, err, want)
		}
	}
}

func TestPageNames(t *testing.T) {
	for path, want := range map[string]string{
		"/": "Home", "": "Home", "/about": "About", "/product/*": "Product", "/a/check-out_now": "Check out now", "/*": "*", "/日本": "日本", "/--": "/--",
		rum.Other: "(other)",
	} {
		if got := pageName(path); got != want {
			t.Errorf("%q is called %q, want %q", path, got, want)
		}
	}
}

// Whatever the parameters: a refusal or an answer within the bounds, and a key that stays in its project.
func FuzzParameters(f *testing.F) {
	f.Add("24h", "", "", "1 hour", "device:mobile", "10")
	f.Add("", "0", "9223372036854775807", "5m", "bot!:true,false", "-1")
	f.Add("99999h", "2026-11-01T00:00:00Z", "x", "99999999999999999999m", "country:a:b%", "")
	f.Add("日", "", "", "日", "::", "日")
	f.Fuzz(func(t *testing.T, relative, from, to, interval, filter, number string) {
		if n, err := pagesLimit.parse(number); err == nil && (n < 1 || n > pagesLimit.most) {
			t.Fatalf("limit %q is %d", number, n)
		}
		in := Selection{ProjectPath: ProjectPath{"a"}, Range: Range{relative, from, to}, Filters: []string{filter, filter}}
		sel, err := in.selection(sampleTime, time.Minute, day)
		if err != nil {
			return
		}
		if length := sel.Span.To.Sub(sel.Span.From); length <= 0 || length > maxSpan+2*time.Minute || len(sel.Filters) != 1 {
			t.Fatalf("span %v, filters %v", sel.Span, sel.Filters)
		}
		if every, err := seriesInterval(interval, sel.Span); err == nil && (every < time.Minute || every > day || buckets(sel.Span, every) > maxBuckets) {
			t.Fatalf("interval %v for %v", every, sel.Span)
		}
		key := projectScope(sel.Project).Key("summary", selectParams(sel)...)
		if !strings.HasPrefix(key.String(), "project:a:summary:") || strings.ContainsAny(key.String(), " /\n") {
			t.Fatalf("key %q", key)
		}
	})
}

func TestDifferentFiltersHaveDifferentKeys(t *testing.T) {
	seen := map[string]string{}
	for _, query := range []string{
		"", "filter=device:a", "filter=device!:a", "filter=device:a,b", "filter=device:a&filter=device:b",
		"filter=device:a&filter=browser:b", "filter=device:a,browser,is,1,b", "filter=device:1,a", "filter=device:a%3Ab", "filter=device:A",
	} {
		values, err := url.ParseQuery(query)
		if err != nil {
			t.Fatal(err)
		}
		filters, err := parseFilters(values["filter"])
		if err != nil {
			t.Fatal(err)
		}
		key := cache.Scope{}.Key("x", selectParams(store.Select{Filters: filters})...).String()
		if other, ok := seen[key]; ok {
			t.Errorf("%q and %q share the key %s", query, other, key)
		}
		seen[key] = query
	}
	same := func(texts ...string) string {
		filters, err := parseFilters(texts)
		return fmt.Sprint(selectParams(store.Select{Filters: filters}), err)
	}
	if a, b := same("device:b,a,a", "os:x"), same("os:x", "device:a,b", "device:a,b"); a != b {
		t.Errorf("one question has two keys: %s and %s", a, b)
	}
}
