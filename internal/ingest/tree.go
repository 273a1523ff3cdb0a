package ingest

import "encoding/json"

// tree reads a value of any type as encoding/json would into an any; numbers are a json.Number and keep their digits.
func (s *scanner) tree() any {
	switch s.next() {
	case '{':
		s.enter('{')
		object := map[string]any{}
		for n := 0; s.more(n, '}'); n++ {
			name := s.name()
			object[name] = s.tree()
		}
		return object
	case '[':
		s.enter('[')
		array := []any{}
		for n := 0; s.more(n, ']'); n++ {
			array = append(array, s.tree())
		}
		return array
	case '"':
		return s.str()
	case 't':
		s.word("true")
		return true
	case 'f':
		s.word("false")
		return false
	case 'n':
		s.word("null")
		return nil
	}
	return json.Number(s.digits())
}
