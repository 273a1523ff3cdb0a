package enrich

import (
	_ "embed"
	"strings"
)

//go:embed countries.txt
var countryTable string

var zones, countries = readCountries(countryTable)

// readCountries returns the country of every time zone, and every country's code.
func readCountries(table string) (zones map[string]string, countries map[string]bool) {
	zones, countries = make(map[string]string, 600), make(map[string]bool, 250)
	for line := range strings.Lines(table) {
		fields := strings.Fields(line)
		if len(fields) == 0 || fields[0] == "#" {
			continue
		}
		code := fields[0]
		countries[code] = true
		for _, zone := range fields[1:] {
			zones[zone] = code
		}
	}
	return zones, countries
}

// Country is the country (ISO 3166-1 alpha-2) whose clocks show a time zone, by its IANA name, old names included.
// Empty for zones of no country, such as Etc/UTC and CET.
func Country(timezone string) string { return zones[timezone] }

// countryCode is the valid code in upper case, or empty. Networks for distributing content say XX and T1 for
// what they do not know, which no country is.
func countryCode(s string) string {
	if len(s) != 2 {
		return ""
	}
	code := strings.ToUpper(s)
	switch {
	case code == "UK": // reserved, and often seen
		return "GB"
	case code == "XK", countries[code]: // XK is not of the standard, yet Kosovo's everywhere
		return code
	}
	return ""
}
