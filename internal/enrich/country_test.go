package enrich

import (
	_ "embed"
	"strings"
	"testing"
)

// intlZones is Intl.supportedValuesOf('timeZone') of Node 20, one a line.
//
//go:embed testdata/intl-zones.txt
var intlZones string

func TestEveryZoneOfIntlHasACountry(t *testing.T) {
	zones := strings.Fields(intlZones)
	if len(zones) < 400 {
		t.Fatalf("only %d zones", len(zones))
	}
	for _, zone := range zones {
		if zone == "UTC" || strings.HasPrefix(zone, "Etc/") {
			continue
		}
		if country := Country(zone); countryCode(country) != country || country == "" {
			t.Errorf("Country(%q) = %q", zone, country)
		}
	}
}

func TestCountry(t *testing.T) {
	rows := []struct{ zone, country string }{
		{"Europe/Berlin", "DE"},
		{"Europe/Vienna", "AT"},
		{"America/New_York", "US"},
		{"Asia/Calcutta", "IN"}, // old names, which browsers still give
		{"Asia/Saigon", "VN"},
		{"Europe/Kiev", "UA"},
		{"Europe/Kyiv", "UA"},
		{"America/Coral_Harbour", "CA"}, // linked to Panama, whose clocks it shares
		{"Pacific/Ponape", "FM"},
		{"Iceland", "IS"},
		{"Europe/Oslo", "NO"}, // linked to Berlin in the smaller builds of the database
		{"EST5EDT", "US"},
		{"UTC", ""},
		{"Etc/GMT+1", ""},
		{"CET", ""},
		{"Mars/Olympus", ""},
		{"", ""},
	}
	for _, row := range rows {
		if got := Country(row.zone); got != row.country {
			t.Errorf("Country(%q) = %q, want %q", row.zone, got, row.country)
		}
	}
}

func TestCountryCode(t *testing.T) {
	rows := []struct{ told, country string }{
		{"US", "US"}, {"us", "US"}, {"De", "DE"}, {"UK", "GB"}, {"XK", "XK"}, {"BV", "BV"},
		{"XX", ""}, {"T1", ""}, {"ZZ", ""}, {"USA", ""}, {"", ""}, {"Germany", ""}, {"#", ""}, {"\xff\xff", ""},
	}
	for _, row := range rows {
		if got := countryCode(row.told); got != row.country {
			t.Errorf("countryCode(%q) = %q, want %q", row.told, got, row.country)
		}
	}
}
