package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"paceline/internal/demo"
	"paceline/internal/queue"
	"paceline/internal/rum"
)

// historySeed makes every demo tell the same story.
const historySeed = 2026

// historyBatch is how many records one append takes.
const historyBatch = 500

// history tells the demo's made-up past through the log, as if the visitors had been there, and then goes on
// minute by minute. What was told is noted in a file; a crash between telling and noting tells it again, which
// changes nothing.
type history struct {
	log    queue.Appender
	until  string // file that holds up to when it has been told
	days   int
	now    func() time.Time
	report io.Writer
}

// Run tells the past, and then every minute what happened since.
func (h *history) Run(ctx context.Context) error {
	if h.days == 0 {
		return nil
	}
	for first := true; ; first = false {
		told, err := h.tell(ctx)
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case errors.Is(err, queue.ErrFull): // it goes on when there is room
		case err != nil:
			return fmt.Errorf("telling the demo's history: %w", err)
		case first && told > 0:
			fmt.Fprintf(h.report, "Generated history: %d events are on their way into the dashboard.\n", told)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(time.Minute):
		}
	}
}

// tell appends what happened since the last time and returns how many events that were.
func (h *history) tell(ctx context.Context) (events int, err error) {
	to := h.now()
	from := to.AddDate(0, 0, -h.days)
	if text, err := os.ReadFile(h.until); err == nil {
		if told, err := time.Parse(time.RFC3339Nano, strings.TrimSpace(string(text))); err == nil && told.After(from) {
			from = told
		}
	}
	var batch []rum.Record
	flush := func() error {
		records, err := queue.Encode(batch...)
		if err != nil {
			return err
		}
		batch = batch[:0]
		if len(records) == 0 {
			return nil
		}
		return h.log.Append(ctx, records)
	}
	for record := range demo.History(historySeed, from, to, demo.HistoryPerDay) {
		events += len(record.Events)
		if batch = append(batch, record); len(batch) == historyBatch {
			if err := flush(); err != nil {
				return events, err
			}
		}
	}
	if err := flush(); err != nil {
		return events, err
	}
	return events, os.WriteFile(h.until, []byte(to.Format(time.RFC3339Nano)), 0o600)
}
