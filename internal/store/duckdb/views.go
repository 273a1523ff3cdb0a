package duckdb

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"paceline/internal/rum"
	"paceline/internal/store"
)

// Views implements store.Tx. A key with a view id is looked up by that alone.
func (t *tx) Views(ctx context.Context, keys []store.ViewKey, windows []store.Window) ([]rum.PageView, error) {
	if len(keys) == 0 || len(windows) == 0 {
		return nil, nil
	}
	columns := []stagedColumn{{"project", "VARCHAR"}, {"view_id", "UUID"}, {"session_id", "BLOB"}, {"path_hash", "UBIGINT"}}
	err := t.stage(ctx, "view_keys", columns, len(keys), func(c *columnar, i int) { putViewKey(c, &keys[i]) })
	if err != nil {
		return nil, err
	}
	// Two statements, since either looks through all rows of the windows: most batches need but the first.
	withID := func(k store.ViewKey) bool { return k.ViewID != "" }
	withoutID := func(k store.ViewKey) bool { return k.ViewID == "" }
	var views []rum.PageView
	for _, part := range []struct {
		statement string
		of        func(store.ViewKey) bool
	}{{"Views", withID}, {"ViewsOfSessions", withoutID}} {
		if !slices.ContainsFunc(keys, part.of) {
			continue
		}
		where, args := within(windows)
		text := fillIn(fillIn(statement(part.statement), "windows", where), "columns", "metrics."+strings.Join(viewColumns(), ", metrics."))
		err := fetch(ctx, t.session.writer, text, args, func(f *fetched) {
			if f.row == 0 { // rows are large: a list that grows by itself would copy and clear most of them again and again
				views = slices.Grow(views, f.chunk.rows)
			}
			views = append(views, rum.PageView{Stored: true})
			takeView(f, &views[len(views)-1])
		})
		if err != nil {
			return nil, t.db.classify(fmt.Errorf("load page views: %w", err))
		}
	}
	return views, nil
}

func putViewKey(c *columnar, k *store.ViewKey) {
	c.text(k.Project)
	if k.ViewID != "" {
		id, _ := packView(k.ViewID)
		c.uuid(id)
		c.null()
		c.null()
		return
	}
	c.null()
	c.blob(packSession(k.SessionID))
	c.unsigned(k.PathHash)
}

// PutViews implements store.Tx: it deletes the rows that are replaced, and appends all.
func (t *tx) PutViews(ctx context.Context, views []*rum.PageView) error {
	if err := t.deleteReplaced(ctx, views); err != nil {
		return err
	}
	if len(views) == 0 {
		return nil
	}
	t.put = append(t.put, views...)
	if err := t.session.appendViews("metrics", views); err != nil {
		return t.db.classify(fmt.Errorf("append page views: %w", err))
	}
	return nil
}

func (t *tx) deleteReplaced(ctx context.Context, views []*rum.PageView) error {
	var replaced []*rum.PageView
	var times []int64
	for _, v := range views {
		if v.Stored {
			replaced = append(replaced, v)
			times = append(times, v.Timestamp)
		}
	}
	if len(replaced) == 0 {
		return nil
	}
	columns := []stagedColumn{{"project", "VARCHAR"}, {"view_id", "UUID"}, {"timestamp", "TIMESTAMP"}}
	err := t.stage(ctx, "replaced_views", columns, len(replaced), func(c *columnar, i int) {
		id, _ := packView(replaced[i].ViewID)
		c.text(replaced[i].Project)
		c.uuid(id)
		c.timestamp(replaced[i].Timestamp)
	})
	if err != nil {
		return err
	}
	where, args := within(around(times))
	return t.exec(ctx, fillIn(statement("PutViews"), "windows", where), args...)
}

const (
	windowGap  = 10 * 60 * 1000 // ms between times that are worth two windows
	mostWindow = 16
)

// around covers the times with a few windows.
func around(times []int64) []store.Window {
	slices.Sort(times)
	windows := []store.Window{{From: times[0], To: times[0]}}
	for _, at := range times[1:] {
		last := &windows[len(windows)-1]
		if at-last.To > windowGap && len(windows) < mostWindow {
			windows = append(windows, store.Window{From: at, To: at})
			continue
		}
		last.To = at
	}
	return windows
}

// within is a condition on metrics.timestamp that DuckDB checks against the least and greatest value of each
// row group before it reads one.
func within(windows []store.Window) (where string, args []any) {
	parts := make([]string, len(windows))
	for i, w := range windows {
		from, to := fmt.Sprintf("w%d_from", i), fmt.Sprintf("w%d_to", i)
		parts[i] = "metrics.timestamp BETWEEN $" + from + " AND $" + to
		args = append(args, sql.Named(from, utc(w.From)), sql.Named(to, utc(w.To)))
	}
	return "(" + strings.Join(parts, " OR ") + ")", args
}

// fillIn puts a condition or column into a statement of the sql folder: it replaces the one word before /*name*/,
// which stands there so that the file runs as it is.
func fillIn(statement, name, part string) string {
	mark := " /*" + name + "*/"
	for {
		end := strings.Index(statement, mark)
		if end < 0 {
			return statement
		}
		start := strings.LastIndexAny(statement[:end], " \n(") + 1
		statement = statement[:start] + part + statement[end+len(mark):]
	}
}
