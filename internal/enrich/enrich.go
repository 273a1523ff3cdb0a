// Package enrich derives what a page view is grouped by from what a browser sent: the visitor's device,
// browser, system, country and language, whether it is a bot, the page a URL belongs to, and the time by the
// server's clock. Everything here is a pure function: no network, no files, no clock.
package enrich

import (
	"cmp"
	"strings"

	"paceline/internal/rum"
)

// Visitor is what one event of a record tells of who looked. For many use an Enricher.
func Visitor(r rum.Record, e rum.Event) rum.Visitor {
	visitors := New().Visitors(&r)
	return visitors.Of(&e.Client)
}

// Enricher derives visitors and remembers what the user agents say that it has met: a few are sent again and again. It
// is not safe for concurrent use.
//
//	enricher := enrich.New()
//	visitors := enricher.Visitors(&record)
//	for i := range record.Events {
//		visitor := visitors.Of(&record.Events[i].Client)
//	}
type Enricher struct {
	agents memo[agent]
}

// New returns an Enricher, which is empty.
func New() *Enricher { return &Enricher{agents: newMemo(parseAgent)} }

// Visitors derives the visitors of one record's events.
type Visitors struct {
	enricher  *Enricher
	record    rum.Visitor // what holds for every event: context and address, normalised
	zone      string      // the country of the time zone
	userAgent string      // the record's
}

// Visitors prepares the events of a record.
func (n *Enricher) Visitors(r *rum.Record) Visitors {
	return Visitors{
		enricher:  n,
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
			User:       r.Context.User,
		},
	}
}

// Of combines, in order of trust, what the event's client says, what the beacon's context says, and what
// the user agent says. For the country the address comes first, and the time zone last.
func (n *Visitors) Of(c *rum.Client) rum.Visitor {
	told, userAgent := c.Browser, cmp.Or(c.UserAgent, n.userAgent)
	if isUserAgent(told) { // some clients send it under this name
		told, userAgent = "", told
	}
	agent := n.enricher.agents.of(clip(userAgent))
	v := n.record
	v.Device = cmp.Or(device(c.Device), v.Device, agent.device)
	v.Browser = cmp.Or(browser(told), v.Browser, agent.browser)
	v.OS = cmp.Or(v.OS, agent.os)
	v.Country = cmp.Or(v.Country, countryCode(c.Country), n.zone)
	v.User = cmp.Or(c.User, v.User)
	v.Bot = agent.bot || isBotName(c.Browser)
	if v.OS == macOS && v.Device != desktop && v.Device != "" {
		v.OS = iOS // an iPad asks for desktop pages and then calls itself a Macintosh; its touch screen gives it away
	}
	return v
}

// isUserAgent tells a whole user agent from a browser's name.
func isUserAgent(s string) bool {
	return strings.HasPrefix(s, "Mozilla/") || strings.HasPrefix(s, "Opera/")
}
