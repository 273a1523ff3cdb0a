package enrich

import (
	"reflect"
	"testing"
	"unicode/utf8"

	"paceline/internal/rum"
)

const (
	chromeOnWindows = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36"
	safariOnMac     = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15"
)

func TestVisitor(t *testing.T) {
	rows := []struct {
		name   string
		record rum.Record
		client rum.Client
		want   rum.Visitor
	}{
		{name: "nothing known"},
		{
			name:   "only a user agent",
			record: rum.Record{UserAgent: chromeOnWindows},
			want:   rum.Visitor{Device: "desktop", Browser: "Chrome", OS: "Windows"},
		},
		{
			name: "our SDK with client hints, against its own user agent",
			record: rum.Record{UserAgent: chromeOnWindows, Context: rum.Context{
				Device: "tablet", Browser: "Microsoft Edge", OS: "Chrome OS", Connection: "4G", Language: "de_at",
				Timezone: "Europe/Vienna", Release: " 42 ",
			}},
			want: rum.Visitor{Device: "tablet", Browser: "Edge", OS: "ChromeOS", Country: "AT", Connection: "4g", Language: "de-AT", Release: "42"},
		},
		{
			name:   "an older client's data comes before context and user agent",
			record: rum.Record{UserAgent: chromeOnWindows, Context: rum.Context{Device: "desktop", Browser: "Chrome", Timezone: "Europe/Berlin"}},
			client: rum.Client{Device: "Mobile", Browser: "Firefox 133.0", Country: "us", User: "hash"},
			want:   rum.Visitor{Device: "mobile", Browser: "Firefox", OS: "Windows", Country: "US", User: "hash"},
		},
		{
			name:   "its user agent comes before the header, which is its server's",
			record: rum.Record{UserAgent: "node-fetch"},
			client: rum.Client{UserAgent: chromeOnWindows},
			want:   rum.Visitor{Device: "desktop", Browser: "Chrome", OS: "Windows"},
		},
		{
			name:   "a whole user agent under the browser's name",
			client: rum.Client{Browser: safariOnMac},
			want:   rum.Visitor{Device: "desktop", Browser: "Safari", OS: "macOS"},
		},
		{
			name:   "the address comes before all other countries",
			record: rum.Record{Country: "FR", Context: rum.Context{Timezone: "Europe/Berlin"}},
			client: rum.Client{Country: "US"},
			want:   rum.Visitor{Country: "FR"},
		},
		{
			name:   "an unknown address leaves it to the others",
			record: rum.Record{Country: "XX", Context: rum.Context{Timezone: "Europe/Berlin"}},
			client: rum.Client{Country: "Germany"},
			want:   rum.Visitor{Country: "DE"},
		},
		{
			name:   "an iPad in desktop mode",
			record: rum.Record{UserAgent: safariOnMac, Context: rum.Context{Device: "tablet"}},
			want:   rum.Visitor{Device: "tablet", Browser: "Safari", OS: "iOS"},
		},
		{
			name:   "headless Chrome is Chrome, and a bot",
			client: rum.Client{Browser: "Headless Chrome"},
			want:   rum.Visitor{Browser: "Chrome", Bot: true},
		},
		{
			name:   "the user of the context",
			record: rum.Record{Context: rum.Context{User: "hash"}},
			want:   rum.Visitor{User: "hash"},
		},
		{
			name:   "the user of an event goes before that of the context",
			record: rum.Record{Context: rum.Context{User: "hash"}},
			client: rum.Client{User: "another"},
			want:   rum.Visitor{User: "another"},
		},
		{
			name:   "values nobody knows",
			record: rum.Record{Context: rum.Context{Device: "toaster", Browser: "unknown", OS: "TempleOS", Connection: "pigeon", Language: "!!", Release: "a\x00b"}},
			client: rum.Client{Device: "fridge", Browser: "\xff", Country: "ZZ"},
		},
		{
			name:   "a browser nobody knows keeps its name",
			client: rum.Client{Browser: "Ladybird/1.0"},
			want:   rum.Visitor{Browser: "Ladybird"},
		},
	}
	for _, row := range rows {
		if got := Visitor(row.record, rum.Event{Client: row.client}); got != row.want {
			t.Errorf("%s\n got %+v\nwant %+v", row.name, got, row.want)
		}
	}
}

// TestVisitorIsFilledFromAFullRecord finds a field of the visitor that nothing fills, and one of the context that
// this test does not send.
func TestVisitorIsFilledFromAFullRecord(t *testing.T) {
	record := rum.Record{Context: rum.Context{
		Timezone: "Europe/Berlin", Language: "de", Viewport: [2]float64{1280, 720}, Device: "desktop", Browser: "Chrome",
		OS: "Linux", Connection: "4g", RTT: 50, Release: "42", Screen: [2]float64{1920, 1080}, Memory: 8, Cores: 4, User: "hash",
		Dimensions: `{"plan":"free"}`,
	}}
	visitor := Visitor(record, rum.Event{Client: rum.Client{User: "hash", UserAgent: "Googlebot/2.1"}})
	for _, part := range []reflect.Value{reflect.ValueOf(record.Context), reflect.ValueOf(visitor)} {
		for i := range part.NumField() {
			if part.Field(i).IsZero() {
				t.Errorf("%s.%s is empty", part.Type(), part.Type().Field(i).Name)
			}
		}
	}
}

// TestEnricherKeepsEventsApart has one event's client change nothing for the next.
func TestEnricherKeepsEventsApart(t *testing.T) {
	record := rum.Record{UserAgent: chromeOnWindows}
	clients := []rum.Client{{}, {UserAgent: safariOnMac, User: "hash"}, {Device: "mobile", Browser: "Firefox"}, {}}
	visitors := New().Visitors(&record)
	for i, client := range clients {
		if got, want := visitors.Of(&client), Visitor(record, rum.Event{Client: client}); got != want {
			t.Errorf("client %d\n got %+v\nwant %+v", i, got, want)
		}
	}
}

func TestLanguage(t *testing.T) {
	rows := []struct{ told, language string }{
		{"de", "de"}, {"DE", "de"}, {"de-AT", "de-AT"}, {"de_at", "de-AT"}, {"zh-Hant-TW", "zh-TW"}, {"es-419", "es-419"},
		{"en-US-u-ca-buddhist", "en-US"}, {"en-x-us", "en"}, {"fil", "fil"}, {"zh-Hans", "zh"},
		{"e", ""}, {"english", ""}, {"*", ""}, {"", ""}, {"de-AT-and-a-tail-that-does-not-come-to-an-end", ""},
	}
	for _, row := range rows {
		if got := language(row.told); got != row.language {
			t.Errorf("language(%q) = %q, want %q", row.told, got, row.language)
		}
	}
}

func TestLabelCutsBetweenCharacters(t *testing.T) {
	if got := label("äää", 5); got != "ää" {
		t.Errorf("label = %q", got)
	}
}

func FuzzVisitor(f *testing.F) {
	f.Add(chromeOnWindows, "Chrome/140", "mobile", "us", "de-AT")
	f.Add("Opera/9.80 (;[:]/ http://x", "Mozilla/5.0 (\xff", "iPad", "\xff\xff", "zh-Hant-TW")
	f.Fuzz(func(t *testing.T, userAgent, browser, device, country, tag string) {
		v := Visitor(
			rum.Record{UserAgent: userAgent, Country: country, Context: rum.Context{
				Timezone: country, Language: tag, Device: browser, OS: userAgent, Connection: tag, Release: userAgent,
			}},
			rum.Event{Client: rum.Client{Browser: browser, Device: device, Country: tag}},
		)
		for _, row := range []struct {
			value string
			limit int
		}{
			{v.Device, 7}, {v.Browser, maxBrowser}, {v.OS, 9}, {v.Country, 2}, {v.Connection, 8}, {v.Language, 7}, {v.Release, maxRelease},
		} {
			if len(row.value) > row.limit || !utf8.ValidString(row.value) {
				t.Errorf("%q is too long, or no UTF-8: %+v", row.value, v)
			}
		}
	})
}

func BenchmarkVisitor(b *testing.B) {
	record := rum.Record{UserAgent: chromeOnWindows, Context: rum.Context{Timezone: "Europe/Berlin", Language: "de-DE", Connection: "4g", Release: "42"}}
	b.Run("record of 5 events", func(b *testing.B) {
		enricher := New()
		for b.Loop() {
			visitors := enricher.Visitors(&record)
			for range 5 {
				visitors.Of(&rum.Client{})
			}
		}
	})
	b.Run("one event", func(b *testing.B) {
		for b.Loop() {
			Visitor(record, rum.Event{})
		}
	})
}
