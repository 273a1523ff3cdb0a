package bench

import (
	"bytes"
	"fmt"
	"strings"
)

// message is a beacon as bytes on the wire, and where in them the random ids stand. Round after round the same beacons
// are sent with other ids, so that they are other sessions and views: a repeat would be cheap to take.
type message struct {
	bytes []byte
	ids   []int
}

// idDigits is how much of an id a round changes.
const idDigits = 8

// messages are beacons of recent visits, and how many bytes a body has on average.
func messages(projects []Project) (list []message, bodyBytes int, err error) {
	keys := make([]string, len(projects))
	for i, project := range projects {
		keys[i] = project.Key
	}
	beacons, err := sendings(keys, beaconsKept)
	if err != nil {
		return nil, 0, err
	}
	for _, s := range beacons {
		list = append(list, newMessage(s, projects[s.project].APIKey))
		bodyBytes += len(s.body)
	}
	return list, bodyBytes / max(len(beacons), 1), nil
}

// newMessage renders a beacon as a browser would send it.
func newMessage(s sending, apiKey string) message {
	var b bytes.Buffer
	fmt.Fprintf(&b, "POST /v1/ingest?key=%s HTTP/1.1\r\nHost: localhost\r\nUser-Agent: %s\r\nContent-Type: text/plain;charset=UTF-8\r\n"+
		"Origin: https://demo-data.example\r\nAccept: */*\r\nContent-Length: %d\r\n\r\n", apiKey, s.userAgent, len(s.body))
	b.Write(s.body)
	m := message{bytes: b.Bytes()}
	for _, id := range []string{s.session, s.view} {
		for at := 0; ; {
			next := strings.Index(b.String()[at:], id)
			if next < 0 {
				break
			}
			m.ids = append(m.ids, at+next)
			at += next + len(id)
		}
	}
	return m
}

// inRound writes the message with the ids of a round into a buffer, and returns the buffer.
func (m message) inRound(buffer []byte, round int64) []byte {
	buffer = append(buffer[:0], m.bytes...)
	for _, at := range m.ids {
		copy(buffer[at:], fmt.Appendf(nil, "%0*x", idDigits, uint32(round)))
	}
	return buffer
}
