package socketio

import "strings"

// separator stands between the packets of one polling payload.
// https://socket.io/docs/v4/engine-io-protocol/#http-long-polling-1
const separator = '\x1e'

func joinPayload(packets []Packet) []byte {
	size := len(packets)
	for _, p := range packets {
		size += len(p)
	}
	payload := make([]byte, 0, size)
	for i, p := range packets {
		if i > 0 {
			payload = append(payload, separator)
		}
		payload = append(payload, p...)
	}
	return payload
}

func splitPayload(payload string) []string { return strings.Split(payload, string(separator)) }
