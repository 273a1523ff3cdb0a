package ingest

import (
	"context"
	"errors"
	"time"

	"paceline/internal/queue"
	"paceline/internal/rum"
	"paceline/internal/tracing"
)

// appendTimeout is how long a request waits for its sync before the client is told to come again.
const appendTimeout = 10 * time.Second

// append makes the events durable: one record for each session, events and sessions in the order they were sent.
func (s *Service) append(ctx context.Context, head rum.Record, events []accepted) error {
	records, err := queue.Encode(bySession(head, events)...)
	if err != nil {
		return err
	}
	// All of the beacon is here: that its client has gone, as pages do, is no reason to lose it.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), appendTimeout)
	defer cancel()
	ctx, span := tracing.Child(ctx, "queue append")
	start := time.Now()
	err = s.Queue.Append(ctx, records)
	tracing.End(span, err)
	s.metrics.append.Observe(time.Since(start).Seconds())
	switch {
	case err == nil:
		s.metrics.beacons.Inc()
		s.metrics.events.WithLabelValues("accepted").Add(float64(len(events)))
		return nil
	case errors.Is(err, queue.ErrFull), errors.Is(err, queue.ErrClosed):
		return errFull
	case ctx.Err() == nil: // neither slow nor left alone by its client: the log is ill
		s.Log.ErrorContext(ctx, "the log took no record", "error", err)
	}
	return errAppend
}

func bySession(head rum.Record, events []accepted) []rum.Record {
	var records []rum.Record
	places := map[string]int{}
	for _, a := range events {
		place, ok := places[a.session]
		if !ok {
			place = len(records)
			places[a.session] = place
			head.Session = a.session
			records = append(records, head)
		}
		records[place].Events = append(records[place].Events, a.event)
	}
	return records
}
