package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"paceline/internal/rum"
	"paceline/internal/store"
)

// LatestSessions implements store.SessionReader.
//
// It looks at the end of the span first, as LatestViews does: a session that is seen there stands before every one
// that is not.
func (d *DB) LatestSessions(ctx context.Context, s store.Select, limit int) (sessions []rum.Session, err error) {
	err = d.read(ctx, func(ctx context.Context, q pgx.Tx) error {
		seen, err := latestFirst(s, limit, func(part store.Select) ([]seenSession, error) { return seenSessions(ctx, q, part, limit) })
		if err != nil {
			return err
		}
		sessions, err = describeSessions(ctx, q, s.Project, seen)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("latest sessions: %w", err)
	}
	return sessions, nil
}

// seenSession is a session and when it was seen last in the selection.
type seenSession struct {
	id   string
	last time.Time
}

func seenSessions(ctx context.Context, q pgx.Tx, s store.Select, limit int) ([]seenSession, error) {
	text, args, err := filtered("LatestSessions", s)
	if err != nil {
		return nil, err
	}
	args["limit"] = limit
	rows, err := q.Query(ctx, text, args)
	if err != nil {
		return nil, err
	}
	return collect(rows, func(rows pgx.Rows) (seen seenSession, err error) { return seen, rows.Scan(&seen.id, &seen.last) })
}

// describeSessions tells of each session what it was like, in the order given.
func describeSessions(ctx context.Context, q pgx.Tx, project string, seen []seenSession) ([]rum.Session, error) {
	sessions := make([]rum.Session, len(seen))
	if len(seen) == 0 {
		return sessions, nil
	}
	at := make(map[string]int, len(seen))
	ids := make([]string, len(seen))
	for i, session := range seen {
		ids[i], at[session.id] = session.id, i
	}
	span := rum.Span{From: seen[len(seen)-1].last.Add(-rum.SessionReach), To: seen[0].last.Add(rum.SessionReach)}
	args := spanArgs(pgx.NamedArgs{"project": project, "sessions": ids}, span)
	rows, err := q.Query(ctx, statement("SessionFacts"), args)
	if err != nil {
		return nil, err
	}
	facts, err := collect(rows, scanSession)
	if err != nil {
		return nil, err
	}
	for _, session := range facts {
		session.Entry.Project = project
		sessions[at[session.ID]] = session
	}
	if rows, err = q.Query(ctx, statement("SessionErrorCounts"), args); err != nil {
		return nil, err
	}
	var id string
	var count int64
	_, err = pgx.ForEachRow(rows, []any{&id, &count}, func() error {
		sessions[at[id]].Errors = count
		return nil
	})
	return sessions, err
}

func scanSession(rows pgx.Rows) (s rum.Session, err error) {
	v := &s.Visitor
	targets := []any{
		&s.ID, &s.Views, &s.Started, &s.LastSeen, &s.Entry.PageID, &s.Entry.Path, &s.Entry.Website,
		&v.Device, &v.Browser, &v.OS, &v.Country, &v.Connection, &v.Language, &v.Release, &v.Bot,
	}
	for i := range s.Greatest {
		targets = append(targets, &s.Greatest[i])
	}
	err = rows.Scan(targets...)
	utc(&s.Started, &s.LastSeen)
	return s, err
}

// SessionProjects implements store.SessionReader.
func (d *DB) SessionProjects(ctx context.Context, sessionID string) ([]string, error) {
	return list(ctx, d, "session's projects", statement("SessionProjects"), pgx.NamedArgs{"session": sessionID}, scanText)
}

// Journey implements store.SessionReader.
func (d *DB) Journey(ctx context.Context, project, sessionID string, limit int) ([]rum.PageView, error) {
	args := pgx.NamedArgs{"project": project, "session": sessionID, "limit": limit}
	return list(ctx, d, "journey", statement("Journey"), args, newViewScanner().scan)
}
