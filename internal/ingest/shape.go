package ingest

const (
	maxDepth  = 16
	maxEvents = 1000
	maxEvent  = 32 << 10 // bytes
)

// scan walks over JSON without decoding it, and calls at for every bracket and comma outside strings with the depth it
// stands at (an outermost bracket at 1), until at returns false. It does not check that the JSON is well formed.
func scan(data []byte, at func(mark byte, depth int) bool) {
	depth, inString := 0, false
	for i := 0; i < len(data); i++ {
		c := data[i]
		switch {
		case inString && c == '\\':
			i++
		case c == '"':
			inString = !inString
		case inString:
		case c == '{' || c == '[':
			depth++
			if !at(c, depth) {
				return
			}
		case c == '}' || c == ']':
			depth--
		case c == ',':
			if !at(c, depth) {
				return
			}
		}
	}
}

// tooDeep reports whether JSON is nested deeper than a decoder should follow.
func tooDeep(data []byte) bool {
	deep := false
	scan(data, func(_ byte, depth int) bool {
		deep = depth > maxDepth
		return !deep
	})
	return deep
}

// tooMany reports whether a JSON array has more than maxEvents elements.
func tooMany(array []byte) bool {
	elements := 1
	scan(array, func(mark byte, depth int) bool {
		if mark == ',' && depth == 1 {
			elements++
		}
		return elements <= maxEvents
	})
	return elements > maxEvents
}
