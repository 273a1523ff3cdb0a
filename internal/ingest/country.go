package ingest

import (
	"fmt"
	"net/http"
	"net/netip"

	"github.com/oschwald/geoip2-golang/v2"
)

// Countries finds the country of an address in a database of the operator's.
type Countries struct{ reader *geoip2.Reader }

// OpenCountries opens an .mmdb file that has countries (GeoLite2-Country, GeoLite2-City, or of that shape).
func OpenCountries(path string) (*Countries, error) {
	reader, err := geoip2.Open(path)
	if err != nil {
		return nil, fmt.Errorf("open the country database %s: %w", path, err)
	}
	return &Countries{reader}, nil
}

// Close releases the file.
func (c *Countries) Close() error { return c.reader.Close() }

func (c *Countries) find(addr netip.Addr) string {
	if !addr.IsValid() {
		return ""
	}
	found, err := c.reader.Country(addr)
	if err != nil {
		return "" // not in the database: the time zone will tell
	}
	return countryCode(found.Country.ISOCode)
}

// country is where a request came from (ISO 3166-1 alpha-2), as far as the operator has configured a way to know:
// a header set by a trusted proxy, or a database. The address itself goes no further than this.
func (s *Service) country(r *http.Request) string {
	if s.CountryHeader != "" && s.Proxies.Sent(r) {
		code := countryCode(r.Header.Get(s.CountryHeader))
		if code != "" && code != "XX" { // Cloudflare's word for unknown
			return code
		}
	}
	if s.Countries == nil {
		return ""
	}
	return s.Countries.find(s.Proxies.ClientIP(r))
}
