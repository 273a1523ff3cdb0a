package storetest

import (
	"context"
	"testing"

	"paceline/internal/rum"
	"paceline/internal/store"
)

func viewTests() []test {
	return []test{
		{"every field of a page view comes back", everyViewField},
		{"a view with nothing but what it must have comes back", sparseView},
		{"a merged view replaces its row", mergeReplaces},
		{"replacing touches neither another project's view nor another time's", replaceIsExact},
		{"views are found by session and path where they have no view id of the client", bySessionAndPath},
		{"a view that two keys name comes once", twoKeysOneView},
		{"views outside the windows are not looked at", windowsBound},
		{"views of many windows and a large batch are replaced", largeBatch},
		{"without keys or windows there are no views", noKeys},
	}
}

// full is a page view with every field set.
func full() rum.PageView {
	v := rum.PageView{
		Where: rum.Where{Project: "shop", Website: "example.com:8080", Path: "/product/*"},
		Visitor: rum.Visitor{Device: "mobile", Browser: "Chrome 141", OS: "Android", Country: "DE", Connection: "4g",
			Language: "de", Release: "42", User: "ab12", Bot: true},
		ViewID: "v-full ünï \"quoted\"", SessionID: "s-full", PathHash: 1<<63 + 7,
		Timestamp: at(1) + 123, Arrived: at(1) + 5_001, FirstTS: at(1), LastTS: at(2), PageViewTS: at(1) + 1,
		NavigationType: "back-forward-cache", ViewportWidth: 412, ViewportHeight: 915, RTT: 50.5,
		ScreenWidth: 480, ScreenHeight: 1040, Memory: 0.25, Cores: 6, Dimensions: `{"plan":"größer"}`, Weight: 12.5,
		Flags: rum.FlagClockSkew | rum.FlagTruncated,
	}
	for i := range v.Vitals {
		v.Vitals[i] = rum.Reading{Reported: true, Valid: true, Value: 0.1 + float64(i), TS: at(1) + int64(i),
			Attribution: []byte(`{"element":"<img src=\"x\">","n":1.25}`)}
	}
	v.Vitals[rum.CLS].Value = 0
	v.Vitals[rum.INP] = rum.Reading{Reported: true, TS: at(1) + 9} // dropped as implausible
	return v
}

// asStored is a page view as Views gives it: its ids are not this suite's to say.
func asStored(v, got rum.PageView) rum.PageView {
	v.WebsiteID, v.PageID, v.Stored = got.WebsiteID, got.PageID, true
	return v
}

func everyViewField(t *testing.T, s Store) {
	write(t, s, batch{views: []rum.PageView{full()}})
	got := single(t, stored(t, s, "shop", full().ViewID))
	if got.WebsiteID == 0 || got.PageID == 0 {
		t.Errorf("no ids: %+v", got.Where)
	}
	want := asStored(full(), got)
	diff(t, "for the writer", got, want)
	want.Stored = false
	shown := single(t, must(s.Journey(t.Context(), "shop", "s-full", 10))(t))
	diff(t, "for the reader", shown, want)
	if visible := must(s.Ledger(t.Context(), "shop"))(t).Visible; visible != int64(want.Visible()) {
		t.Errorf("the ledger counts %d visible events, want %d: the page_view and every vital", visible, want.Visible())
	}
}

func sparseView(t *testing.T, s Store) {
	sparse := views(t, "shop example.com / v1 s1 0 late")[0]
	write(t, s, batch{views: []rum.PageView{sparse}})
	got := single(t, stored(t, s, "shop", "v1"))
	diff(t, "view", got, asStored(sparse, got))
}

func mergeReplaces(t *testing.T, s Store) {
	write(t, s, batch{views: views(t, "shop example.com / v1 s1 0 lcp=1200")})
	for _, inp := range []float64{80, 90} {
		v := single(t, stored(t, s, "shop", "v1"))
		v.Vitals[rum.INP] = rum.Reading{Reported: true, Valid: true, Value: inp, TS: at(1)}
		write(t, s, batch{views: []rum.PageView{v}})
	}
	got := single(t, stored(t, s, "shop", "v1"))
	if got.Vitals[rum.LCP].Value != 1200 || got.Vitals[rum.INP].Value != 90 {
		t.Errorf("merged view has %+v", got.Vitals)
	}
	if visible := must(s.Ledger(t.Context(), "shop"))(t).Visible; visible != 3 {
		t.Errorf("%d events are visible, want 3: a page_view, LCP and INP", visible)
	}
}

func replaceIsExact(t *testing.T, s Store) {
	write(t, s, batch{views: views(t, `
		shop  example.com / v1 s1 0
		other example.com / v1 s1 0
		shop  example.com / v1 s1 700
		shop  example.com / v2 s1 0`)})
	merged := views(t, "shop example.com / v1 s1 0 lcp=5")
	merged[0].Stored = true
	write(t, s, batch{views: merged})
	if got := len(stored(t, s, "shop", "v1", "v2")); got != 3 {
		t.Errorf("project shop has %d views, want 3", got)
	}
	if got := single(t, stored(t, s, "other", "v1")); got.Vitals[rum.LCP].Reported {
		t.Error("the other project's view was replaced")
	}
}

func bySessionAndPath(t *testing.T, s Store) {
	list := views(t, `
		shop  example.com /product/* a1 s1 0
		shop  example.com /product/* a2 s1 1
		shop  example.com /product/* a3 s1 2
		shop  example.com /product/* a4 s2 3
		other example.com /product/* a5 s1 4`)
	list[0].PathHash, list[1].PathHash, list[3].PathHash, list[4].PathHash = 11, 22, 11, 11
	write(t, s, batch{views: list})
	got := load(t, s, []store.ViewKey{{Project: "shop", SessionID: "s1", PathHash: 11}}, everything)
	if id := single(t, got).ViewID; id != "a1" {
		t.Errorf("found %s, want a1", id)
	}
}

func twoKeysOneView(t *testing.T, s Store) {
	list := views(t, "shop example.com / a1 s1 0")
	list[0].PathHash = 11
	write(t, s, batch{views: list})
	keys := []store.ViewKey{
		{Project: "shop", ViewID: "a1"}, {Project: "shop", ViewID: "a1"}, {Project: "shop", SessionID: "s1", PathHash: 11},
	}
	single(t, load(t, s, keys, everything))
}

func windowsBound(t *testing.T, s Store) {
	write(t, s, batch{views: views(t, `
		shop example.com / v1 s1 0
		shop example.com / v2 s1 10
		shop example.com / v3 s1 20
		shop example.com / v4 s1 30`)})
	keys := []store.ViewKey{
		{Project: "shop", ViewID: "v1"}, {Project: "shop", ViewID: "v2"}, {Project: "shop", ViewID: "v3"}, {Project: "shop", ViewID: "v4"},
	}
	found := map[string]bool{}
	for _, v := range load(t, s, keys, []store.Window{{From: at(0), To: at(0)}, {From: at(15), To: at(30)}}) {
		found[v.ViewID] = true
	}
	diff(t, "found", found, map[string]bool{"v1": true, "v3": true, "v4": true})
}

func largeBatch(t *testing.T, s Store) {
	var list []rum.PageView
	for i := range 3000 {
		v := views(t, "shop example.com / v s 0")[0]
		v.ViewID, v.Timestamp = "v"+string(rune('a'+i%26))+string(rune('0'+i/26)), at(float64(i)*0.9)
		list = append(list, v)
	}
	write(t, s, batch{views: list})
	for i := range list {
		list[i].Stored = true
	}
	write(t, s, batch{views: list})
	if visible := must(s.Ledger(t.Context(), "shop"))(t).Visible; visible != int64(len(list)) {
		t.Errorf("%d rows after replacing all of %d", visible, len(list))
	}
}

func noKeys(t *testing.T, s Store) {
	write(t, s, batch{views: views(t, "shop example.com / v1 s1 0")})
	inTx(t, s, func(ctx context.Context, tx store.Tx) error {
		if got := must(tx.Views(ctx, nil, everything))(t); len(got) != 0 {
			t.Errorf("without keys: %v", got)
		}
		if got := must(tx.Views(ctx, []store.ViewKey{{Project: "shop", ViewID: "v1"}}, nil))(t); len(got) != 0 {
			t.Errorf("without windows: %v", got)
		}
		return tx.PutViews(ctx, nil)
	})
}

// single is the only element of a list.
func single[T any](t *testing.T, list []T) T {
	t.Helper()
	if len(list) != 1 {
		t.Fatalf("want one, got %d: %+v", len(list), list)
	}
	return list[0]
}
