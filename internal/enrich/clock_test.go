package enrich

import (
	"math"
	"testing"

	"paceline/internal/rum"
)

func TestTime(t *testing.T) {
	const (
		arrived = int64(1_700_000_000_000)
		second  = int64(1_000)
		hour    = 3600 * second
	)
	rows := []struct {
		name              string
		sentAt, start, ts int64
		want              int64
		flags             rum.Flags
	}{
		{"no sentAt", 0, 0, arrived - 3*second, arrived - 3*second, 0},
		{"the start of the view, not the event", 0, arrived - 9*second, arrived - 3*second, arrived - 9*second, 0},
		{"small drift is left alone", arrived - 4999, 0, arrived - 6*second, arrived - 6*second, 0},
		{"a slow clock", arrived - 5*second, 0, arrived - 6*second, arrived - second, rum.FlagClockSkew},
		{"a fast clock", arrived + hour, 0, arrived + hour - second, arrived - second, rum.FlagClockSkew},
		{"a clock of 1970", 100, 0, 50, arrived - 50, rum.FlagClockSkew},
		{"a day ago", 0, 0, arrived - 24*hour, arrived - 24*hour, 0},
		{"more than a day ago", 0, 0, arrived - 24*hour - 1, arrived, rum.FlagClockReplaced},
		{"in a minute", 0, 0, arrived + 60*second, arrived + 60*second, 0},
		{"in more than a minute", 0, 0, arrived + 60*second + 1, arrived, rum.FlagClockReplaced},
		{"not to be corrected", arrived - hour, 0, arrived - 30*hour, arrived, rum.FlagClockReplaced},
		{"no time at all", 0, 0, 0, arrived, rum.FlagClockReplaced},
		{"overflow up", 1, 0, math.MaxInt64, arrived, rum.FlagClockReplaced},
		{"overflow down", math.MaxInt64, 0, math.MinInt64, arrived, rum.FlagClockReplaced},
	}
	for _, row := range rows {
		got, flags := Time(rum.Event{TS: row.ts, ViewStart: row.start}, rum.Record{Arrived: arrived, SentAt: row.sentAt})
		if got != row.want || flags != row.flags {
			t.Errorf("%s: %d %v, want %d %v", row.name, got-arrived, flags.Names(), row.want-arrived, row.flags.Names())
		}
	}
}
