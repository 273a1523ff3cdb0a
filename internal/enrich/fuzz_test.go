package enrich

import (
	"testing"
	"unicode/utf8"

	"paceline/internal/rum"
)

// A client's clock may say anything: what is stored is within a day before the arrival and a minute after.
func FuzzClock(f *testing.F) {
	f.Add(int64(1_697_894_405_000), int64(1_697_894_400_000), int64(1_697_894_399_000), int64(0))
	f.Add(int64(1), int64(1<<63-1), int64(-1<<63), int64(1))
	f.Fuzz(func(t *testing.T, arrived, sentAt, ts, viewStart int64) {
		arrived &= 1<<50 - 1 // the server's own clock
		at, flags := Time(rum.Event{TS: ts, ViewStart: viewStart}, rum.Record{Arrived: arrived, SentAt: sentAt})
		if at < arrived-maxAge || at > arrived+maxFuture {
			t.Errorf("%d is stored for an arrival at %d, flags %d", at, arrived, flags)
		}
	})
}

// A user agent is text of anybody's.
func FuzzAgent(f *testing.F) {
	f.Add(chromeOnWindows)
	f.Add("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X)")
	f.Add("\xff(;;;[[//")
	f.Fuzz(func(t *testing.T, text string) {
		v := Visitor(rum.Record{UserAgent: text}, rum.Event{})
		if !utf8.ValidString(v.Browser) || !utf8.ValidString(v.OS) || len(v.Browser) > maxBrowser {
			t.Errorf("%q is read as %+v", text, v)
		}
	})
}
