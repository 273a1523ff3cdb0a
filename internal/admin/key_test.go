package admin

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"
)

func TestKeysParseAndDiffer(t *testing.T) {
	seen := map[string]bool{}
	for range 200 {
		text, key := NewKey()
		id, secret, ok := ParseKey(text)
		if !ok || id != key.ID || !bytes.Equal(HashSecret(secret), key.Hash) || len(id) != 10 || len(secret) != 32 {
			t.Fatalf("ParseKey(%q) = %q, %q, %v", text, id, secret, ok)
		}
		if seen[id] || seen[secret] {
			t.Fatalf("%q came twice", text)
		}
		seen[id], seen[secret] = true, true
	}
}

func TestParseKeyRefuses(t *testing.T) {
	good, _ := NewKey()
	for _, text := range []string{
		"", "pl_", good + "x", good[:len(good)-1], "PL" + good[2:], strings.Replace(good, good[13:14], "-", 1),
		good[:5] + "_" + good[6:], good[:20] + "é" + good[22:], "pl_" + strings.Repeat("_", 43),
	} {
		if id, secret, ok := ParseKey(text); ok || id != "" || secret != "" {
			t.Errorf("ParseKey(%q) = %q, %q, %v", text, id, secret, ok)
		}
	}
}

func TestProjectKeys(t *testing.T) {
	for _, key := range []string{"a", "my-website", "A_9", strings.Repeat("x", 64)} {
		if err := CheckProjectKey(key); err != nil {
			t.Errorf("%q: %v", key, err)
		}
	}
	for _, key := range []string{"", "a b", "a/b", "ä", "a\n", strings.Repeat("x", 65)} {
		if err := CheckProjectKey(key); !errors.Is(err, ErrInvalid) {
			t.Errorf("%q: %v, want ErrInvalid", key, err)
		}
	}
}

func TestOrigins(t *testing.T) {
	for given, want := range map[string]string{
		"https://example.com":       "https://example.com",
		"http://localhost:8080":     "http://localhost:8080",
		"https://EXAMPLE.com:443":   "https://example.com",
		"http://example.com:80":     "http://example.com",
		"https://example.com:80":    "https://example.com:80",
		"https://[2001:db8::1]":     "https://[2001:db8::1]",
		"https://[2001:db8::1]:81":  "https://[2001:db8::1]:81",
		"https://Bücher.Example":    "https://xn--bcher-kva.example",
		"https://例え.テスト:8443":       "https://xn--r8jz45g.xn--zckzah:8443",
		"https://xn--bcher-kva.de":  "https://xn--bcher-kva.de",
		"https://a_b.example:65535": "https://a_b.example:65535",
		"*":                         "*",
	} {
		if got, err := ParseOrigins([]string{given, given}); err != nil || !slices.Equal(got, []string{want}) {
			t.Errorf("%q = %q, %v; want %q once", given, got, err, want)
		}
	}
	for _, given := range []string{
		"", "example.com", "//example.com", "ftp://example.com", "https://", "https://:80", "https://example.com/", "https://a.com/x",
		"https://a.com?", "https://a.com#", "https://me@a.com", "https://*.a.com", "https://a.com:port", "null", "**", "https://a b",
		"https://a.com:65536", "https://a.com:99999999999999999999", "https://\ufffd.de",
	} {
		if got, err := ParseOrigins([]string{given}); !errors.Is(err, ErrInvalid) || !strings.Contains(err.Error(), "origin") {
			t.Errorf("%q = %q, %v; want a sentence that wraps ErrInvalid", given, got, err)
		} else if strings.HasPrefix(err.Error(), "admin") {
			t.Errorf("%q: people are shown %q", given, err)
		}
	}
}
