package test

import (
	"testing"
	"time"
)

// row is a page view as the API shows it.
type row struct {
	ViewID   string  `json:"view_id"`
	Path     string  `json:"path"`
	LCP      float64 `json:"lcp"`
	CLS      *float64
	INP      float64
	TTFB     float64 `json:"ttfb"`
	Device   string  `json:"device_type"`
	Browser  string
	Country  string
	Session  string `json:"session_id"`
	PageID   int64  `json:"page_id"`
	NavTyped string `json:"navigation_type"`
}

// Events of one view spread over three beacons, out of order, one of them twice: one row, the values with the
// greatest ts.
func TestOneViewOverThreeBeacons(t *testing.T) {
	s := start(t, t.TempDir())
	key := s.addProject(t, "p")
	began := time.Now().Add(-time.Minute).UnixMilli()
	event := func(id string, kind, name string, after int64, value any) object {
		e := object{"id": id, "type": kind, "name": name, "ts": began + after, "viewStart": began,
			"page": "https://example.com/product/7?utm=1#top", "sessionId": "s1", "viewId": "v1", "navigationType": "navigate"}
		if value != nil {
			e["value"] = value
		}
		return e
	}
	beacon := func(events ...object) object {
		return object{"projectKey": "p", "sentAt": time.Now().UnixMilli(), "events": events,
			"context": object{"timezone": "Europe/Berlin", "device": "mobile"}}
	}
	last := beacon(event("v1.5", "web_vital", "CLS", 9000, 0.2), event("v1.6", "web_vital", "INP", 9001, 40))
	middle := beacon(event("v1.3", "web_vital", "LCP", 2500, 2500), event("v1.4", "web_vital", "CLS", 3000, 0.1))
	first := beacon(event("v1.1", "page_view", "page_view", 0, nil), event("v1.2", "web_vital", "LCP", 800, 800))

	s.mustPost(t, key, last)
	s.drained(t, "p")
	s.mustPost(t, key, middle)
	s.mustPost(t, key, middle)
	s.drained(t, "p")
	s.mustPost(t, key, first)
	l := s.drained(t, "p")
	if l.Accepted != 8 || l.Visible != 4 || l.DeadLettered != 0 {
		t.Errorf("ledger %+v, want 8 accepted and 4 visible", l)
	}
	var views []row
	s.mustGet(t, "/api/projects/p/views?range=1h", &views)
	if len(views) != 1 {
		t.Fatalf("%d rows, want 1: %+v", len(views), views)
	}
	v := views[0]
	if v.LCP != 2500 || v.CLS == nil || *v.CLS != 0.2 || v.INP != 40 || v.Path != "/product/*" || v.Country != "DE" || v.Device != "mobile" {
		t.Errorf("the row is %+v", v)
	}
	var summary struct {
		TotalSamples int
		LCP          struct{ P75 *float64 }
		FCP          struct{ P75 *float64 }
	}
	s.mustGet(t, "/api/projects/p/metrics/summary?range=1h", &summary)
	if summary.TotalSamples != 1 || summary.LCP.P75 == nil || *summary.LCP.P75 != 2500 || summary.FCP.P75 != nil {
		t.Errorf("summary %+v, want one sample, LCP 2500 and no FCP", summary)
	}
	var raw []row
	s.mustGet(t, "/api/pages/"+itoa(v.PageID)+"/metrics?range=1h", &raw)
	if len(raw) != 1 || raw[0].ViewID != "v1" {
		t.Errorf("the page's raw views are %+v", raw)
	}
}

// The shape that existing clients send: no view id, paths for pages, context in data; over two batches.
func TestViewsOfClientsWithoutViewID(t *testing.T) {
	s := start(t, t.TempDir())
	key := s.addProject(t, "p")
	began := time.Now().Add(-time.Minute).UnixMilli()
	event := func(kind, name, page string, after int64, value any) object {
		e := object{"type": kind, "name": name, "ts": began + after, "page": page, "sessionId": "s1",
			"data": object{"device": "mobile", "browser": "Chrome", "geo": object{"country": "US"}, "userId": "u-17"}}
		if value != nil {
			e["value"] = value
		}
		return e
	}
	beacon := func(events ...object) object { return object{"projectKey": "p", "events": events} }
	late := beacon(event("web_vital", "LCP", "/product/1", 2500, 2500), event("web_vital", "LCP", "/product/2", 2600, 1000))
	early := beacon(
		event("page_view", "page_view", "/product/1", 0, nil), event("page_view", "page_view", "/product/2", 10, nil),
		event("web_vital", "TTFB", "/product/1", 90, 90), event("resource", "app.js", "/product/1", 95, 30))
	for range 2 {
		s.mustPost(t, key, late)
		s.drained(t, "p")
		s.mustPost(t, key, early)
		s.drained(t, "p")
	}
	var views []row
	s.mustGet(t, "/api/sessions/s1/journey?projectKey=p", &views)
	if len(views) != 2 || views[0].LCP != 2500 || views[0].TTFB != 90 || views[1].LCP != 1000 {
		t.Fatalf("the journey is %+v, want two views", views)
	}
	for _, v := range views {
		if v.Path != "/product/*" || v.Device != "mobile" || v.Browser != "Chrome" || v.Country != "US" {
			t.Errorf("the row is %+v", v)
		}
	}
	var summary struct{ TotalSamples int }
	s.mustGet(t, "/api/projects/p/metrics/summary?range=1h", &summary)
	if summary.TotalSamples != 2 {
		t.Errorf("%d samples, want 2: resources and repeats are none", summary.TotalSamples)
	}
}

// A view whose client sends viewId but no viewStart is one row, however long the page stays open.
func TestLongViewWithoutViewStart(t *testing.T) {
	s := start(t, t.TempDir())
	key := s.addProject(t, "shop")
	began := time.Now().Add(-time.Hour).UnixMilli()
	s.mustPost(t, key, vitalBeacon("long", began))
	s.drained(t, "shop")
	s.mustPost(t, key, vitalBeacon("long", began+45*60_000))
	s.drained(t, "shop")
	var views []object
	s.mustGet(t, "/api/sessions/long/journey?projectKey=shop", &views)
	if len(views) != 1 {
		t.Errorf("one view became %d rows", len(views))
	}
}

// A clock that is set right while a page is open moves the time stamp, but makes no second row.
func TestClockIsCorrectedInTheMiddleOfAView(t *testing.T) {
	s := start(t, t.TempDir())
	key := s.addProject(t, "shop")
	const slow = 2 * 60 * 60 * 1000
	now := time.Now().UnixMilli()
	beacon := func(name string, sentAt int64) object {
		return object{"projectKey": "shop", "sentAt": sentAt, "events": []object{{
			"id": "v." + name, "type": "web_vital", "name": name, "value": 100, "ts": now - slow, "viewStart": now - slow,
			"page": "https://example.com/", "sessionId": "s", "viewId": "v",
		}}}
	}
	s.mustPost(t, key, beacon("LCP", now-slow)) // the clock is two hours slow
	s.drained(t, "shop")
	s.mustPost(t, key, beacon("INP", now)) // and right again
	s.drained(t, "shop")
	var views []row
	s.mustGet(t, "/api/sessions/s/journey?projectKey=shop", &views)
	if len(views) != 1 || views[0].LCP != 100 || views[0].INP != 100 {
		t.Errorf("one view became %+v", views)
	}
}

func vitalBeacon(session string, ts int64) object {
	return object{"projectKey": "shop", "events": []object{{
		"type": "web_vital", "name": "INP", "value": 100, "ts": ts, "page": "https://example.com/",
		"sessionId": session, "viewId": session,
	}}}
}
