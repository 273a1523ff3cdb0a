package live

import (
	"sync"
	"time"

	"paceline/internal/live/socketio"
	"paceline/internal/pulse"
)

const (
	// tellEvery is the least time between two events of a room: at most four a second.
	tellEvery = 250 * time.Millisecond
	// patience is how long a client may take nothing of what it is told.
	patience = 10 * time.Second
)

// room is the clients of one project, and what they were told in the last minute.
type room struct {
	service *Service
	project string

	mu      sync.Mutex
	members map[*member]struct{}
	pending *pulse.Pulse // committed and not told yet
	told    time.Time    // when the last event went out
	due     *time.Timer  // set while an event is to come
	minute  minute
}

func newRoom(s *Service, project string) *room {
	return &room{service: s, project: project, members: map[*member]struct{}{}, pending: &pulse.Pulse{}}
}

// add takes a summary, and tells the room of it as soon as it may be told something.
func (r *room) add(p *pulse.Pulse) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.pending.Merge(p)
	if r.due != nil {
		return
	}
	if wait := tellEvery - r.service.Now().Sub(r.told); wait > 0 && wait <= tellEvery {
		r.due = time.AfterFunc(wait, r.tellDue)
		return
	}
	r.tell()
}

func (r *room) tellDue() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.due = nil
	r.tell()
}

// tell gives all members what is pending: one event, encoded once. The caller holds mu.
func (r *room) tell() {
	now := r.service.Now()
	p := r.pending
	r.pending, r.told = &pulse.Pulse{}, now
	r.minute.add(p, now)
	if len(r.members) == 0 {
		return
	}
	packets := r.packets(p, false)
	var caughtUp []socketio.Packet // encoded when somebody needs it
	for m := range r.members {
		if m.behind.IsZero() && sendAll(m.client, packets) {
			continue
		}
		if m.behind.IsZero() {
			m.behind = now
		}
		switch {
		case m.client.Ready():
			if caughtUp == nil {
				caughtUp = r.packets(r.minute.sum(now), true)
			}
			if sendAll(m.client, caughtUp) {
				m.behind = time.Time{}
			}
		case now.Sub(m.behind) > patience:
			go m.client.Close(socketio.TooSlow) // it leaves this room
		}
	}
	r.service.metrics.told.Add(float64(len(r.members)))
}

// sendAll reports whether there was room for all of the packets.
func sendAll(c *socketio.Client, packets []socketio.Packet) bool {
	for _, p := range packets {
		if !c.Send(p) {
			return false
		}
	}
	return true
}

// packets are the events that tell of a summary.
func (r *room) packets(p *pulse.Pulse, catchUp bool) []socketio.Packet {
	packets := []socketio.Packet{r.encode(eventMetrics, newMetrics(r.project, p, catchUp))}
	if p.Errors > 0 && !catchUp {
		packets = append(packets, r.encode(eventError, newJSErrors(r.project, p)))
	}
	return packets
}

func (r *room) encode(name string, argument any) socketio.Packet {
	packet, err := socketio.Event(name, argument)
	if err != nil { // every field can be written
		r.service.Log.Error("an event cannot be written", "event", name, "error", err)
	}
	return packet
}

// enter greets a member: who it is, how long, and what the last minute was.
func (r *room) enter(m *member) {
	r.mu.Lock()
	defer r.mu.Unlock()
	grant, err := r.service.Tokens.Check("live", m.tokenText())
	if err != nil {
		go m.client.Close(socketio.Expired)
		return
	}
	m.client.Send(r.encode(eventConnected, connected{ProjectKey: r.project, ExpiresAt: instant(grant.Expires.UnixMilli())}))
	for _, p := range r.packets(r.minute.sum(r.service.Now()), true) {
		m.client.Send(p)
	}
	r.members[m] = struct{}{}
}

func (r *room) leave(m *member) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.members, m)
}

// forgettable reports that nobody is here and nothing has happened for a minute.
func (r *room) forgettable(now time.Time) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.members) == 0 && r.due == nil && now.Sub(r.told) > aMinute
}
