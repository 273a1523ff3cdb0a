package enrich

import "paceline/internal/rum"

// Bounds of a client's clock, in ms.
const (
	maxDrift  = 5_000      // below, what looks like drift may be the way here
	maxAge    = 86_400_000 // before the arrival: a device that was offline
	maxFuture = 60_000     // after the arrival
)

// Clock brings times of one record's client to the server's clock.
type Clock struct {
	arrived int64
	drift   int64 // to add; 0 when small or unknown
}

// NewClock compares when a record was sent by the client's clock with when it arrived by the server's.
func NewClock(r rum.Record) Clock {
	c := Clock{arrived: r.Arrived}
	if drift := r.Arrived - r.SentAt; r.SentAt > 0 && (drift >= maxDrift || drift <= -maxDrift) {
		c.drift = drift
	}
	return c
}

// Correct is a client's time (ms since the epoch) by the server's clock, and what was done to it: nothing,
// FlagClockSkew where the client's clock is off, FlagClockReplaced where the time is not within the 24 h before
// the arrival or the minute after and is therefore the arrival.
func (c Clock) Correct(ms int64) (int64, rum.Flags) {
	corrected := ms + c.drift
	overflown := (corrected < ms) != (c.drift < 0)
	if overflown || corrected < c.arrived-maxAge || corrected > c.arrived+maxFuture {
		return c.arrived, rum.FlagClockReplaced
	}
	if c.drift != 0 {
		return corrected, rum.FlagClockSkew
	}
	return corrected, 0
}

// Time is when the page view of an event began, by the server's clock; where the client does not say when
// that was, it is the time of the event.
func Time(e rum.Event, r rum.Record) (timestamp int64, flags rum.Flags) {
	start := e.ViewStart
	if start == 0 {
		start = e.TS
	}
	return NewClock(r).Correct(start)
}
