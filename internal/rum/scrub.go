package rum

import (
	"regexp"
	"strings"
)

// ScrubURL drops from a URL or path what may hold secrets or tell who somebody is: query string, fragment, user
// name and password. Of a data: or blob: URL only the scheme is left. The SDK does the same; this is for clients
// that do not.
func ScrubURL(url string) string {
	if i := strings.IndexAny(url, "?#"); i >= 0 {
		url = url[:i]
	}
	for _, scheme := range []string{"data:", "blob:", "javascript:"} {
		if len(url) >= len(scheme) && strings.EqualFold(url[:len(scheme)], scheme) {
			return scheme
		}
	}
	return dropUserInfo(url)
}

func dropUserInfo(url string) string {
	start := strings.Index(url, "//")
	if start < 0 || strings.ContainsRune(url[:start], '/') {
		return url
	}
	start += len("//")
	end := len(url)
	if i := strings.IndexByte(url[start:], '/'); i >= 0 {
		end = start + i
	}
	if at := strings.LastIndexByte(url[start:end], '@'); at >= 0 {
		return url[:start] + url[start+at+1:]
	}
	return url
}

var (
	// A URL with a scheme anywhere, or a path after a space, quote or bracket (a slash elsewhere is a slash: "w-1/2#main").
	urlInText = regexp.MustCompile("(?:[A-Za-z][A-Za-z0-9+.-]*://|(?:^|[\\s\"'`(=<])/)[^\\s\"'`()<>]*")
	// What a stack frame appends to its URL: line and column.
	framePlace = regexp.MustCompile(`(?::\d+){1,2}$`)
)

// ScrubText scrubs every URL in a message, stack or free value, and keeps the line and column numbers of stack frames.
func ScrubText(text string) string {
	if !strings.ContainsAny(text, "?#@") || !strings.Contains(text, "/") {
		return text
	}
	return urlInText.ReplaceAllStringFunc(text, func(match string) string {
		place := framePlace.FindString(match)
		return ScrubURL(strings.TrimSuffix(match, place)) + place
	})
}
