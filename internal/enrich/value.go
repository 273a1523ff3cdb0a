package enrich

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// The values of the dimensions that are compared or used here.
const (
	mobile  = "mobile"
	tablet  = "tablet"
	desktop = "desktop"

	chrome  = "Chrome"
	firefox = "Firefox"
	safari  = "Safari"

	macOS = "macOS"
	iOS   = "iOS"
)

// Limits of free values, in bytes.
const (
	maxBrowser = 32
	maxRelease = 100
)

// device knows three kinds of devices, in the spellings that are in use.
func device(s string) string {
	switch strings.ToLower(s) {
	case "mobile", "phone", "smartphone", "handset", "iphone", "mobile phone", "mobile_phone":
		return mobile
	case "tablet", "ipad", "phablet":
		return tablet
	case "desktop", "pc", "laptop", "computer", "mac":
		return desktop
	}
	return ""
}

// system knows the operating systems by the names of client hints and user agents.
func system(s string) string {
	switch strings.ToLower(s) {
	case "windows", "windows nt", "win32", "win64":
		return "Windows"
	case "macos", "mac os", "mac os x", "os x", "macintosh", "macintel":
		return macOS
	case "ios", "ipados", "iphone os", "iphone", "ipad":
		return iOS
	case "android":
		return "Android"
	case "chromeos", "chrome os", "chromium os", "cros":
		return "ChromeOS"
	case "linux", "ubuntu", "fedora", "debian":
		return "Linux"
	case "harmony", "harmonyos", "openharmony":
		return "HarmonyOS"
	}
	return ""
}

// connection knows the effective types of https://wicg.github.io/netinfo/#effectiveconnectiontype-enum and what
// clients without it say.
func connection(s string) string {
	switch known := strings.ToLower(s); known {
	case "slow-2g", "2g", "3g", "4g", "5g", "wifi", "ethernet", "cellular":
		return known
	case "wi-fi", "wlan":
		return "wifi"
	}
	return ""
}

// language shortens a BCP 47 tag to language and region: "de", "de-AT", "zh-TW" for zh-Hant-TW.
func language(s string) string {
	if len(s) > 35 { // https://www.rfc-editor.org/rfc/rfc5646#section-4.4.1
		return ""
	}
	tag := ""
	for part := range strings.FieldsFuncSeq(s, func(r rune) bool { return r == '-' || r == '_' }) {
		switch {
		case tag == "":
			if len(part) < 2 || len(part) > 3 || !all(part, isLetter) {
				return ""
			}
			tag = strings.ToLower(part)
		case len(part) == 1: // an extension or private use begins
			return tag
		case len(part) == 2 && all(part, isLetter), len(part) == 3 && all(part, isDigit):
			return tag + "-" + strings.ToUpper(part)
		}
	}
	return tag
}

// label cleans a free value; one that is too long is cut, one with control characters is dropped.
func label(s string, limit int) string {
	s = strings.TrimSpace(s)
	if len(s) > limit {
		s = s[:limit]
		for len(s) > 0 && !utf8.ValidString(s) {
			s = s[:len(s)-1] // the half of a character that is left, or what never was one
		}
		s = strings.TrimSpace(s)
	}
	if !printable(s) {
		return ""
	}
	return s
}

func printable(s string) bool {
	for i, r := range s {
		if !unicode.IsPrint(r) || r == utf8.RuneError && isBroken(s[i:]) {
			return false
		}
	}
	return true
}

// isBroken tells a byte that is no UTF-8 from an honest U+FFFD.
func isBroken(s string) bool {
	_, size := utf8.DecodeRuneInString(s)
	return size == 1
}

func all(s string, is func(byte) bool) bool {
	for i := range len(s) {
		if !is(s[i]) {
			return false
		}
	}
	return true
}
