package worker

import (
	"cmp"

	"paceline/internal/rum"
	"paceline/internal/store"
)

// ofView reports whether the event belongs into a page view's row.
func (f *fact) ofView() bool {
	return f.event.Type == rum.TypePageView || f.event.Type == rum.TypeWebVital
}

func (f *fact) eventKey() store.EventKey { return store.EventKey{Project: f.project, ID: f.event.ID} }

func (f *fact) vital() (rum.Vital, bool) {
	if f.event.Type != rum.TypeWebVital {
		return 0, false
	}
	return rum.ParseVital(f.event.Name)
}

func (f *fact) reading() rum.Reading {
	r := rum.Reading{Reported: true, TS: f.event.TS, Attribution: f.event.Attribution}
	if f.event.Value != nil {
		r.Valid, r.Value = true, *f.event.Value
	}
	return r
}

// newView begins the row of a page view with the first event that is seen of it.
func (f *fact) newView(id string, m *memory) *rum.PageView {
	v := m.views.one()
	*v = rum.PageView{
		Where: f.page.where, ViewID: id, SessionID: f.session,
		Timestamp: f.timestamp, Arrived: f.arrived, Flags: f.flags,
	}
	if f.event.ViewID == "" {
		v.PathHash = f.page.hash
	}
	return v
}

// mergeInto adds the event to the row of its page view.
func (f *fact) mergeInto(v *rum.PageView) rum.Outcome {
	v.Touch(f.event.TS, f.event.Weight)
	v.Complete(*f.visitor)
	v.Flags |= f.event.Flags
	if v.NavigationType == "" {
		v.NavigationType = f.event.NavigationType
	}
	complete(v, f.context)
	if vital, ok := f.vital(); ok {
		return v.Report(vital, f.reading())
	}
	return v.Open(f.event.TS)
}

// complete fills in what was not known of the visitor's device yet.
func complete(v *rum.PageView, c *rum.Context) {
	if v.ViewportWidth == 0 {
		v.ViewportWidth, v.ViewportHeight = int32(c.Viewport[0]), int32(c.Viewport[1])
	}
	if v.ScreenWidth == 0 {
		v.ScreenWidth, v.ScreenHeight = int32(c.Screen[0]), int32(c.Screen[1])
	}
	v.RTT = cmp.Or(v.RTT, c.RTT)
	v.Memory = cmp.Or(v.Memory, c.Memory)
	v.Cores = cmp.Or(v.Cores, int32(c.Cores))
	v.Dimensions = cmp.Or(v.Dimensions, c.Dimensions)
}

func (f *fact) jsError() rum.JSError {
	e := rum.JSError{
		Where: f.page.where, Visitor: *f.visitor, ID: f.event.ID, SessionID: f.session, ViewID: f.event.ViewID,
		Name: f.event.Name, Timestamp: f.timestamp, Arrived: f.arrived, Flags: f.flags,
		Weight: f.event.Weight,
	}
	if f.event.Error != nil {
		e.ErrorDetail = *f.event.Error
	}
	return e
}

func (f *fact) logged() rum.LoggedEvent {
	return rum.LoggedEvent{
		Where: f.page.where, ID: f.event.ID, Type: f.event.Type, Name: f.event.Name, Value: f.event.Value,
		SessionID: f.session, ViewID: f.event.ViewID, Timestamp: f.timestamp, Arrived: f.arrived,
		Data: f.event.Data, Flags: f.flags, Weight: f.event.Weight,
	}
}
