package ingest

import (
	"encoding/json"
	"net/http"
	"time"

	"paceline/internal/admin"
	"paceline/internal/httpapi"
	"paceline/internal/rum"
)

// takeReport is POST /v1/errors: one error, which becomes an error event.
//
// A report has no id: the hash of what was sent is its identity, so a report without a timestamp that comes again
// within 24 h, byte for byte, counts once. One without a sessionId gets a session of its own from that same hash, which
// keeps a repeat in the same partition.
func (s *Service) takeReport(w http.ResponseWriter, r *http.Request) error {
	grant, body, release, err := s.receive(w, r)
	defer release()
	if err != nil {
		return err
	}
	var report ErrorReport
	if err := decodeBody(body, &report); err != nil {
		return err
	}
	if err := report.check(grant); err != nil {
		return err
	}
	head := s.head(r, grant)
	id := identify(grant.Project.Key, body)
	session := deref(report.SessionID)
	if session == "" {
		session = "report-" + id
	}
	event := report.event(id, head.Arrived)
	if err := s.append(r.Context(), head, []accepted{{session, event}}); err != nil {
		return err
	}
	return httpapi.WriteJSON(w, http.StatusAccepted, answer{Accepted: true})
}

func (e *ErrorReport) check(g admin.Grant) error {
	if err := checkProject(e.ProjectKey, g); err != nil {
		return err
	}
	detail := ""
	switch {
	case e.Error == nil || e.Error.Message == "":
		detail = "error.message is required"
	case clean(e.Page) == "":
		detail = "page is required"
	case !validOptionalID(e.SessionID):
		detail = "sessionId is empty, longer than 128 characters, or holds NUL"
	case !e.Timestamp.IsZero() && e.Timestamp.millis() == 0:
		detail = "timestamp is neither milliseconds since the epoch nor RFC 3339"
	default:
		return nil
	}
	return refuse("envelope", http.StatusBadRequest, detail)
}

// event makes the report an error event. arrived stands in for a timestamp that is absent.
func (e *ErrorReport) event(id string, arrived int64) rum.Event {
	event := rum.Event{ID: id, Type: rum.TypeError, TS: arrived}
	if ts := e.Timestamp.millis(); ts != 0 {
		event.TS = ts
	}
	name := e.Error.Name
	if name == "" {
		name = "Error"
	}
	event.Name = cut(rum.ScrubText(name), maxName, &event.Flags)
	event.Page = page(e.Page, &event.Flags)
	event.Error = &rum.ErrorDetail{
		Message: cut(rum.ScrubText(e.Error.Message), maxMessage, &event.Flags),
		Stack:   cut(rum.ScrubText(e.Error.Stack), maxStack, &event.Flags),
	}
	event.Client = liftClient(map[string]any{
		"deviceType": e.DeviceType, "browser": e.Browser, "userAgent": e.UserAgent, "country": e.Country,
	}, nil, &event.Flags)
	return event
}

// millis is the time in ms since the epoch; 0 when it is absent or none.
func (t Timestamp) millis() int64 {
	var number Number
	if err := decode(t.raw, &number); err == nil {
		return number.millis()
	}
	var at time.Time
	if err := json.Unmarshal(t.raw, &at); err != nil || at.UnixMilli() < 1 {
		return 0
	}
	return at.UnixMilli()
}
