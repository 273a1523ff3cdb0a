package httpapi

import "bytes"

// head is what the gate must know of a request to answer in its handler's place: how long it is, and who may read the
// answer.
type head struct {
	target []byte // "/v1/ingest?key=…"
	origin []byte // of the page that sent it; none when empty
	length int    // of the whole request, its body included
}

// longestOrigin is far above any origin a browser sends.
const longestOrigin = 512

var (
	lineEnd = []byte("\r\n")
	headEnd = []byte("\r\n\r\n")
)

// parseHead reads the head of a POST whose length is beyond doubt: all of the head is there, every line ends as lines
// should, and there is one Content-Length and nothing else that bears on where the request ends or what follows. Of
// anything else it says false, and net/http is to decide: no second opinion is worth a request that two read
// differently (https://www.rfc-editor.org/rfc/rfc9112#section-11.2).
func parseHead(data []byte) (h head, ok bool) {
	end := bytes.Index(data, headEnd)
	if end < 0 {
		return h, false
	}
	line, rest, _ := bytes.Cut(data[:end+len(lineEnd)], lineEnd)
	if h.target, ok = postTarget(line); !ok {
		return h, false
	}
	body := -1
	for len(rest) > 0 {
		line, rest, _ = bytes.Cut(rest, lineEnd)
		name, value, found := bytes.Cut(line, []byte(":"))
		value = bytes.Trim(value, " ")
		if !found || !isToken(name) || !isVisible(value) {
			return h, false
		}
		switch {
		case bytes.EqualFold(name, []byte("Content-Length")):
			if body >= 0 {
				return h, false
			}
			if body, ok = shortNumber(value); !ok {
				return h, false
			}
		case bytes.EqualFold(name, []byte("Origin")):
			if h.origin != nil || len(value) > longestOrigin {
				return h, false
			}
			h.origin = value
		case bytes.EqualFold(name, []byte("Connection")):
			if !bytes.EqualFold(value, []byte("keep-alive")) {
				return h, false
			}
		case bearsOnFraming(name):
			return h, false
		}
	}
	h.length = end + len(headEnd) + body
	return h, body >= 0
}

// postTarget is the target of the line "POST target HTTP/1.1".
func postTarget(line []byte) ([]byte, bool) {
	target, ok := bytes.CutPrefix(line, []byte("POST "))
	if !ok {
		return nil, false
	}
	target, ok = bytes.CutSuffix(target, []byte(" HTTP/1.1"))
	if !ok || len(target) == 0 || target[0] != '/' {
		return nil, false
	}
	for _, c := range target {
		if c <= ' ' || c >= 0x7f {
			return nil, false
		}
	}
	return target, true
}

// bearsOnFraming knows the headers that change where a request ends, or what the connection is used for next.
func bearsOnFraming(name []byte) bool {
	for _, special := range [...]string{"Transfer-Encoding", "Expect", "Upgrade", "Trailer", "TE", "Proxy-Connection", "Keep-Alive"} {
		if bytes.EqualFold(name, []byte(special)) {
			return true
		}
	}
	return false
}

// isToken reports whether a header's name is one (https://www.rfc-editor.org/rfc/rfc9110#name-tokens); of the special
// characters only those that names have.
func isToken(name []byte) bool {
	for _, c := range name {
		if (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (c < '0' || c > '9') && c != '-' && c != '_' {
			return false
		}
	}
	return len(name) > 0
}

// isVisible reports whether a header's value has visible characters and spaces only: no carriage return, no line feed
// of its own.
func isVisible(value []byte) bool {
	for _, c := range value {
		if c < ' ' || c == 0x7f {
			return false
		}
	}
	return true
}

// shortNumber reads up to seven digits.
func shortNumber(text []byte) (int, bool) {
	if len(text) == 0 || len(text) > 7 {
		return 0, false
	}
	n := 0
	for _, c := range text {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = 10*n + int(c-'0')
	}
	return n, true
}
