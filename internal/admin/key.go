package admin

import (
	"crypto/rand"
	"crypto/sha256"
	"math/big"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/idna"
)

// The text of a key is pl_<id>_<secret>, both parts in base62.
const (
	keyPrefix    = "pl_"
	keyIDLength  = 10
	secretLength = 32
	base62       = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
)

// AnyOrigin allows every origin.
const AnyOrigin = "*"

// NewKey makes a key: its text, which is to be shown once, and what is kept of it (ID and Hash).
func NewKey() (text string, key APIKey) {
	id, secret := randomText(keyIDLength), randomText(secretLength)
	return keyPrefix + id + "_" + secret, APIKey{ID: id, Hash: HashSecret(secret)}
}

func randomText(length int) string {
	number, err := rand.Int(rand.Reader, new(big.Int).Exp(big.NewInt(62), big.NewInt(int64(length)), nil))
	if err != nil {
		panic(err) // crypto/rand does not fail: it ends the process
	}
	text := make([]byte, length)
	digit := new(big.Int)
	for i := range text {
		number.DivMod(number, big.NewInt(62), digit)
		text[i] = base62[digit.Int64()]
	}
	return string(text)
}

// ParseKey takes a key's text apart. ok says that it has the shape of a key, not that there is such a key.
func ParseKey(text string) (id, secret string, ok bool) {
	const length = len(keyPrefix) + keyIDLength + 1 + secretLength
	if len(text) != length || !strings.HasPrefix(text, keyPrefix) {
		return "", "", false
	}
	id, secret, ok = strings.Cut(text[len(keyPrefix):], "_")
	if !ok || len(id) != keyIDLength || !isBase62(id) || !isBase62(secret) {
		return "", "", false
	}
	return id, secret, true
}

func isBase62(text string) bool { return strings.Trim(text, base62) == "" }

// HashSecret is what is kept of a secret: its SHA-256. The secret is random, so nothing slower is needed.
func HashSecret(secret string) []byte {
	hash := sha256.Sum256([]byte(secret))
	return hash[:]
}

var projectKey = regexp.MustCompile(`^[A-Za-z0-9_-]{1,64}$`)

// CheckProjectKey returns an error that wraps ErrInvalid unless the text may name a project.
func CheckProjectKey(key string) error {
	if !projectKey.MatchString(key) {
		return Invalid("project key %q: use 1 to 64 of the letters A-Z, a-z, the digits, _ and -", key)
	}
	return nil
}

// ParseOrigins brings origins into the form browsers send, sorted and without repeats. It wants at least one. Its
// errors wrap ErrInvalid.
func ParseOrigins(origins []string) ([]string, error) {
	if len(origins) == 0 {
		return nil, Invalid("a key needs at least one origin, such as https://example.com, or * for any")
	}
	parsed := make([]string, len(origins))
	for i, origin := range origins {
		var err error
		if parsed[i], err = parseOrigin(origin); err != nil {
			return nil, err
		}
	}
	slices.Sort(parsed)
	return slices.Compact(parsed), nil
}

func parseOrigin(origin string) (string, error) {
	if origin == AnyOrigin {
		return origin, nil
	}
	u, err := url.Parse(origin)
	switch {
	case err != nil || u.Hostname() == "":
		return "", Invalid("origin %q: want scheme://host[:port], such as https://example.com, or * for any", origin)
	case u.Scheme != "http" && u.Scheme != "https":
		return "", Invalid("origin %q: the scheme must be http or https", origin)
	case strings.Contains(u.Host, "*"):
		return "", Invalid("origin %q: a host has no wildcards; list each host, or use * for any", origin)
	case u.User != nil || u.Path != "" || u.RawQuery != "" || u.Fragment != "" || strings.ContainsAny(origin, "?#@"):
		return "", Invalid("origin %q: leave out what follows the host and port: %s://%s", origin, u.Scheme, u.Host)
	}
	host, err := parseHost(u.Hostname())
	if err != nil {
		return "", Invalid("origin %q: %q is no name of a host: %w", origin, u.Hostname(), err)
	}
	port := u.Port()
	if port == "" || port == map[string]string{"http": "80", "https": "443"}[u.Scheme] {
		return u.Scheme + "://" + host, nil // browsers leave the scheme's own port out
	}
	if _, err := strconv.ParseUint(port, 10, 16); err != nil {
		return "", Invalid("origin %q: a port is a number up to 65535", origin)
	}
	return u.Scheme + "://" + host + ":" + port, nil
}

// parseHost writes a host as browsers do in an Origin header: in lower case, a name in another script in Punycode
// (https://url.spec.whatwg.org/#concept-domain-to-ascii), an IPv6 address in brackets.
func parseHost(host string) (string, error) {
	switch {
	case strings.Contains(host, ":"):
		return "[" + strings.ToLower(host) + "]", nil
	case strings.IndexFunc(host, func(r rune) bool { return r >= utf8.RuneSelf }) < 0:
		return strings.ToLower(host), nil
	}
	return idna.Lookup.ToASCII(host)
}
