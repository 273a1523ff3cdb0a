package ingest

import (
	"encoding/json"
	"errors"
	"math"
	"strconv"
)

// What a scanner reads into a field. null leaves a field as it is, and a value of another type is noted and passed over:
// the rest of the JSON is still looked at, for JSON that is broken is refused first.

// mistyped passes over a value and notes that its field has the wrong type.
func (s *scanner) mistyped() {
	if s.wrong == "" {
		s.wrong = s.within + s.field
	}
	s.skip()
}

func (s *scanner) intoString(field *string) {
	switch s.next() {
	case '"':
		*field = s.str()
	case 'n':
		s.word("null")
	default:
		s.mistyped()
	}
}

func (s *scanner) intoText(field *Text) {
	switch s.next() {
	case '"':
		*field = Text{String: s.str(), Set: true}
	case 'n':
		s.word("null")
	default:
		s.mistyped()
	}
}

func (s *scanner) intoNumber(field *Number) {
	switch c := s.next(); {
	case c == '-' || isDigit(c):
		*field = Number{Float: toFloat(s.digits()), Set: true}
	case c == 'n':
		s.word("null")
	default:
		s.mistyped()
	}
}

// toFloat reads a well-formed number; one that no float64 can hold is infinite.
func toFloat(digits string) float64 {
	value, err := strconv.ParseFloat(digits, 64)
	if err != nil && !errors.Is(err, strconv.ErrRange) {
		return math.NaN() // digits has seen to it that it can be read: cannot happen
	}
	return value
}

// intoNumbers reads an array; a null in it is an absent number.
func (s *scanner) intoNumbers(field *[]Number) {
	switch {
	case s.enter('['):
		*field = []Number{}
		for n := 0; s.more(n, ']'); n++ {
			var element Number
			s.intoNumber(&element)
			*field = append(*field, element)
		}
	case s.next() == 'n':
		s.word("null")
	default:
		s.mistyped()
	}
}

// intoRaw keeps a value of any type as it stands.
func (s *scanner) intoRaw(field *json.RawMessage) {
	s.next()
	from := s.at
	s.skip()
	*field = s.data[from:s.at:s.at]
}

// intoTimestamp keeps a number or a string.
func (s *scanner) intoTimestamp(field *json.RawMessage) {
	switch s.next() {
	case '{', '[', 't', 'f':
		s.mistyped()
	case 'n':
		s.word("null")
	default:
		s.intoRaw(field)
	}
}

// object is enter('{') for a field of ours: of another type it is noted, and null is none.
func (s *scanner) object() bool {
	switch {
	case s.enter('{'):
		return true
	case s.next() == 'n':
		s.word("null")
	default:
		s.mistyped()
	}
	return false
}
