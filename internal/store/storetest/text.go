package storetest

import (
	"strconv"
	"strings"
	"testing"

	"paceline/internal/rum"
)

// views reads page views from text, one a line: project, website, path, view id and session id, the minutes after
// base, and then what a test cares about:
//
//	shop example.com /home v1 s1 0 device=mobile bot lcp=2500 cls=0 fid=dropped
//
// A vital's value "dropped" means reported, but implausible. Every view has its page_view event unless it says "late".
func views(t *testing.T, text string) []rum.PageView {
	t.Helper()
	var list []rum.PageView
	for line := range strings.Lines(text) {
		if fields := strings.Fields(line); len(fields) > 0 {
			list = append(list, view(t, fields))
		}
	}
	return list
}

func view(t *testing.T, fields []string) rum.PageView {
	t.Helper()
	if len(fields) < 6 {
		t.Fatalf("page view %q: want project website path view session minutes", fields)
	}
	start := at(number(t, fields[5]))
	v := rum.PageView{
		Where:     rum.Where{Project: fields[0], Website: fields[1], Path: fields[2]},
		ViewID:    fields[3],
		SessionID: fields[4],
		Timestamp: start, Arrived: start + 1000, FirstTS: start, LastTS: start + 500, PageViewTS: start,
	}
	for _, field := range fields[6:] {
		set(t, &v, field)
	}
	return v
}

func set(t *testing.T, v *rum.PageView, field string) {
	t.Helper()
	name, value, _ := strings.Cut(field, "=")
	if vital, ok := rum.ParseVital(name); ok {
		reading := rum.Reading{Reported: true, TS: v.Timestamp + 400}
		if value != "dropped" {
			reading.Valid, reading.Value = true, number(t, value)
		}
		v.Vitals[vital] = reading
		return
	}
	texts := map[string]*string{
		"device": &v.Device, "browser": &v.Browser, "os": &v.OS, "country": &v.Country, "connection": &v.Connection,
		"language": &v.Language, "release": &v.Release, "user": &v.User, "navigation-type": &v.NavigationType,
	}
	switch to, ok := texts[name]; {
	case ok:
		*to = value
	case name == "bot":
		v.Bot = true
	case name == "late":
		v.PageViewTS = 0
	default:
		t.Fatalf("page view %s: what is %q?", v.ViewID, field)
	}
}

func number(t *testing.T, text string) float64 {
	t.Helper()
	n, err := strconv.ParseFloat(text, 64)
	if err != nil {
		t.Fatal(err)
	}
	return n
}
