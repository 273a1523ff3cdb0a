package redis

import (
	"strings"

	"paceline/internal/pubsub"
)

// encode puts the project before the data, with a line feed between: a project's key has none.
func encode(m pubsub.Message) string {
	return m.Project + "\n" + string(m.Data)
}

// decode reads what encode wrote; ok is false for what somebody else has put on the channel.
func decode(payload string) (m pubsub.Message, ok bool) {
	project, data, ok := strings.Cut(payload, "\n")
	if !ok || len(data) > pubsub.MaxBytes {
		return m, false
	}
	return pubsub.Message{Project: project, Data: []byte(data)}, true
}
