package worker

// isCompact reports whether a text is JSON (https://www.rfc-editor.org/rfc/rfc8259) without white space between its
// parts, which is what clients send. It takes a third of json.Compact's time, on a text that every vital has. Deep
// nesting it does not look into, and does not call compact: json.Compact decides on the rest.
func isCompact(text []byte) bool {
	c := compactness{text}
	return c.value(0, 0) == len(text)
}

// compactness passes over parts of a text. Each of its methods tells where the part ends that begins at a place, or no.
type compactness struct{ text []byte }

const (
	no       = -1
	deepJSON = 32 // levels; ingest takes fewer
)

// at is the byte at a place; 0, which no part begins with, behind the end.
func (c compactness) at(i int) byte {
	if i < 0 || i >= len(c.text) {
		return 0
	}
	return c.text[i]
}

func (c compactness) value(i, depth int) int {
	switch b := c.at(i); {
	case b == '"':
		return c.str(i)
	case b == '{' && depth < deepJSON:
		return c.list(i, '}', func(i int) int { return c.member(i, depth+1) })
	case b == '[' && depth < deepJSON:
		return c.list(i, ']', func(i int) int { return c.value(i, depth+1) })
	case b == '-' || isDigit(b):
		return c.number(i)
	}
	for _, word := range [...]string{"true", "false", "null"} {
		if i >= 0 && i+len(word) <= len(c.text) && string(c.text[i:i+len(word)]) == word {
			return i + len(word)
		}
	}
	return no
}

// list passes over an object or an array, whose bracket stands at i.
func (c compactness) list(i int, closing byte, element func(i int) int) int {
	i++
	if c.at(i) == closing {
		return i + 1
	}
	for {
		i = element(i)
		switch c.at(i) {
		case closing:
			return i + 1
		case ',':
			i++
		default:
			return no
		}
	}
}

func (c compactness) member(i, depth int) int {
	if c.at(i) != '"' {
		return no
	}
	i = c.str(i)
	if c.at(i) != ':' {
		return no
	}
	return c.value(i+1, depth)
}

// str passes over a string whose quote stands at i.
func (c compactness) str(i int) int {
	for i++; i < len(c.text); {
		switch b := c.text[i]; {
		case plain[b]:
			i++
		case b == '\\':
			if i = c.escape(i + 1); i == no {
				return no
			}
		case b == '"':
			return i + 1
		default:
			return no
		}
	}
	return no
}

// escape passes over what follows a backslash.
func (c compactness) escape(i int) int {
	switch c.at(i) {
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		return i + 1
	case 'u':
		for end := i + 4; i < end; {
			if i++; !isHex(c.at(i)) {
				return no
			}
		}
		return i + 1
	}
	return no
}

// plain are the bytes that stand for themselves in a string: all but a quote, a backslash and control characters.
var plain = func() (plain [256]bool) {
	for b := ' '; b < 256; b++ {
		plain[b] = b != '"' && b != '\\'
	}
	return plain
}()

func (c compactness) number(i int) int {
	if c.at(i) == '-' {
		i++
	}
	if c.at(i) == '0' {
		i++
	} else {
		i = c.digits(i)
	}
	if c.at(i) == '.' {
		i = c.digits(i + 1)
	}
	if b := c.at(i); b == 'e' || b == 'E' {
		if i++; c.at(i) == '+' || c.at(i) == '-' {
			i++
		}
		i = c.digits(i)
	}
	return i
}

// digits passes over one or more.
func (c compactness) digits(i int) int {
	if !isDigit(c.at(i)) {
		return no
	}
	for isDigit(c.at(i)) {
		i++
	}
	return i
}

func isDigit(b byte) bool { return '0' <= b && b <= '9' }

func isHex(b byte) bool { return isDigit(b) || 'a' <= b|0x20 && b|0x20 <= 'f' }
