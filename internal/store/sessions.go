package store

import (
	"context"

	"paceline/internal/rum"
)

// SessionReader answers about sessions.
type SessionReader interface {
	// LatestSessions lists the sessions with a page view in the selection, those with the newest such page view first.
	// What it tells of a session is of all its page views and errors, within rum.SessionReach of that page view.
	LatestSessions(ctx context.Context, s Select, limit int) ([]rum.Session, error)
	// SessionProjects lists the projects a session id occurs in, at most two: enough to know that it is not unique.
	SessionProjects(ctx context.Context, sessionID string) ([]string, error)
	// Journey lists a session's page views, oldest first, at most limit.
	Journey(ctx context.Context, project, sessionID string, limit int) ([]rum.PageView, error)
	// SessionErrors lists a session's JavaScript errors, oldest first, at most limit.
	SessionErrors(ctx context.Context, project, sessionID string, limit int) ([]rum.JSError, error)
}
