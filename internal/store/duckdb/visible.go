package duckdb

import (
	"context"
	"database/sql"
	"maps"
	"slices"
	"sync"
	"time"

	"paceline/internal/store"
)

// recount is how old what was counted of a day grows at most, so that a day that changes by itself shows, too.
const recount = time.Hour

// counting keeps how many visible events the page views of each day have. They are always counted from the rows, and
// again as soon as a commit has changed the day; the ledger of many page views would else look at all of them each time.
type counting struct {
	mu   sync.Mutex
	kept map[string]counted // by project; shared, and replaced as a whole
}

// counted is what is known of a project's days.
type counted struct {
	at   time.Time // when all days were counted
	all  uint64    // the commit that was covered then
	days map[int64]dayCount
}

// dayCount is what the rows of a day had when so many commits were covered for sure.
type dayCount struct {
	visible int64
	covers  uint64
}

func (c counted) covers(day int64) uint64 {
	if of, found := c.days[day]; found {
		return of.covers
	}
	return c.all // it had no rows
}

// visibleViews is how many visible events the page views have in the snapshot, which covers so many commits at least.
func (s *session) visibleViews(ctx context.Context, q querier, project string, covers uint64) (visible int64, err error) {
	known, found := s.counting.of(project)
	if stale := s.changes.since(project, known.covers, covers); !found || time.Since(known.at) > recount {
		known, err = countAll(ctx, q, project, covers)
	} else if len(stale) > 0 {
		known, err = known.again(ctx, q, project, stale, covers)
	}
	if err != nil {
		return 0, err
	}
	s.counting.keep(project, known)
	for _, of := range known.days {
		visible += of.visible
	}
	return visible, nil
}

func (c *counting) of(project string) (known counted, found bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	known, found = c.kept[project]
	return known, found
}

func (c *counting) keep(project string, known counted) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.kept == nil {
		c.kept = map[string]counted{}
	}
	c.kept[project] = known
}

func countAll(ctx context.Context, q querier, project string, covers uint64) (counted, error) {
	days, err := countDays(ctx, q, project, "true", nil, covers)
	return counted{at: time.Now(), all: covers, days: days}, err
}

// again is the same with the days that may have changed counted anew.
func (c counted) again(ctx context.Context, q querier, project string, stale []int64, covers uint64) (counted, error) {
	where, args := within(windowsOf(stale))
	fresh, err := countDays(ctx, q, project, where, args, covers)
	if err != nil {
		return counted{}, err
	}
	c.days = maps.Clone(c.days)
	for _, day := range stale {
		c.days[day] = dayCount{visible: fresh[day].visible, covers: covers}
	}
	return c, nil
}

// windowsOf covers whole days, and maybe some between them.
func windowsOf(days []int64) []store.Window {
	days = slices.Sorted(slices.Values(days))
	windows := []store.Window{}
	for _, day := range days {
		w := store.Window{From: day * dayLength, To: (day+1)*dayLength - 1}
		if last := len(windows) - 1; last >= 0 && (w.From == windows[last].To+1 || len(windows) == mostWindow) {
			windows[last].To = w.To
			continue
		}
		windows = append(windows, w)
	}
	return windows
}

func countDays(ctx context.Context, q querier, project, where string, args []any, covers uint64) (map[int64]dayCount, error) {
	days := map[int64]dayCount{}
	text := fillIn(statement("VisibleViews"), "windows", where)
	_, err := queryAll(ctx, q, text, append(args, sql.Named("project", project)), func(rows *sql.Rows) (day int64, err error) {
		of := dayCount{covers: covers}
		err = rows.Scan(&day, &of.visible)
		days[day] = of
		return day, err
	})
	return days, err
}
