package cache

import "strings"

// Scope is what entries are dropped by: all that is kept of one thing, such as a project.
type Scope struct {
	Entity     string // "project"
	Identifier string // "my-website"
}

// String is the scope as keys begin with it: "project:my-website:".
func (s Scope) String() string { return escape(s.Entity) + ":" + escape(s.Identifier) + ":" }

// Key names an entry: {entity}:{identifier}:{operation}:{parameters}. The zero Key names nothing. Two keys are
// equal exactly when all their parts are, because every part is percent-encoded before it is joined: a
// parameter can contain no ":" that would make it look like another part, or another project.
type Key struct {
	scope Scope
	text  string
}

// Key names what an operation answers about the scope with the parameters.
func (s Scope) Key(operation string, parameters ...string) Key {
	var b strings.Builder
	b.WriteString(s.String())
	b.WriteString(escape(operation))
	for _, p := range parameters {
		b.WriteByte(':')
		b.WriteString(escape(p))
	}
	return Key{scope: s, text: b.String()}
}

// Scope is what the key belongs to.
func (k Key) Scope() Scope { return k.scope }

// String is the key's text: "project:my-website:slow_pages:lcp:10".
func (k Key) String() string { return k.text }

// escape percent-encodes everything but the unreserved characters of RFC 3986, section 2.3.
func escape(s string) string {
	const hex = "0123456789ABCDEF"
	var b strings.Builder
	for i := range len(s) {
		c := s[i]
		if unreserved(c) {
			b.WriteByte(c)
			continue
		}
		b.Write([]byte{'%', hex[c>>4], hex[c&15]})
	}
	return b.String()
}

func unreserved(c byte) bool {
	switch {
	case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9':
		return true
	}
	return c == '-' || c == '.' || c == '_' || c == '~'
}
