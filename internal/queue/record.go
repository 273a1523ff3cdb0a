package queue

import (
	"fmt"

	"paceline/internal/rum"
)

// Encode turns records into what a log takes. The key keeps all of one session in one partition, in order.
func Encode(records ...rum.Record) ([]Record, error) {
	encoded := make([]Record, len(records))
	for i, record := range records {
		data, err := rum.EncodeRecord(record)
		if err != nil {
			return nil, fmt.Errorf("encode a record: %w", err)
		}
		encoded[i] = Record{
			Key: record.Project + "/" + record.Session, Project: record.Project, Events: len(record.Events), Data: data,
		}
	}
	return encoded, nil
}
