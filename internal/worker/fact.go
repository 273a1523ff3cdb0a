package worker

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"

	"paceline/internal/enrich"
	"paceline/internal/rum"
)

// source is a record of the log, as far as all its events share it.
type source struct {
	project  string
	session  string
	request  string // for logs
	arrived  int64  // server clock, ms
	position rum.Position
	context  *rum.Context
}

// fact is one event of the log with what enrichment knows about it. It is small, since a batch has many: what events
// have in common they point to.
type fact struct {
	*source
	event     *rum.Event
	page      *page
	visitor   *rum.Visitor
	timestamp int64 // corrected client clock, ms
	flags     rum.Flags
}

// page is where an event happened.
type page struct {
	raw   string
	group string    // as the site's router names it
	where rum.Where // without the store's ids
	hash  uint64    // of the ungrouped path
}

// reader makes facts of the events of one record.
type reader struct {
	source   *source
	visitors enrich.Visitors
	clock    enrich.Clock
	page     *page        // of the last event
	visitor  *rum.Visitor // of the events whose client says nothing of its own; nil while there was none
	small    bytes.Buffer // see compact
	memory   *memory
}

func newReader(enricher *enrich.Enricher, record *rum.Record, position rum.Position, m *memory) reader {
	from := m.sources.one()
	*from = source{
		project: record.Project, session: record.Session, request: record.Request, arrived: record.Arrived, position: position,
		context: &record.Context,
	}
	return reader{
		source: from, memory: m,
		visitors: enricher.Visitors(record),
		clock:    enrich.NewClock(*record),
	}
}

// read enriches an event. A panic of a parser on hostile input is this event's fault alone.
func (r *reader) read(event *rum.Event) (f fact, err error) {
	f = fact{source: r.source, event: event}
	if event.Attribution, err = r.compact(event.Attribution); err != nil {
		return f, fmt.Errorf("the attribution is no JSON: %w", err)
	}
	defer func() {
		if fault := recover(); fault != nil {
			err = fmt.Errorf("enriching panicked: %v", fault)
		}
	}()
	f.page = r.pageOf(event.Page, event.Group)
	f.visitor = r.visitorOf(&event.Client)
	var skew rum.Flags
	f.timestamp, skew = r.clock.Correct(f.happened())
	f.flags = event.Flags | skew
	return f, nil
}

// compact is JSON without the white space between its parts.
func (r *reader) compact(text json.RawMessage) (json.RawMessage, error) {
	if len(text) == 0 {
		return nil, nil
	}
	if isCompact(text) {
		return text, nil
	}
	r.small.Reset()
	if err := json.Compact(&r.small, text); err != nil {
		return text, err
	}
	if r.small.Len() == len(text) {
		return text, nil
	}
	return bytes.Clone(r.small.Bytes()), nil
}

func (r *reader) pageOf(raw, group string) *page {
	if r.page != nil && r.page.raw == raw && r.page.group == group {
		return r.page
	}
	p := r.memory.pages.one()
	*p = page{raw: raw, group: group, where: rum.Where{Project: r.source.project}}
	p.where.Website, p.where.Path, p.hash = enrich.Page(raw)
	if group != "" {
		p.where.Path = enrich.Group(group) // the site's router knows its pages better than we can guess
	}
	if p.where.Website == "" {
		p.where.Website = r.source.project // a client that sends bare paths has one nameless website
	}
	r.page = p
	return p
}

func (r *reader) visitorOf(client *rum.Client) *rum.Visitor {
	if *client != (rum.Client{}) {
		return r.derive(client)
	}
	if r.visitor == nil {
		r.visitor = r.derive(client)
	}
	return r.visitor
}

func (r *reader) derive(client *rum.Client) *rum.Visitor {
	visitor := r.memory.visitors.one()
	*visitor = r.visitors.Of(client)
	return visitor
}

// happened is the client's time that the row bears: the start of the page view, or the moment of any other event.
func (f *fact) happened() int64 {
	if f.ofView() {
		return cmp.Or(f.event.ViewStart, f.event.TS)
	}
	return f.event.TS
}

func (f *fact) letter(reason string) rum.DeadLetter {
	event, err := json.Marshal(f.event)
	if err != nil {
		event, _ = json.Marshal(fmt.Sprintf("%+v", *f.event))
	}
	return rum.DeadLetter{Project: f.project, Request: f.request, Position: f.position, Arrived: f.arrived, Reason: reason, Event: event}
}
