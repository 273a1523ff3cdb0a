package ingest

import (
	"encoding/json"
	"math"

	"paceline/internal/rum"
)

// cleanObject copies a JSON object in one pass, in the order it was sent, without white space and without what may not
// reach a disk; see cleanTree. It is nil for an empty object, and for null.
func cleanObject(raw json.RawMessage) json.RawMessage {
	if len(raw) == 0 || raw[0] != '{' {
		return nil
	}
	copied := newScanner(raw).clean(make([]byte, 0, len(raw)))
	if len(copied) <= len("{}") {
		return nil
	}
	return copied
}

// clean appends the next value to out.
func (s *scanner) clean(out []byte) []byte {
	switch s.next() {
	case '{':
		s.enter('{')
		out = append(out, '{')
		for n := 0; s.more(n, '}'); n++ {
			out = comma(out, n)
			out = s.cleanName(out)
			out = s.clean(out)
		}
		return append(out, '}')
	case '[':
		s.enter('[')
		out = append(out, '[')
		for n := 0; s.more(n, ']'); n++ {
			out = s.clean(comma(out, n))
		}
		return append(out, ']')
	case '"':
		return s.cleanString(out)
	case 't', 'f', 'n':
		from := s.at
		s.skip()
		return append(out, s.data[from:s.at]...)
	}
	return appendNumber(out, s.digits())
}

func comma(out []byte, n int) []byte {
	if n == 0 {
		return out
	}
	return append(out, ',')
}

func (s *scanner) cleanName(out []byte) []byte {
	from, to, plain := s.quoted()
	if plain {
		out = append(out, s.data[from-1:to+1]...)
	} else {
		s.at = from - 1
		out = appendString(out, clean(s.str()))
	}
	s.colon()
	return append(out, ':')
}

// cleanString copies a string as it stands where there is nothing to scrub: NUL and broken UTF-8 cannot be in a plain one.
func (s *scanner) cleanString(out []byte) []byte {
	from, to, plain := s.quoted()
	if plain {
		text := s.text[from:to]
		if scrubbed := rum.ScrubText(text); scrubbed != text {
			return appendString(out, scrubbed)
		}
		return append(out, s.data[from-1:to+1]...)
	}
	s.at = from - 1
	return appendString(out, rum.ScrubText(clean(s.str())))
}

func appendString(out []byte, text string) []byte {
	quoted, err := json.Marshal(text)
	if err != nil {
		return append(out, `""`...) // a string can always be written: cannot happen
	}
	return append(out, quoted...)
}

// appendNumber writes null for a number that no float64 can hold.
func appendNumber(out []byte, digits string) []byte {
	if math.IsInf(toFloat(digits), 0) {
		return append(out, "null"...)
	}
	return append(out, digits...)
}
