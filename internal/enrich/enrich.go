// Package enrich derives what a page view is grouped by from what a browser sent: the visitor's device,
// browser, system, country and language, whether it is a bot, the page a URL belongs to, and the time by the
// server's clock. Everything here is a pure function: no network, no files, no clock.
package enrich

import (
	"cmp"
	"strings"

	"paceline/internal/rum"
)

// Visitor is what one event of a record tells of who looked. For several events of one record use New.
func Visitor(r rum.Record, e rum.Event) rum.Visitor {
	enricher := New(r)
	return enricher.Visitor(e.Client)
}

// Enricher derives the visitors of one record's events and parses their user agent once, however many
// there are. It is not safe for concurrent use.
//
//	visitors := enrich.New(record)
//	for _, event := range record.Events {
//		visitor := visitors.Visitor(event.Client)
//	}
type Enricher struct {
	record    rum.Visitor // what holds for every event: context and address, normalised
	zone      string      // the country of the time zone
	userAgent string      // the record's
	text      string      // the user agent parsed last
	agent     agent       // what it says; zero for an empty text
}

// New prepares the events of a record.
func New(r rum.Record) Enricher {
	return Enricher{
		userAgent: r.UserAgent,
		zone:      Country(r.Context.Timezone),
		record: rum.Visitor{
			Device:     device(r.Context.Device),
			Browser:    browser(r.Context.Browser),
			OS:         system(r.Context.OS),
			Country:    countryCode(r.Country),
			Connection: connection(r.Context.Connection),
			Language:   language(r.Context.Language),
			Release:    label(r.Context.Release, maxRelease),
		},
	}
}

// Visitor combines, in order of trust, what the event's client says, what the beacon's context says, and what
// the user agent says. For the country the address comes first, and the time zone last.
func (n *Enricher) Visitor(c rum.Client) rum.Visitor {
	told, userAgent := c.Browser, cmp.Or(c.UserAgent, n.userAgent)
	if isUserAgent(told) { // some clients send it under this name
		told, userAgent = "", told
	}
	if userAgent != n.text {
		n.text, n.agent = userAgent, parseAgent(userAgent)
	}
	v := n.record
	v.Device = cmp.Or(device(c.Device), v.Device, n.agent.device)
	v.Browser = cmp.Or(browser(told), v.Browser, n.agent.browser)
	v.OS = cmp.Or(v.OS, n.agent.os)
	v.Country = cmp.Or(v.Country, countryCode(c.Country), n.zone)
	v.User = c.User
	v.Bot = n.agent.bot || isBotName(c.Browser)
	if v.OS == macOS && v.Device != desktop && v.Device != "" {
		v.OS = iOS // an iPad asks for desktop pages and then calls itself a Macintosh; its touch screen gives it away
	}
	return v
}

// isUserAgent tells a whole user agent from a browser's name.
func isUserAgent(s string) bool {
	return strings.HasPrefix(s, "Mozilla/") || strings.HasPrefix(s, "Opera/")
}
