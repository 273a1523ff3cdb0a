package worker

import (
	"testing"

	"paceline/internal/enrich"
	"paceline/internal/rum"
)

func TestAPageIsWhatTheSitesRouterSays(t *testing.T) {
	reader := newReader(enrich.New(), &rum.Record{Project: "p"}, rum.Position{}, newMemory())
	hashes := map[uint64]bool{}
	for _, row := range []struct{ page, group, path string }{
		{"https://example.com/product/17", "", "/product/*"},
		{"https://example.com/product/17", "/product/[id]", "/product/[id]"},
		{"https://example.com/product/17", "/p/:id", "/p/:id"},
		{"https://example.com/blog/2026", "/blog/2026", "/blog/2026"},
	} {
		f, err := reader.read(&rum.Event{Page: row.page, Group: row.group})
		if err != nil {
			t.Fatal(err)
		}
		if where := f.page.where; where.Path != row.path || where.Website != "example.com" {
			t.Errorf("%+v: %s on %s", row, where.Path, where.Website)
		}
		hashes[f.page.hash] = true
	}
	if len(hashes) != 2 { // views without an id are told apart by their URL, whatever its group
		t.Errorf("two URLs have %d hashes", len(hashes))
	}
}

func TestAttributionLosesItsWhiteSpaceOrIsRefused(t *testing.T) {
	reader := newReader(enrich.New(), &rum.Record{Project: "p"}, rum.Position{}, newMemory())
	for text, want := range map[string]string{
		`{"a":"x y"}`: `{"a":"x y"}`, "{ \"a\" :\n1 }": `{"a":1}`, "": "", `{"a"`: "refused",
	} {
		f, err := reader.read(&rum.Event{Attribution: []byte(text)})
		got := string(f.event.Attribution)
		if err != nil {
			got = "refused"
		}
		if got != want {
			t.Errorf("%q became %q, want %q", text, got, want)
		}
	}
}
