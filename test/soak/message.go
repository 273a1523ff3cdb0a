package soak

import "strings"

// brokenMessage is the message of the error with an id. It is spelled without digits, as messages that differ in numbers only are
// one group in the answers, and each error is to be found again.
func brokenMessage(id string) string {
	return "broken " + strings.Map(func(r rune) rune {
		switch {
		case '0' <= r && r <= '9':
			return 'G' + r - '0'
		case 'a' <= r && r <= 'f':
			return 'Q' + r - 'a'
		}
		return r
	}, id)
}
