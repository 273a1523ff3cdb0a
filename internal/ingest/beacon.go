package ingest

import (
	"fmt"
	"net/http"
	"unicode/utf8"

	"paceline/internal/admin"
	"paceline/internal/httpapi"
	"paceline/internal/rum"
)

// answer is schema/accepted.schema.json.
type answer struct {
	Accepted bool           `json:"accepted"`
	Refused  []refusedEvent `json:"refused,omitempty"`
}

type refusedEvent struct {
	Index  int    `json:"index"`
	Reason string `json:"reason"`
}

// takeBeacon is POST /v1/ingest.
func (s *Service) takeBeacon(w http.ResponseWriter, r *http.Request) error {
	grant, body, release, err := s.receive(w, r)
	defer release()
	if err != nil {
		return err
	}
	beacon, sent, err := readBeacon(body)
	if err != nil {
		return err
	}
	if err := beacon.check(grant, len(sent)); err != nil {
		return err
	}
	events, refused := acceptEvents(sent, grant)
	s.metrics.events.WithLabelValues("refused").Add(float64(len(refused)))
	if len(events) == 0 {
		return refuse("events", http.StatusBadRequest,
			fmt.Sprintf("none of %d events can be taken; event 0: %s", len(refused), refused[0].Reason))
	}
	head := s.head(r, grant)
	head.SentAt = beacon.SentAt.millis()
	head.SDK = clean(beacon.SDK)
	head.Context = beacon.Context.domain(grant.Project.Salt)
	hint(&head.Context, r.Header)
	if err := s.append(r.Context(), head, events); err != nil {
		return err
	}
	return httpapi.WriteJSON(w, http.StatusAccepted, answer{Accepted: true, Refused: refused})
}

// receive is everything that stands before the decoding, in the order that costs the least.
func (s *Service) receive(w http.ResponseWriter, r *http.Request) (grant admin.Grant, body []byte, release func(), err error) {
	release = func() {}
	if err = s.gate.Check(); err != nil {
		return grant, nil, release, gateError(err)
	}
	if err = checkMediaType(r); err != nil {
		return grant, nil, release, err
	}
	if grant, err = s.admit(w, r); err != nil {
		return grant, nil, release, err
	}
	if err = s.limit(r, grant.Project); err != nil {
		return grant, nil, release, err
	}
	if body, release, err = s.readBody(w, r, grant.Project.Key); err != nil {
		return grant, nil, release, err
	}
	release, err = s.enter(release)
	return grant, body, release, err
}

func acceptEvents(sent []sentEvent, g admin.Grant) ([]accepted, []refusedEvent) {
	events := make([]accepted, 0, len(sent))
	var refused []refusedEvent
	for i := range sent {
		event, reason := acceptEvent(&sent[i], g)
		if reason != "" {
			refused = append(refused, refusedEvent{i, reason})
			continue
		}
		events = append(events, event)
	}
	return events, refused
}

// head is what every record of a request shares.
func (s *Service) head(r *http.Request, g admin.Grant) rum.Record {
	var cutAgent rum.Flags // a cut user agent is no flaw of an event
	return rum.Record{
		Project:   g.Project.Key,
		Arrived:   s.Now().UnixMilli(),
		UserAgent: cut(r.UserAgent(), maxUserAgent, &cutAgent),
		Country:   s.country(r),
		Request:   httpapi.RequestID(r.Context()),
	}
}

// domain drops what is implausible: the context explains, and refuses nothing. The user's id leaves it as a hash.
func (c *BeaconContext) domain(salt []byte) rum.Context {
	var cutText rum.Flags // a cut dimension value is no flaw of an event
	context := rum.Context{
		Timezone:   cut(c.Timezone, maxName, &cutText),
		Language:   cut(c.Language, maxName, &cutText),
		Device:     device(c.Device),
		Browser:    cut(c.Browser, maxName, &cutText),
		OS:         cut(c.OS, maxName, &cutText),
		Connection: cut(c.Connection, maxName, &cutText),
		Release:    cut(c.Release, maxName, &cutText),
	}
	if c.RTT.within(0, maxMillis) {
		context.RTT = c.RTT.Float
	}
	if c.DeviceMemory.within(0, maxMemory) {
		context.Memory = c.DeviceMemory.Float
	}
	if c.Cores.within(0, maxCores) {
		context.Cores = int(c.Cores.Float)
	}
	if utf8.RuneCountInString(c.User) <= maxUser {
		context.User = hashUser(c.User, salt)
	}
	context.Viewport, context.Screen = area(c.Viewport), area(c.Screen)
	context.Dimensions = ownDimensions(c.Dimensions)
	return context
}

// The limits of what a context tells.
const (
	maxSide   = 100_000 // CSS pixels
	maxMemory = 1024    // GiB
	maxCores  = 1024
	maxUser   = 256 // characters
)

// area is a width and a height; zero for anything else.
func area(sent []Number) (sides [2]float64) {
	if len(sent) == 2 && sent[0].within(0, maxSide) && sent[1].within(0, maxSide) {
		sides = [2]float64{sent[0].Float, sent[1].Float}
	}
	return sides
}

// device is a kind of device as we know them; empty for any other.
func device(sent string) string {
	switch sent {
	case "mobile", "tablet", "desktop":
		return sent
	}
	return ""
}
