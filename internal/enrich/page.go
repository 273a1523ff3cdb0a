package enrich

import (
	"net/url"
	"strings"
	"unicode/utf8"

	"github.com/cespare/xxhash/v2"
)

// Bounds of a page, in bytes but for the segments.
const (
	maxSegment  = 100 // longer ones are grouped
	maxSegments = 16  // what follows is one "*"
	maxPath     = 512 // likewise
	maxWebsite  = 255
)

// grouped stands for a segment that tells one page of a kind from the next.
const grouped = "*"

// Page tells which page of which website a URL or path belongs to.
//
// The website is the host in lower case, with its port unless that is the scheme's default; empty for a bare path
// and where the host is none. In the path, segments that are ids are "*" (see isID), empty segments and a
// trailing index.html are gone, and percent-encoding is undone where that changes no meaning. Grouping is
// idempotent: the page of a page is itself.
//
// pathHash identifies the ungrouped website and path, so that /product/1 and /product/2 differ although both are
// /product/*. It is never 0.
func Page(raw string) (website, path string, pathHash uint64) {
	website, rest := splitWebsite(raw)
	segments := make([]string, 0, maxSegments)
	segments = splitPath(segments, rest)

	whole := make([]byte, 0, 256)
	whole = append(whole, website...)
	for _, segment := range segments {
		whole = append(whole, '/')
		whole = append(whole, segment...)
	}
	pathHash = max(xxhash.Sum64(whole), 1)
	return website, groupPath(segments), pathHash
}

// Group is the page that a site's router names, /product/[id], in the one spelling that Page gives paths. Nothing in it is
// taken for an id: it is a group.
func Group(told string) string {
	segments := splitPath(make([]string, 0, maxSegments), told)
	for i, segment := range segments {
		if !printable(segment) {
			segments[i] = grouped
		}
	}
	return joinPath(segments)
}

// splitPath appends the normalised segments of a path.
func splitPath(segments []string, path string) []string {
	if end := strings.IndexAny(path, "?#"); end >= 0 {
		path = path[:end]
	}
	for segment := range strings.SplitSeq(path, "/") {
		segment, _, _ = strings.Cut(segment, ";") // parameters of the segment, such as a session id
		if segment != "" {
			segments = append(segments, decode(segment))
		}
	}
	for len(segments) > 0 && isIndex(segments[len(segments)-1]) {
		segments = segments[:len(segments)-1]
	}
	return segments
}

func isIndex(segment string) bool { return segment == "index.html" || segment == "index.htm" }

// decode undoes percent-encoding, unless what comes out could not be told from the structure of a URL, or shown.
func decode(segment string) string {
	if strings.IndexByte(segment, '%') < 0 {
		return segment
	}
	decoded, err := url.PathUnescape(segment)
	if err != nil || decoded == "" || strings.ContainsAny(decoded, "/?#%;") || !printable(decoded) {
		return segment
	}
	return decoded
}

func groupPath(segments []string) string {
	for i, segment := range segments {
		if isID(segment) {
			segments[i] = grouped
		}
	}
	return joinPath(segments)
}

// joinPath cuts a path at its bounds.
func joinPath(segments []string) string {
	if len(segments) == 0 {
		return "/"
	}
	var path strings.Builder
	path.Grow(64)
	for i, segment := range segments {
		if i == maxSegments || path.Len()+1+len(segment) > maxPath {
			path.WriteString("/" + grouped)
			break
		}
		path.WriteByte('/')
		path.WriteString(segment)
	}
	return path.String()
}

// splitWebsite cuts a URL behind its host. Without a scheme all of it is a path.
func splitWebsite(raw string) (website, rest string) {
	scheme, rest, found := strings.Cut(raw, "://")
	if !found || !isScheme(scheme) {
		return "", raw
	}
	host := rest
	if end := strings.IndexAny(rest, "/?#\\"); end >= 0 {
		host, rest = rest[:end], rest[end:]
	} else {
		rest = ""
	}
	return normalHost(scheme, host), rest
}

func isScheme(s string) bool {
	return s != "" && isLetter(s[0]) && all(s, func(c byte) bool {
		return isAlnum(c) || c == '+' || c == '-' || c == '.'
	})
}

// normalHost is the host with port in lower case, without user and default port; empty where it is no host.
func normalHost(scheme, host string) string {
	if at := strings.LastIndexByte(host, '@'); at >= 0 {
		host = host[at+1:]
	}
	host = strings.ToLower(host)
	name, port := splitPort(host)
	name = strings.TrimRight(name, ".")
	if name == "" || len(name) > maxWebsite-len(":65535") || !isHostName(name) {
		return ""
	}
	if port == "" || port == defaultPort(scheme) {
		return name
	}
	return name + ":" + port
}

// splitPort cuts off digits behind the last colon; the colons within an IPv6 address stand before its bracket.
func splitPort(host string) (name, port string) {
	colon := strings.LastIndexByte(host, ':')
	if colon < 0 || len(host)-colon > len(":65535") || !all(host[colon+1:], isDigit) {
		return host, ""
	}
	return host[:colon], host[colon+1:]
}

func defaultPort(scheme string) string {
	switch strings.ToLower(scheme) {
	case "http":
		return "80"
	case "https":
		return "443"
	}
	return ""
}

func isHostName(name string) bool {
	if strings.HasPrefix(name, "[") { // IPv6
		return strings.HasSuffix(name, "]") && len(name) > 3 && all(name[1:len(name)-1], func(c byte) bool {
			return isAlnum(c) || c == ':' || c == '.'
		})
	}
	return !strings.ContainsRune(name, utf8.RuneError) && printable(name) && all(name, func(c byte) bool {
		return isAlnum(c) || c == '-' || c == '.' || c == '_' || c >= utf8.RuneSelf
	})
}
