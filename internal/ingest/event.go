package ingest

import (
	"cmp"
	"math"
	"strings"

	"paceline/internal/admin"
	"paceline/internal/rum"
)

// maxMillis bounds durations.
const maxMillis = 600_000

// accepted is an event ready for the log, with the session it belongs to.
type accepted struct {
	session string
	event   rum.Event
}

// acceptEvent validates one event and leaves nothing in it that may not reach a disk. The reason says, in fixed words,
// why an event is refused; it is empty when the event is taken.
func acceptEvent(sent *sentEvent, g admin.Grant) (a accepted, reason string) {
	switch {
	case len(sent.raw) > maxEvent:
		return a, "the event is larger than 32 KiB"
	case sent.mistyped:
		return a, "a field has the wrong type"
	}
	if reason := sent.check(); reason != "" {
		return a, reason
	}
	data, reason := readData(sent.Data)
	if reason != "" {
		return a, reason
	}
	e := rum.Event{
		ID:        sent.ID.String,
		Type:      rum.EventType(sent.Type),
		TS:        sent.TS.millis(),
		ViewID:    sent.ViewID.String,
		ViewStart: sent.ViewStart.millis(),
	}
	if e.ID == "" {
		e.ID = identify(g.Project.Key, sent.raw)
	}
	if e.NavigationType = navigation(sent.NavigationType.String); e.NavigationType == "" && sent.NavigationType.Set {
		e.Flags |= rum.FlagValueDropped
	}
	if sent.ViewStart.Set && e.ViewStart == 0 {
		e.Flags |= rum.FlagValueDropped
	}
	e.Page = page(sent.Page, &e.Flags)
	e.Group = group(sent.Group, &e.Flags)
	e.Weight = weight(sent.Weight, &e.Flags)
	sent.measure(&e)
	e.Client = liftClient(data, g.Project.Salt, &e.Flags)
	if e.Type == rum.TypeError {
		e.Error = errorDetail(data, e.Name, &e.Flags)
	}
	if e.Type == rum.TypeCustom || e.Type == rum.TypeResource {
		e.Data = encodeObject(data)
	}
	e.Attribution = cleanObject(sent.Attribution)
	return accepted{sent.SessionID, e}, ""
}

// check returns why an event is refused, or nothing.
func (e *Event) check() string {
	switch {
	case !rum.EventType(e.Type).Valid():
		return "type is not one of page_view, web_vital, error, resource, custom"
	case clean(e.Name) == "":
		return "name is missing"
	case e.TS.millis() == 0:
		return "ts is missing, or no time in milliseconds"
	case clean(e.Page) == "":
		return "page is missing"
	case !validID(e.SessionID):
		return "sessionId is missing, longer than 128 characters, or holds NUL"
	case !validOptionalID(e.ViewID):
		return "viewId is empty, longer than 128 characters, or holds NUL"
	case !validOptionalID(e.ID):
		return "id is empty, longer than 128 characters, or holds NUL"
	case !objectOrAbsent(e.Attribution):
		return "attribution is not an object"
	}
	return ""
}

// navigation is a navigation type as we spell it, though a client sends it as browsers do (back_forward:
// https://www.w3.org/TR/navigation-timing-2/#dom-performancenavigationtiming-type); empty for one that we do not know.
func navigation(sent string) string {
	switch name := strings.ReplaceAll(sent, "_", "-"); name {
	case "navigate", "reload", "back-forward", "back-forward-cache", "prerender", "restore", "soft-navigation":
		return name
	}
	return ""
}

// group is the page as the site's router names it, without what a URL may carry; empty for what is no path.
func group(sent string, flags *rum.Flags) string {
	if !strings.HasPrefix(sent, "/") {
		return ""
	}
	return cut(rum.ScrubURL(sent), maxURL, flags)
}

// maxWeight is the weight of a page view at the least sampling that can be told: 1 in 10,000.
const maxWeight = 10_000

// weight is how many page views an event's page view stands for; 0 for 1, and when nothing plausible is told.
func weight(sent Number, flags *rum.Flags) float64 {
	switch {
	case !sent.Set:
		return 0
	case !sent.within(1, maxWeight):
		*flags |= rum.FlagValueDropped
		return 0
	}
	if sent.Float == 1 {
		return 0
	}
	return sent.Float
}

// measure sets name and value. A vital we do not know is kept as what the site calls it: a custom event.
func (e *Event) measure(into *rum.Event) {
	var plausible bool
	vital, known := rum.ParseVital(e.Name)
	switch {
	case into.Type == rum.TypeWebVital && known:
		into.Name = vital.String()
		plausible = vital.Accepts(e.Value.Float)
	case into.Type == rum.TypeResource: // its name is the URL of what was loaded
		into.Name = cut(rum.ScrubURL(e.Name), maxURL, &into.Flags)
		plausible = e.Value.within(0, maxMillis)
	default:
		if into.Type == rum.TypeWebVital {
			into.Type = rum.TypeCustom
		}
		into.Name = cut(rum.ScrubText(e.Name), maxName, &into.Flags)
		plausible = !math.IsInf(e.Value.Float, 0)
	}
	switch {
	case !e.Value.Set:
	case plausible:
		into.Value = &e.Value.Float
	default:
		into.Flags |= rum.FlagValueDropped
	}
}

// page is where something happened; of "?a=b" or "#/here" nothing but the root is left.
func page(sent string, flags *rum.Flags) string {
	return cmp.Or(cut(rum.ScrubURL(sent), maxURL, flags), "/")
}
