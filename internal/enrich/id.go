package enrich

import "strings"

// isID tells segments that name one thing out of many (a number, a UUID, an email address, a token, a slug
// with an id in it) from those that name a kind of page (a word, a slug, a version such as v2 or 1.2.3).
// Years and dates are grouped like every other number: who needs them has few pages, who does not has
// thousands. A name with up to three digits (html5, step-2, top-10) is kept, as is a year in a slug.
func isID(segment string) bool {
	switch {
	case segment == grouped:
		return false // already
	case len(segment) > maxSegment, strings.IndexByte(segment, '@') >= 0, !printable(segment):
		return true
	case strings.IndexByte(segment, '%') >= 0:
		return false // was not decoded: its hex digits say nothing
	case !hasDigit(segment):
		return len(segment) > 40 && isToken(segment) // letters alone, without a break
	case isVersion(segment):
		return false
	}
	return isNumeric(segment) || isSlugWithID(withoutExtension(segment))
}

func hasDigit(s string) bool {
	for i := range len(s) {
		if isDigit(s[i]) {
			return true
		}
	}
	return false
}

func isToken(s string) bool { return all(s, isAlnum) }

// isVersion accepts v2, v1.10 and 1.2.3, with at most three digits each, but no plain number.
func isVersion(s string) bool {
	number, hasV := strings.CutPrefix(s, "v")
	parts := 0
	for part := range strings.SplitSeq(number, ".") {
		parts++
		if part == "" || len(part) > 3 || !all(part, isDigit) {
			return false
		}
	}
	return hasV && parts <= 3 || parts == 2 || parts == 3
}

// isNumeric accepts numbers, dates, and what else is made of digits and punctuation.
func isNumeric(s string) bool {
	return all(s, func(c byte) bool {
		return isDigit(c) || c == '-' || c == '_' || c == '.' || c == ',' || c == ':' || c == '+' || c == '~'
	})
}

// withoutExtension cuts ".html" and its like: up to five letters behind the last dot.
func withoutExtension(s string) string {
	if stem, extension, found := cutLast(s, '.'); found && len(extension) <= 5 && all(extension, isLetter) {
		return stem
	}
	return s
}

// isSlugWithID looks at the parts between hyphens and the like: an id stands at either end, or is a token
// that nobody would write in between.
func isSlugWithID(s string) bool {
	rest := s
	for first := true; ; first = false {
		end := strings.IndexAny(rest, "-_.,:+~= ")
		last := end < 0
		part := rest
		if !last {
			part = rest[:end]
		}
		if isOpaque(part) || (first || last) && isLongNumber(part) {
			return true
		}
		if last {
			return false
		}
		rest = rest[end+1:]
	}
}

// isLongNumber accepts numbers of four digits and more, but no year.
func isLongNumber(part string) bool {
	if len(part) < 4 || !all(part, isDigit) {
		return false
	}
	return len(part) > 4 || !strings.HasPrefix(part, "19") && !strings.HasPrefix(part, "20")
}

// isOpaque accepts what mixes letters and digits as no word does: hexadecimal numbers from eight places on, five or
// more digits behind letters (sku12345), three or more changes between letters and digits (dQw4w9WgXcQ), and
// anything of 16 places and more with a digit in it.
func isOpaque(part string) bool {
	letters, digits, changes, hex := 0, 0, 0, true
	for i := range len(part) {
		c := part[i]
		digit := isDigit(c)
		switch {
		case digit:
			digits++
		case isLetter(c):
			letters++
			hex = hex && lower(c) <= 'f'
		default:
			return false // not of the alphabets that tokens are made of
		}
		if i > 0 && digit != isDigit(part[i-1]) {
			changes++
		}
	}
	if letters == 0 || digits == 0 {
		return false
	}
	return hex && len(part) >= 8 || digits >= 5 || changes >= 3 || len(part) >= 16
}
