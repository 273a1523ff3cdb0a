package door

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"strings"
)

// maker makes malformed requests out of valid ones.
type maker struct {
	*rand.Rand
	key     string
	samples [][]byte
	bomb    []byte
}

// request is one, in one of the ways that there are.
func (m *maker) request() []byte {
	if m.IntN(3) == 0 {
		return m.abused()
	}
	body := m.body()
	if m.IntN(4) == 0 {
		body = m.gzipped(body)
	}
	request := post(m.key, body, m.IntN(3) == 0)
	if m.IntN(4) == 0 {
		request = bytes.Replace(request, []byte("/v1/ingest"), []byte("/v1/errors"), 1)
	}
	return request
}

func (m *maker) sample() []byte { return bytes.Clone(m.samples[m.IntN(len(m.samples))]) }

// body is a sample that was broken.
func (m *maker) body() []byte {
	body := m.sample()
	at := m.IntN(len(body))
	insert := func(text string) []byte {
		return append(append(bytes.Clone(body[:at]), text...), body[at:]...)
	}
	n := 1 + m.IntN(2000)
	switch m.IntN(13) {
	case 0:
		for range 1 + m.IntN(8) {
			body[m.IntN(len(body))] ^= 1 << m.IntN(8)
		}
		return body
	case 1:
		return body[:at]
	case 2:
		return insert("\x00\xff\xc0\x80\xed\xa0\x80")
	case 3:
		return m.replaceValue(body, m.pick("null", "true", "[]", "{}", `""`, "-0", "1e999", "-1e-999", strings.Repeat("9", n), "0x10", "NaN", `"\ud800"`))
	case 4:
		return m.replaceValue(body, strings.Repeat("[", n)+strings.Repeat("]", n))
	case 5:
		return m.replaceValue(body, strings.Repeat(`{"a":`, n)+"1"+strings.Repeat("}", n))
	case 6:
		return m.replaceValue(body, "["+strings.Repeat("0,", 50*n)+"0]")
	case 7:
		return m.replaceValue(body, `"`+strings.Repeat(m.pick("é", `\u0000`, "a", `\ud83d`), n)+`"`)
	case 8: // every key twice
		return bytes.Replace(body, []byte("{"), []byte(`{"projectKey":"shop","events":7,"events":[],"type":1,`), 1+m.IntN(3))
	case 9:
		var wide strings.Builder
		for i := range 20 * n {
			fmt.Fprintf(&wide, `"k%d":%d,`, i, i)
		}
		return bytes.Replace(body, []byte("{"), []byte("{"+wide.String()), 1)
	case 10:
		return bytes.Repeat(body, 2+m.IntN(3))
	case 11:
		noise := make([]byte, n)
		for i := range noise {
			noise[i] = byte(m.Uint32())
		}
		return noise
	}
	return insert(m.pick(",", ":", `"`, "}", "]", "\\", "/*", "\u2028", "\ufeff"))
}

func (m *maker) pick(list ...string) string { return list[m.IntN(len(list))] }

// replaceValue puts text in the place of some value.
func (m *maker) replaceValue(body []byte, text string) []byte {
	colons := bytes.Count(body, []byte(":"))
	at := 0
	for range 1 + m.IntN(max(colons, 1)) {
		at += bytes.IndexByte(body[at:], ':') + 1
	}
	end := at + max(bytes.IndexAny(body[at:], ",}]"), 0)
	return append(append(bytes.Clone(body[:at]), text...), body[end:]...)
}

// gzipped is gzip that was broken, or that is a bomb.
func (m *maker) gzipped(body []byte) []byte {
	packed := zipped(body, len(body)+600)
	switch m.IntN(5) {
	case 0:
		packed[m.IntN(len(packed))] ^= 1 << m.IntN(8)
	case 1:
		return packed[:m.IntN(len(packed))]
	case 2:
		return append(packed, packed...)
	case 3:
		if m.bomb == nil {
			m.bomb = zipped(bytes.Repeat([]byte("0"), 64<<20), 100<<10)
		}
		return m.bomb
	}
	return packed
}

// abused is a request whose head is broken.
func (m *maker) abused() []byte {
	body := m.sample()
	good := string(post(m.key, body, false))
	head := func(line string) string { return strings.Replace(good, "Host: h\r\n", "Host: h\r\n"+line+"\r\n", 1) }
	first := func(line string) string { return strings.Replace(good, "POST /v1/ingest HTTP/1.1", line, 1) }
	n := 1 + m.IntN(20_000)
	switch m.IntN(14) {
	case 0:
		return []byte(head(strings.TrimSuffix(strings.Repeat("X-A: b\r\n", n), "\r\n")))
	case 1:
		return []byte(head("X-A: " + strings.Repeat("b", n)))
	case 2:
		return []byte(head(strings.Repeat("x", n) + ": b"))
	case 3: // smuggling: which of the two is to hold?
		return []byte(head(m.pick("Transfer-Encoding: chunked", "Transfer-Encoding: chunked, identity", "Transfer-Encoding : chunked",
			"Transfer-Encoding:\x0bchunked", "Transfer-Encoding: gzip", "Content-Length: 0", "Content-Length: -1", "Content-Length: 99999999999999999999")))
	case 4:
		return []byte(strings.Replace(string(post(m.key, body, true)), "\r\n0\r\n", m.pick("\r\n-1\r\n", "\r\nffffffffffffffff\r\n", "\r\n0", "\r\nzz\r\n", "\n0\n\n"), 1))
	case 5:
		keep := strings.Replace(good, "Connection: close\r\n", "", 1)
		return []byte(strings.Repeat(keep, 1+m.IntN(20)) + good)
	case 6:
		return []byte(first("POST http://evil.example/v1/ingest HTTP/1.1"))
	case 7:
		return []byte(first(m.pick("BREW", "post", "", "CONNECT", "TRACE", "PRI", "\x00") + " " + m.pick("*", "/v1/ingest", "//", "/v1/%zz", "/v1/../../etc", "/"+strings.Repeat("a", n)) +
			" " + m.pick("HTTP/1.1", "HTTP/1.0", "HTTP/2.0", "HTTP/9.9", "FTP/1.1", "")))
	case 8:
		return []byte(head("Host: other"))
	case 9:
		return []byte(head(m.pick("Expect: 100-continue", "Expect: 200-ok", "Upgrade: h2c", "Content-Encoding: br", "Content-Type: \xff", "Origin: null", "Range: bytes=0-")))
	case 10:
		return []byte(strings.ReplaceAll(good, "\r\n", m.pick("\n", "\r", "\r\r\n", "\n\r")))
	case 11:
		return []byte(good)[:m.IntN(len(good))]
	case 12:
		return []byte(head(" folded: yes"))
	}
	broken := []byte(good)
	for range 1 + m.IntN(6) {
		broken[m.IntN(min(len(broken), 200))] = byte(m.Uint32())
	}
	return broken
}
