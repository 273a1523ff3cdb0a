package rum_test

import (
	"strings"
	"testing"

	"paceline/internal/rum"
)

func TestScrubURL(t *testing.T) {
	for in, want := range map[string]string{
		"":                                     "",
		"/product/1":                           "/product/1",
		"/product/1?token=secret":              "/product/1",
		"/product/1#secret":                    "/product/1",
		"https://example.com/a?x=secret#b":     "https://example.com/a",
		"https://example.com?secret":           "https://example.com",
		"https://ann:secret@example.com/a@b":   "https://example.com/a@b",
		"//ann:secret@example.com/a":           "//example.com/a",
		"https://a@secret@example.com":         "https://example.com",
		"https://example.com/x//y@z":           "https://example.com/x//y@z",
		"/a//secret@b":                         "/a//secret@b",
		"DATA:text/html,secret":                "data:",
		"blob:https://example.com/secret":      "blob:",
		"https://example.com/größe/日本語?secret": "https://example.com/größe/日本語",
	} {
		if got := rum.ScrubURL(in); got != want {
			t.Errorf("ScrubURL(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestScrubText(t *testing.T) {
	for in, want := range map[string]string{
		"plain?":                      "plain?",
		"is it a/b? or #c":            "is it a/b? or #c",
		"div.w-1/2#main > a@b":        "div.w-1/2#main > a@b",
		"fetch /api/me?token=secret!": "fetch /api/me",
		"(/api/me?token=secret)":      "(/api/me)",
		"at f (https://example.com/a.js?k=secret:12:7)":      "at f (https://example.com/a.js:12:7)",
		"f@https://example.com/a.js?k=secret:12:7":           "f@https://example.com/a.js:12:7",
		"at https://example.com/a.js#secret:3\nat y":         "at https://example.com/a.js:3\nat y",
		"to https://ann:secret@example.com/ and /x?secret":   "to https://example.com/ and /x",
		"webpack-internal:///./src/App.js?secret:1:2 failed": "webpack-internal:///./src/App.js:1:2 failed",
	} {
		got := rum.ScrubText(in)
		if got != want {
			t.Errorf("ScrubText(%q) = %q, want %q", in, got, want)
		}
		if strings.Contains(got, "secret") {
			t.Errorf("ScrubText(%q) = %q still tells", in, got)
		}
	}
}
