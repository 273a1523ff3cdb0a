package socketio

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// The types of Engine.IO packets: the first byte.
// https://socket.io/docs/v4/engine-io-protocol/
const (
	engineOpen    = '0'
	engineClose   = '1'
	enginePing    = '2'
	enginePong    = '3'
	engineMessage = '4'
	engineUpgrade = '5'
	engineNoop    = '6'
)

// The types of Socket.IO packets: the second byte, behind engineMessage. 5 and 6 carry binary attachments, which this server
// refuses. https://socket.io/docs/v4/socket-io-protocol/
const (
	socketConnect      = '0'
	socketDisconnect   = '1'
	socketEvent        = '2'
	socketAck          = '3'
	socketConnectError = '4'
)

// Packet is an encoded packet, as it goes over the wire. It is shared between those it is sent to: it must not be changed.
type Packet []byte

// Event encodes an event with one argument, for Client.Send: once for however many clients.
func Event(name string, argument any) (Packet, error) {
	text, err := json.Marshal([]any{name, argument})
	if err != nil {
		return nil, fmt.Errorf("socketio: event %s: %w", name, err)
	}
	return append(Packet{engineMessage, socketEvent}, text...), nil
}

// message is a decoded Socket.IO packet.
type message struct {
	kind      byte
	namespace string // "/" when the packet names none
	id        int    // that an acknowledgement is asked for by; -1 when none is
	data      json.RawMessage
}

var errMalformed = errors.New("socketio: malformed packet")

// longestID is the most digits of an acknowledgement's id: clients count from 0.
const longestID = 10

// parseMessage reads what follows engineMessage: type, namespace and a comma, id, JSON; all but the type may be missing.
func parseMessage(text string) (m message, err error) {
	if text == "" {
		return m, errMalformed
	}
	m = message{kind: text[0], namespace: "/", id: -1}
	rest := text[1:]
	if strings.HasPrefix(rest, "/") {
		m.namespace, rest, _ = strings.Cut(rest, ",")
		m.namespace, _, _ = strings.Cut(m.namespace, "?")
	}
	digits := 0
	for digits < len(rest) && '0' <= rest[digits] && rest[digits] <= '9' {
		digits++
	}
	if digits > longestID {
		return m, errMalformed
	}
	if digits > 0 {
		if m.id, err = strconv.Atoi(rest[:digits]); err != nil {
			return m, errMalformed
		}
	}
	if rest = rest[digits:]; rest != "" {
		if !json.Valid([]byte(rest)) {
			return m, errMalformed
		}
		m.data = json.RawMessage(rest)
	}
	return m, nil
}

// parseEvent reads the data of an event: its name and arguments.
func parseEvent(data json.RawMessage) (name string, arguments []json.RawMessage, err error) {
	var parts []json.RawMessage
	if json.Unmarshal(data, &parts) != nil || len(parts) == 0 || json.Unmarshal(parts[0], &name) != nil {
		return "", nil, errMalformed
	}
	return name, parts[1:], nil
}

// encode writes a Socket.IO packet without an id.
func encode(kind byte, namespace string, data any) Packet {
	packet := Packet{engineMessage, kind}
	if namespace != "/" {
		packet = append(append(packet, namespace...), ',')
	}
	return appendJSON(packet, data)
}

// encodeAck answers the event with an id.
func encodeAck(id int, data any) Packet {
	packet := strconv.AppendInt(Packet{engineMessage, socketAck}, int64(id), 10)
	return appendJSON(packet, []any{data})
}

func appendJSON(packet Packet, data any) Packet {
	text, err := json.Marshal(data)
	if err != nil { // the values are this package's and its caller's own
		text = []byte("null")
	}
	return append(packet, text...)
}
