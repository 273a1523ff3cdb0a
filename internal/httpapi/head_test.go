package httpapi

import (
	"bufio"
	"bytes"
	"io"
	"net/http"
	"strings"
	"testing"
)

const plainHead = "POST /v1/ingest?key=k HTTP/1.1\r\nHost: h\r\nOrigin: https://a.example\r\nContent-Length: 2\r\n\r\n"

func TestHeadsWhoseLengthIsBeyondDoubt(t *testing.T) {
	h, ok := parseHead([]byte(plainHead + "{}"))
	if !ok || h.length != len(plainHead)+2 || string(h.target) != "/v1/ingest?key=k" || string(h.origin) != "https://a.example" {
		t.Errorf("%q %q %d %v", h.target, h.origin, h.length, ok)
	}
	if _, ok := parseHead([]byte(plainHead)); !ok {
		t.Error("the body need not be there yet")
	}
}

func TestHeadsThatAreLeftToNetHTTP(t *testing.T) {
	for name, change := range map[string][2]string{
		"another method":          {"POST", "GET"},
		"an old version":          {"HTTP/1.1", "HTTP/1.0"},
		"an absolute target":      {"/v1", "http://h/v1"},
		"a space in the target":   {"?key=k", "?key=k HTTP/1.1 x"},
		"no end":                  {"\r\n\r\n", "\r\n"},
		"a bare line feed":        {"Host: h\r\n", "Host: h\n"},
		"a bare carriage return":  {"Host: h", "Host: \rh"},
		"a folded line":           {"Host: h", "Host: h\r\n x"},
		"a space before a colon":  {"Host:", "Host :"},
		"a header without name":   {"Host:", ":"},
		"a line without colon":    {"Host: h", "Host"},
		"NUL":                     {"Host: h", "Host: \x00"},
		"no length":               {"Content-Length: 2\r\n", ""},
		"two lengths":             {"Content-Length: 2", "Content-Length: 2\r\nContent-Length: 2"},
		"a signed length":         {"Content-Length: 2", "Content-Length: +2"},
		"a list of lengths":       {"Content-Length: 2", "Content-Length: 2, 2"},
		"a hexadecimal length":    {"Content-Length: 2", "Content-Length: 0x2"},
		"a length out of bounds":  {"Content-Length: 2", "Content-Length: 18446744073709551618"},
		"chunks":                  {"Host: h", "Host: h\r\nTransfer-Encoding: chunked"},
		"chunks in another case":  {"Host: h", "Host: h\r\ntransfer-ENCODING: chunked"},
		"an expectation":          {"Host: h", "Host: h\r\nExpect: 100-continue"},
		"an upgrade":              {"Host: h", "Host: h\r\nUpgrade: h2c"},
		"an end of the line":      {"Host: h", "Host: h\r\nConnection: close"},
		"a long origin":           {"https://a.example", "https://" + strings.Repeat("a", longestOrigin)},
		"two origins":             {"Host: h", "Host: h\r\nOrigin: https://b.example"},
		"a tab that is not space": {"Content-Length: 2", "Content-Length:\t2"},
	} {
		text := strings.Replace(plainHead, change[0], change[1], 1)
		if text == plainHead {
			t.Fatalf("%s: nothing is changed", name)
		}
		if h, ok := parseHead([]byte(text)); ok {
			t.Errorf("%s: it is taken for %q with %d bytes", name, h.target, h.length)
		}
	}
}

// What the gate takes for one request is one for net/http, too, and ends at the same byte.
func FuzzHead(f *testing.F) {
	f.Add([]byte(plainHead + "{}"))
	f.Add([]byte(plainHead + "{}" + plainHead + "{}"))
	f.Add([]byte(strings.Replace(plainHead, "Host: h", "Host: h\r\nTransfer-Encoding: chunked", 1) + "0\r\n\r\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		h, ok := parseHead(data)
		if !ok || h.length > len(data) {
			return
		}
		source := bytes.NewReader(data)
		reader := bufio.NewReaderSize(source, 16)
		request, err := http.ReadRequest(reader)
		if err != nil {
			return // it is refused either way
		}
		if request.Method != http.MethodPost || request.RequestURI != string(h.target) || request.Header.Get("Origin") != string(h.origin) {
			t.Errorf("net/http reads %s %s of %q", request.Method, request.RequestURI, request.Header.Get("Origin"))
		}
		if _, err := io.Copy(io.Discard, request.Body); err != nil {
			t.Fatalf("its body: %v", err)
		}
		if end := len(data) - source.Len() - reader.Buffered(); end != h.length {
			t.Errorf("the gate ends it at %d, net/http at %d", h.length, end)
		}
	})
}
