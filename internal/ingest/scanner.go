package ingest

import (
	"encoding/json"
	"strings"
	"unicode/utf8"
)

// maxDepth is how deep JSON may be nested; an outermost bracket stands at 1.
const maxDepth = 16

// scanner reads JSON (https://www.rfc-editor.org/rfc/rfc8259) once, from front to back, and fills in what it is asked
// for on the way: no tree, no second pass. It is as strict as encoding/json, and reads strings as that does: broken
// UTF-8 becomes U+FFFD. Names are matched exactly, and the last of several values counts.
//
// After its first error it stands at the end, where nothing follows: callers need not look at err before they are done.
type scanner struct {
	data  []byte
	text  string // the same bytes, for strings to share
	at    int
	depth int
	err   error

	field  string // the name read last
	within string // of which object of ours, with a dot: "context."
	wrong  string // the first field of ours that has another type than ours
}

func newScanner(data []byte) *scanner { return &scanner{data: data, text: string(data)} }

func (s *scanner) fail(err error) {
	if s.err == nil {
		s.err = err
	}
	s.at = len(s.data)
}

// next passes over white space and tells the byte that follows; 0 at the end.
func (s *scanner) next() byte {
	for ; s.at < len(s.data); s.at++ {
		switch c := s.data[s.at]; c {
		case ' ', '\t', '\r', '\n':
		default:
			return c
		}
	}
	return 0
}

// end sees to it that nothing follows.
func (s *scanner) end() {
	if s.next(); s.at < len(s.data) {
		s.fail(errJSON)
	}
}

// enter passes over the opening bracket of an object or array, when one is next.
func (s *scanner) enter(bracket byte) bool {
	if s.next() != bracket {
		return false
	}
	s.at++
	s.depth++
	if s.depth > maxDepth {
		s.fail(errDepth)
	}
	return true
}

// more goes to the next element after n of them, or, where there is none, past the closing bracket.
func (s *scanner) more(n int, bracket byte) bool {
	c := s.next()
	if c == bracket {
		s.at++
		s.depth--
		return false
	}
	if n == 0 && c != 0 {
		return true
	}
	if c != ',' {
		s.fail(errJSON)
		return false
	}
	s.at++
	if s.next() == bracket {
		s.fail(errJSON)
	}
	return s.err == nil
}

// name reads the name of a member and the colon behind it.
func (s *scanner) name() string {
	s.field = s.str()
	s.colon()
	return s.field
}

func (s *scanner) colon() {
	if s.next() != ':' {
		s.fail(errJSON)
		return
	}
	s.at++
}

// str reads a string.
func (s *scanner) str() string {
	from, to, plain := s.quoted()
	if plain {
		return s.text[from:to]
	}
	var text string
	if err := json.Unmarshal(s.data[from-1:to+1], &text); err != nil {
		s.fail(errJSON) // quoted has seen to it that it can be read: cannot happen
	}
	return text
}

// quoted passes over a string and tells where it stands between its quotes. A plain one is its bytes.
func (s *scanner) quoted() (from, to int, plain bool) {
	if s.next() != '"' {
		s.fail(errJSON)
		return 0, 0, true
	}
	s.at++
	from, plain = s.at, true
	ascii := true
	for s.at < len(s.data) {
		switch c := s.data[s.at]; {
		case c == '"':
			to = s.at
			s.at++
			return from, to, plain && (ascii || utf8.Valid(s.data[from:to]))
		case c == '\\':
			plain = false
			s.escape()
		case c < ' ':
			s.fail(errJSON)
		default:
			ascii = ascii && c < utf8.RuneSelf
			s.at++
		}
	}
	s.fail(errJSON)
	return 0, 0, true
}

// escape passes over an escape sequence.
func (s *scanner) escape() {
	rest := s.data[s.at+1:]
	switch {
	case len(rest) > 0 && strings.IndexByte(`"\/bfnrt`, rest[0]) >= 0:
		s.at += 2
	case len(rest) > 4 && rest[0] == 'u' && isHex(rest[1]) && isHex(rest[2]) && isHex(rest[3]) && isHex(rest[4]):
		s.at += 6
	default:
		s.fail(errJSON)
	}
}

func isHex(c byte) bool {
	return isDigit(c) || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F'
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// digits passes over a number and returns it as it stands.
func (s *scanner) digits() string {
	s.next()
	from := s.at
	s.pass('-', '-')
	if !s.pass('0', '0') && !s.run() {
		s.fail(errJSON)
	}
	if s.pass('.', '.') && !s.run() {
		s.fail(errJSON)
	}
	if s.pass('e', 'E') {
		s.pass('+', '-')
		if !s.run() {
			s.fail(errJSON)
		}
	}
	return s.text[from:s.at]
}

// run passes over one or more digits.
func (s *scanner) run() bool {
	from := s.at
	for s.at < len(s.data) && isDigit(s.data[s.at]) {
		s.at++
	}
	return s.at > from
}

// pass passes over one of two bytes, when one is next.
func (s *scanner) pass(one, other byte) bool {
	if s.at == len(s.data) || s.data[s.at] != one && s.data[s.at] != other {
		return false
	}
	s.at++
	return true
}

// word passes over true, false or null.
func (s *scanner) word(word string) {
	if !strings.HasPrefix(s.text[s.at:], word) {
		s.fail(errJSON)
		return
	}
	s.at += len(word)
}

// skip passes over a value of any type.
func (s *scanner) skip() {
	switch s.next() {
	case '{':
		s.enter('{')
		for n := 0; s.more(n, '}'); n++ {
			s.name()
			s.skip()
		}
	case '[':
		s.enter('[')
		for n := 0; s.more(n, ']'); n++ {
			s.skip()
		}
	case '"':
		s.quoted()
	case 't':
		s.word("true")
	case 'f':
		s.word("false")
	case 'n':
		s.word("null")
	default:
		s.digits()
	}
}
