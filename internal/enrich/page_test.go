package enrich

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestPageWebsite(t *testing.T) {
	rows := []struct{ raw, website, path string }{
		{"https://Example.COM/home", "example.com", "/home"},
		{"https://example.com", "example.com", "/"},
		{"https://example.com:443/a", "example.com", "/a"},
		{"http://example.com:80/a", "example.com", "/a"},
		{"http://example.com:443/a", "example.com:443", "/a"},
		{"http://localhost:8080/cart", "localhost:8080", "/cart"},
		{"https://user:secret@example.com/a", "example.com", "/a"},
		{"https://example.com./a", "example.com", "/a"},
		{"http://[::1]:8080/a", "[::1]:8080", "/a"},
		{"http://[::1]/a", "[::1]", "/a"},
		{"https://bücher.example/a", "bücher.example", "/a"},
		{"/home", "", "/home"},
		{"home", "", "/home"},
		{"", "", "/"},
		{"//example.com/a", "", "/example.com/a"},
		{"/out/https://example.com/a", "", "/out/https:/example.com/a"},
		{"file:///C:/a.html", "", "/C:/a.html"},
		{"https://exa mple.com/a", "", "/a"},
		{"https://a<b>.com/a", "", "/a"},
		{"https://" + strings.Repeat("a", 300) + ".com/a", "", "/a"},
		{"https://example.com?q=1", "example.com", "/"},
	}
	for _, row := range rows {
		website, path, _ := Page(row.raw)
		if website != row.website || path != row.path {
			t.Errorf("Page(%q) = %q %q, want %q %q", row.raw, website, path, row.website, row.path)
		}
	}
}

func TestPagePath(t *testing.T) {
	rows := []struct{ raw, path string }{
		// one spelling
		{"/", "/"},
		{"//", "/"},
		{"/a/", "/a"},
		{"/a//b///c/", "/a/b/c"},
		{"/index.html", "/"},
		{"/index.htm", "/"},
		{"/docs/index.html", "/docs"},
		{"/docs/index.html/", "/docs"},
		{"/index.html/index.html", "/"},
		{"/About-Us", "/About-Us"},
		{"/a?token=1#x", "/a"},
		{"/cart;jsessionid=1A530637289A03B0", "/cart"},
		{"/caf%C3%A9", "/café"},
		{"/café", "/café"},
		{"/hello%20world", "/hello world"},
		{"/a%2Fb", "/a%2Fb"},
		{"/a%3Fb", "/a%3Fb"},
		{"/a%3Bb", "/a%3Bb"},
		{"/100%", "/100%"},
		{"/a%00b", "/a%00b"},
		{"/a%ffb", "/a%ffb"},
		{"/%69ndex.html", "/"},
		{"/a\x00b", "/*"},
		{"/a\xffb", "/*"},

		// words stay
		{"/product", "/product"},
		{"/de-AT/über-uns", "/de-AT/über-uns"},
		{"/how-to-measure-largest-contentful-paint", "/how-to-measure-largest-contentful-paint"},
		{"/donaudampfschifffahrtsgesellschaft", "/donaudampfschifffahrtsgesellschaft"},
		{"/feedface", "/feedface"},
		{"/v2/users", "/v2/users"},
		{"/docs/v1.10", "/docs/v1.10"},
		{"/docs/1.2.3", "/docs/1.2.3"},
		{"/html5", "/html5"},
		{"/k8s", "/k8s"},
		{"/i18n/a11y", "/i18n/a11y"},
		{"/mp3-player", "/mp3-player"},
		{"/step-2", "/step-2"},
		{"/iphone-15", "/iphone-15"},
		{"/covid-19", "/covid-19"},
		{"/10-best-phones", "/10-best-phones"},
		{"/best-phones-2024", "/best-phones-2024"},
		{"/top-10000-songs", "/top-10000-songs"},
		{"/summer2024", "/summer2024"},
		{"/page.html", "/page.html"},
		{"/*", "/*"},

		// numbers, years and dates do not
		{"/product/1", "/product/*"},
		{"/product/2", "/product/*"},
		{"/product/0042/reviews/7", "/product/*/reviews/*"},
		{"/blog/2024/05/title", "/blog/*/*/title"},
		{"/archive/2024-05-17", "/archive/*"},
		{"/archive/2024.05.17", "/archive/*"},
		{"/ip/10.0.0.1", "/ip/*"},
		{"/product/1/", "/product/*"},
		{"/product/%31", "/product/*"},
		{"/12345.html", "/*"},

		// nor ids of other kinds
		{"/o/550e8400-e29b-41d4-a716-446655440000", "/o/*"},
		{"/o/550E8400E29B41D4A716446655440000", "/o/*"},
		{"/o/01ARZ3NDEKTSV4RRFFQ69G5FAV", "/o/*"},
		{"/commit/deadbee1", "/commit/*"},
		{"/watch/dQw4w9WgXcQ", "/watch/*"},
		{"/s/eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.dozjgNryP4J3jVmNHl0w5N", "/s/*"},
		{"/s/" + strings.Repeat("abcdefgh", 6), "/s/*"},
		{"/s/" + strings.Repeat("word-", 30), "/s/*"},
		{"/sku12345", "/*"},
		{"/red-shoe-12345", "/*"},
		{"/red_shoe_12345.html", "/*"},
		{"/12345-red-shoe", "/*"},
		{"/a-post-3f4a9b2c1d0e", "/*"},
		{"/u/ann@example.com", "/u/*"},
		{"/u/ann%40example.com", "/u/*"},
		{"/@ann", "/*"},
	}
	for _, row := range rows {
		if _, path, _ := Page(row.raw); path != row.path {
			t.Errorf("Page(%q) path = %q, want %q", row.raw, path, row.path)
		}
	}
}

func TestGroupIsKeptAsTheRouterNamesIt(t *testing.T) {
	rows := []struct{ told, path string }{
		{"/product/[id]", "/product/[id]"},
		{"/product/:id/", "/product/:id"},
		{"/users/{user}//posts", "/users/{user}/posts"},
		{"/blog/2026/11", "/blog/2026/11"}, // what looks like an id is none
		{"/", "/"},
		{"", "/"},
		{"/a\u202eb", "/*"},
		{"/" + strings.Repeat("a/", 20), strings.Repeat("/a", 16) + "/*"},
		{"/" + strings.Repeat("a", 600), "/*"},
	}
	for _, row := range rows {
		if got := Group(row.told); got != row.path {
			t.Errorf("Group(%q) = %q, want %q", row.told, got, row.path)
		}
	}
}

func TestPageHash(t *testing.T) {
	rows := []struct {
		a, b string
		same bool
	}{
		{"/product/1", "/product/2", false},
		{"https://a.example/x", "https://b.example/x", false},
		{"https://a.example/x", "/x", false},
		{"https://a.example/x", "https://A.example:443/x/", true},
		{"/caf%C3%A9", "/café", true},
		{"/index.html", "/", true},
		{"/a/b", "/a%2Fb", false},
		{"/" + strings.Repeat("x/", 20) + "1", "/" + strings.Repeat("x/", 20) + "2", false}, // behind the cut
	}
	for _, row := range rows {
		_, _, a := Page(row.a)
		_, _, b := Page(row.b)
		if (a == b) != row.same {
			t.Errorf("hashes of %q and %q: same is %v, want %v", row.a, row.b, a == b, row.same)
		}
		if a == 0 || b == 0 {
			t.Errorf("a hash of %q or %q is 0", row.a, row.b)
		}
	}
	if _, _, hash := Page(""); hash == 0 {
		t.Error("the hash of nothing is 0")
	}
}

func TestPageIsBounded(t *testing.T) {
	for _, raw := range []string{
		"/" + strings.Repeat("a/", 1000),
		"/" + strings.Repeat(strings.Repeat("word-", 18)+"/", 50),
		"/" + strings.Repeat("a", 10_000),
	} {
		checkPage(t, raw)
	}
}

// checkPage holds for every input.
func checkPage(t *testing.T, raw string) {
	t.Helper()
	website, path, hash := Page(raw)
	switch {
	case hash == 0:
		t.Errorf("Page(%q): hash 0", raw)
	case len(website) > maxWebsite || len(path) > maxPath+len("/*") || strings.Count(path, "/") > maxSegments+1:
		t.Errorf("Page(%q) is too long: %q %q", raw, website, path)
	case !strings.HasPrefix(path, "/"):
		t.Errorf("Page(%q) path = %q", raw, path)
	case !utf8.ValidString(website + path):
		t.Errorf("Page(%q) is no UTF-8: %q %q", raw, website, path)
	}
	if _, again, _ := Page(path); again != path {
		t.Errorf("Page(%q) = %q, and of that %q", raw, path, again)
	}
	if website == "" {
		return
	}
	scheme, _, _ := strings.Cut(raw, "://")
	if site, again, _ := Page(scheme + "://" + website + path); site != website || again != path {
		t.Errorf("Page(%q) = %q %q, and of that %q %q", raw, website, path, site, again)
	}
}

func FuzzPage(f *testing.F) {
	for _, raw := range []string{
		"", "/", "https://example.com:443/product/1?x=1", "/a%2Fb;c/%69ndex.html", "http://[::1]:80/index.html/",
		"//", "a://b:c@d:1:2/.", "/%25%32%46/\xff", "https://İ.example/ſ", "/x/%e2%80%ae/1.2.3/v1",
	} {
		f.Add(raw)
	}
	f.Fuzz(checkPage)
}

func BenchmarkPage(b *testing.B) {
	for b.Loop() {
		Page("https://shop.example.com/category/shoes/red-shoe-12345")
	}
}
