package postgres

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"paceline/internal/rum"
	"paceline/internal/store"
)

// Views implements store.Tx. A key with a view id is looked up by that alone.
func (t *tx) Views(ctx context.Context, keys []store.ViewKey, windows []store.Window) ([]rum.PageView, error) {
	if len(windows) == 0 {
		return nil, nil
	}
	var byID, bySession viewKeys
	for i := range keys {
		if keys[i].ViewID != "" {
			byID.add(&keys[i])
		} else {
			bySession.add(&keys[i])
		}
	}
	where, arguments := within(windows)
	arguments["projects"], arguments["views"] = byID.projects, byID.views
	views, err := t.load(ctx, "Views", where, arguments, len(byID.projects))
	if err != nil {
		return nil, err
	}
	arguments["projects"], arguments["sessions"], arguments["paths"] = bySession.projects, bySession.sessions, bySession.paths
	arguments["known_projects"], arguments["known_views"] = byID.projects, byID.views
	more, err := t.load(ctx, "ViewsOfSessions", where, arguments, len(bySession.projects))
	return append(views, more...), err
}

// viewKeys are keys by column.
type viewKeys struct {
	projects, views, sessions []string
	paths                     []int64
}

func (k *viewKeys) add(key *store.ViewKey) {
	k.projects = append(k.projects, key.Project)
	k.views = append(k.views, key.ViewID)
	k.sessions = append(k.sessions, key.SessionID)
	k.paths = append(k.paths, int64(key.PathHash))
}

func (t *tx) load(ctx context.Context, name, where string, arguments pgx.NamedArgs, keys int) ([]rum.PageView, error) {
	if keys == 0 {
		return nil, nil
	}
	rows, err := t.transaction.Query(ctx, fillIn(statement(name), "windows", where), arguments)
	var views []rum.PageView
	if err == nil {
		views, err = collect(rows, newViewScanner().scan)
	}
	for i := range views {
		views[i].Stored = true
	}
	return views, t.classify("load page views", err)
}

// within is a condition on metrics.timestamp, by which whole partitions are left out.
func within(windows []store.Window) (where string, arguments pgx.NamedArgs) {
	parts := make([]string, len(windows))
	arguments = pgx.NamedArgs{}
	for i, w := range windows {
		from, to := fmt.Sprintf("w%d_from", i), fmt.Sprintf("w%d_to", i)
		parts[i] = "metrics.timestamp BETWEEN @" + from + " AND @" + to
		arguments[from], arguments[to] = time.UnixMilli(w.From), time.UnixMilli(w.To)
	}
	return "(" + strings.Join(parts, " OR ") + ")", arguments
}

// PutViews implements store.Tx: what is there is replaced in place, so that most indexes need no new entry.
func (t *tx) PutViews(ctx context.Context, views []*rum.PageView) error {
	if len(views) == 0 {
		return nil
	}
	if err := t.makeDays(ctx, "metrics", len(views), func(i int) int64 { return views[i].Timestamp }); err != nil {
		return err
	}
	err := t.copyIn(ctx, "staged_views", viewColumns(), len(views), func(i int) ([]any, error) { return viewRow(views[i]), nil })
	if err != nil {
		return err
	}
	if _, err := t.exec(ctx, "PutViews", nil); err != nil {
		return err
	}
	_, err = t.exec(ctx, "ForgetStaged", nil) // for the next call in this transaction
	return err
}
