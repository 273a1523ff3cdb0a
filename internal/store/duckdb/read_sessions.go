package duckdb

import (
	"context"
	"database/sql"
	"encoding/hex"
	"fmt"
	"strings"
	"time"

	"paceline/internal/rum"
	"paceline/internal/store"
)

// LatestSessions implements store.SessionReader.
//
// It looks at the end of the span first, as LatestViews does: a session that is seen there stands before every one
// that is not.
func (d *DB) LatestSessions(ctx context.Context, s store.Select, limit int) (sessions []rum.Session, err error) {
	err = d.read(ctx, func(q querier) error {
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
	packed []byte
	last   time.Time
}

func seenSessions(ctx context.Context, q querier, s store.Select, limit int) ([]seenSession, error) {
	text, args, err := filtered("LatestSessions", s)
	if err != nil {
		return nil, err
	}
	return queryAll(ctx, q, text, append(args, sql.Named("limit", limit)), func(rows *sql.Rows) (seen seenSession, err error) {
		return seen, rows.Scan(&seen.packed, &seen.last)
	})
}

// describeSessions tells of each session what it was like, in the order given.
func describeSessions(ctx context.Context, q querier, project string, seen []seenSession) ([]rum.Session, error) {
	sessions := make([]rum.Session, len(seen))
	if len(seen) == 0 {
		return sessions, nil
	}
	at := make(map[string]int, len(seen))
	digits, ids := make([]string, len(seen)), make([]string, len(seen))
	for i, session := range seen {
		digits[i], ids[i] = hex.EncodeToString(session.packed), unpackSession(string(session.packed))
		at[ids[i]] = i
	}
	span := rum.Span{From: seen[len(seen)-1].last.Add(-rum.SessionReach), To: seen[0].last.Add(rum.SessionReach)}
	args := append(spanArgs(span), sql.Named("project", project))
	if _, err := queryAll(ctx, q, sessionFacts(), append(args, sql.Named("sessions", digits)), func(rows *sql.Rows) (rum.Session, error) {
		session, err := scanSession(rows)
		session.Entry.Project = project
		sessions[at[session.ID]] = session
		return session, err
	}); err != nil {
		return nil, err
	}
	_, err := queryAll(ctx, q, statement("SessionErrorCounts"), append(args, sql.Named("sessions", ids)), func(rows *sql.Rows) (id string, err error) {
		var count int64
		err = rows.Scan(&id, &count)
		if i, asked := at[id]; asked {
			sessions[i].Errors = count
		}
		return id, err
	})
	return sessions, err
}

func sessionFacts() string {
	var columns []string
	for _, v := range rum.Vitals() {
		columns = append(columns, fmt.Sprintf("max(%[1]s) AS %[1]s", v.Info().Column))
	}
	return fillIn(statement("SessionFacts"), "vitals", strings.Join(columns, ", "))
}

func scanSession(rows *sql.Rows) (s rum.Session, err error) {
	var packed []byte
	v := &s.Visitor
	targets := []any{
		&packed, &s.Views, &s.Started, &s.LastSeen, &s.Entry.PageID, &s.Entry.Path, &s.Entry.Website,
		&v.Device, &v.Browser, &v.OS, &v.Country, &v.Connection, &v.Language, &v.Release, &v.Bot,
	}
	for i := range s.Greatest {
		targets = append(targets, &s.Greatest[i])
	}
	err = rows.Scan(targets...)
	s.ID = unpackSession(string(packed))
	return s, err
}

// SessionProjects implements store.Reader.
func (d *DB) SessionProjects(ctx context.Context, sessionID string) ([]string, error) {
	return list(ctx, d, "session's projects", statement("SessionProjects"), []any{sql.Named("session", sessionID), packedSession(sessionID)}, scanText)
}

// Journey implements store.Reader.
func (d *DB) Journey(ctx context.Context, project, sessionID string, limit int) ([]rum.PageView, error) {
	args := []any{sql.Named("project", project), packedSession(sessionID), sql.Named("limit", limit)}
	return list(ctx, d, "journey", statement("Journey"), args, newViewScanner().scan)
}

// packedSession is a session's id as metrics has it.
func packedSession(sessionID string) sql.NamedArg {
	return sql.Named("packed_session", []byte(packSession(sessionID)))
}

func sessionArgs(project, sessionID string, limit int) []any {
	return []any{sql.Named("project", project), sql.Named("session", sessionID), sql.Named("limit", limit)}
}
