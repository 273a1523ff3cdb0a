package storetest

import (
	"context"
	"slices"
	"testing"

	"paceline/internal/rum"
	"paceline/internal/store"
)

func placeTests() []test {
	return []test{
		{"the same place has the same ids, another has others", placeIDs},
		{"websites over the cap go to (other)", websiteCap},
		{"pages over the cap go to (other)", pageCap},
		{"dimension values over the cap are not admitted", admitCap},
	}
}

func resolve(t *testing.T, s Store, caps store.Caps, places ...*rum.Where) (overflowed int) {
	t.Helper()
	inTx(t, s, func(ctx context.Context, tx store.Tx) (err error) {
		overflowed, err = tx.Resolve(ctx, places, caps)
		return err
	})
	return overflowed
}

func place(project, website, path string) *rum.Where {
	return &rum.Where{Project: project, Website: website, Path: path}
}

func placeIDs(t *testing.T, s Store) {
	first, twin := place("shop", "a.example", "/"), place("shop", "a.example", "/")
	resolve(t, s, wide, first, twin)
	later := place("shop", "a.example", "/")
	resolve(t, s, wide, later)
	diff(t, "in the same call", twin, first)
	diff(t, "in a later transaction", later, first)
	others := []*rum.Where{place("shop", "a.example", "/x"), place("shop", "b.example", "/"), place("zoo", "a.example", "/")}
	resolve(t, s, wide, others...)
	pages := map[int64]bool{first.PageID: true}
	for _, other := range others {
		pages[other.PageID] = true
	}
	if len(pages) != 4 {
		t.Errorf("four pages have %d ids", len(pages))
	}
	if others[0].WebsiteID != first.WebsiteID || others[1].WebsiteID == first.WebsiteID || others[2].WebsiteID == first.WebsiteID {
		t.Errorf("website ids: %+v beside %+v", others, first)
	}
	if got := must(s.PageProject(t.Context(), others[2].PageID))(t); got != "zoo" {
		t.Errorf("page belongs to %q, want zoo", got)
	}
	if got := must(s.PageProject(t.Context(), 999_999))(t); got != "" {
		t.Errorf("a page that is not there belongs to %q", got)
	}
}

func websiteCap(t *testing.T, s Store) {
	caps := store.Caps{Websites: 2, Pages: 100}
	list := []*rum.Where{
		place("shop", "a.example", "/"), place("shop", "b.example", "/"), place("shop", "c.example", "/"),
		place("shop", "d.example", "/x"), place("shop", "a.example", "/x"), place("zoo", "c.example", "/"),
	}
	if got := resolve(t, s, caps, list...); got != 2 {
		t.Errorf("%d places overflowed, want 2", got)
	}
	if list[2].Website != rum.Other || list[2].Path != "/" || list[3].Website != rum.Other {
		t.Errorf("over the cap: %+v, %+v", list[2], list[3])
	}
	if list[2].WebsiteID != list[3].WebsiteID || list[2].WebsiteID == list[0].WebsiteID {
		t.Errorf("(other) is not one website of its own: %+v, %+v", list[2], list[3])
	}
	if list[4].Website != "a.example" || list[5].Website != "c.example" {
		t.Errorf("a known website or another project's was hit: %+v, %+v", list[4], list[5])
	}
	if got := resolve(t, s.Reopen(t), caps, place("shop", "e.example", "/")); got != 1 {
		t.Error("the cap is forgotten when the store is reopened")
	}
}

func pageCap(t *testing.T, s Store) {
	caps := store.Caps{Websites: 100, Pages: 2}
	list := []*rum.Where{
		place("shop", "a.example", "/1"), place("shop", "b.example", "/2"), place("shop", "a.example", "/3"),
		place("shop", "a.example", "/4"), place("shop", "a.example", "/1"),
	}
	if got := resolve(t, s, caps, list...); got != 2 {
		t.Errorf("%d places overflowed, want 2", got)
	}
	if list[2].Path != rum.Other || list[2].Website != "a.example" || list[2].PageID != list[3].PageID {
		t.Errorf("over the cap: %+v, %+v", list[2], list[3])
	}
	if list[4].PageID != list[0].PageID {
		t.Errorf("a known page was hit: %+v", list[4])
	}
	again := place("shop", "a.example", "/5")
	if got := resolve(t, s, caps, again); got != 1 || again.PageID != list[2].PageID {
		t.Errorf("later: %d overflowed, %+v, want (other) again", got, again)
	}
}

func admitCap(t *testing.T, s Store) {
	country, _ := rum.ParseDimension("country")
	language, _ := rum.ParseDimension("language")
	country.Cap, language.Cap = 2, 2
	for range 2 { // the second time in another transaction
		inTx(t, s, func(ctx context.Context, tx store.Tx) error {
			// Another project's values do not count.
			got := must(tx.Admit(ctx, country, tags("shop", "DE", "zoo", "IT", "shop", "DE", "shop", "FR", "shop", "IT", "shop", "")))(t)
			want := map[store.Tag]bool{{Project: "shop", Value: "DE"}: true, {Project: "shop", Value: "FR"}: true, {Project: "shop"}: true, {Project: "zoo", Value: "IT"}: true}
			diff(t, "admitted", got, want)
			return nil
		})
	}
	s = s.Reopen(t)
	inTx(t, s, func(ctx context.Context, tx store.Tx) error {
		got := must(tx.Admit(ctx, country, tags("shop", "IT", "shop", "FR", "zoo", "DE", "zoo", "FR")))(t)
		diff(t, "after reopening", got, map[store.Tag]bool{
			{Project: "shop", Value: "FR"}: true, {Project: "zoo", Value: "DE"}: true,
		})
		got = must(tx.Admit(ctx, language, tags("shop", "it")))(t)
		diff(t, "of another dimension", got, map[store.Tag]bool{{Project: "shop", Value: "it"}: true})
		return nil
	})
}

// tags reads pairs of a project and a value.
func tags(pairs ...string) []store.Tag {
	var list []store.Tag
	for pair := range slices.Chunk(pairs, 2) {
		list = append(list, store.Tag{Project: pair[0], Value: pair[1]})
	}
	return list
}
