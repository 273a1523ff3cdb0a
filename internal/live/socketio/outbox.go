package socketio

// The most that waits for one client. Packets are shared between clients, so what a slow one holds is mostly others' too.
const (
	outboxPackets = 8
	outboxBytes   = 256 << 10
	// outboxOwn is the room beyond that for what the protocol itself sends: pings, acknowledgements.
	outboxOwn = 8
)

// outbox is what waits to be sent to a client, in order. The zero outbox is empty.
type outbox struct {
	packets []Packet
	bytes   int
}

// push adds a packet, or reports that there is no room for it. A single packet always has room.
func (o *outbox) push(p Packet) bool {
	if len(o.packets) > 0 && (len(o.packets) >= outboxPackets || o.bytes+len(p) > outboxBytes) {
		return false
	}
	o.add(p)
	return true
}

// pushOwn adds a packet of the protocol's own.
func (o *outbox) pushOwn(p Packet) bool {
	if len(o.packets) >= outboxPackets+outboxOwn {
		return false
	}
	o.add(p)
	return true
}

func (o *outbox) add(p Packet) {
	o.packets = append(o.packets, p)
	o.bytes += len(p)
}

func (o *outbox) take() []Packet {
	packets := o.packets
	*o = outbox{}
	return packets
}
