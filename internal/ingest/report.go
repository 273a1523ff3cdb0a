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
	report, err := readReport(body)
	if err != nil {
		return err
	}
	if err := report.check(grant); err != nil {
		return err
	}
	head := s.head(r, grant)
	id := identify(grant.Project.Key, body)
	session := report.SessionID.String
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
	case len(e.Timestamp) > 0 && e.millis() == 0:
		detail = "timestamp is neither milliseconds since the epoch nor RFC 3339"
	default:
		return nil
	}
	return refuse("envelope", http.StatusBadRequest, detail)
}

// event makes the report an error event. arrived stands in for a timestamp that is absent.
func (e *ErrorReport) event(id string, arrived int64) rum.Event {
	event := rum.Event{ID: id, Type: rum.TypeError, TS: arrived}
	if ts := e.millis(); ts != 0 {
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

// millis is the report's timestamp in ms since the epoch; 0 when it is absent or no time.
func (e *ErrorReport) millis() int64 {
	var at time.Time
	switch {
	case len(e.Timestamp) == 0:
		return 0
	case e.Timestamp[0] != '"':
		return Number{Float: toFloat(string(e.Timestamp)), Set: true}.millis()
	case json.Unmarshal(e.Timestamp, &at) != nil || at.UnixMilli() < 1:
		return 0
	}
	return at.UnixMilli()
}
