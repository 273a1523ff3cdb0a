package store

import (
	"context"
	"time"

	"paceline/internal/rum"
)

// Select says which page views a question is about.
type Select struct {
	Project string
	Page    int64        // the page's id; 0: all pages
	Span    rum.Span     // by Timestamp
	Filters []rum.Filter // all must hold
}

// Reader answers the query API. It never writes. Lists are never nil; what is unknown is an empty list or zero
// counts, not an error. Over rum.ExactLimit page views percentiles come from log-spaced bins, and the answers
// that can say so do.
type Reader interface {
	ErrorReader
	SessionReader

	Summary(ctx context.Context, s Select) (rum.Summary, error)
	// Distribution counts exactly in bins, as Vital.Grid makes them, also where its percentiles are a sketch.
	Distribution(ctx context.Context, s Select, vital rum.Vital) (rum.Distribution, error)
	// Series has one bucket for every interval of the span that has begun, empty ones too, aligned to the epoch, oldest first.
	Series(ctx context.Context, s Select, interval time.Duration) ([]rum.Bucket, rum.Method, error)
	// Pages lists the most viewed first, and those that are viewed as often by path and website.
	Pages(ctx context.Context, s Select, limit int) ([]rum.PageRow, rum.Method, error)
	// SlowPages lists pages that have the vital, in the order of rum.RankSlowPages; the percentile is 75 or 95.
	SlowPages(ctx context.Context, s Select, vital rum.Vital, percentile, limit int) ([]rum.SlowPage, rum.Method, error)
	// Breakdown lists the values with the most page views first.
	Breakdown(ctx context.Context, s Select, d rum.Dimension, limit int) ([]rum.BreakdownRow, rum.Method, error)

	// PageProject is the project a page belongs to; empty when there is no such page.
	PageProject(ctx context.Context, pageID int64) (string, error)
	// PageViews lists a page's raw page views, newest first.
	PageViews(ctx context.Context, pageID int64, span rum.Span, limit int) ([]rum.PageView, error)
	// LatestViews lists a project's raw page views, newest first.
	LatestViews(ctx context.Context, s Select, limit int) ([]rum.PageView, error)

	// Events lists custom or resource events, newest first. Page and filters do not apply.
	Events(ctx context.Context, s Select, t rum.EventType, limit int) ([]rum.LoggedEvent, error)
	// DeadLetters lists a project's, newest first.
	DeadLetters(ctx context.Context, project string, limit int) ([]rum.StoredDeadLetter, error)
	// NewestArrival is when the newest event that can be seen in the project arrived; zero when none can.
	NewestArrival(ctx context.Context, project string) (time.Time, error)
	// Ledger is the store's part of the account of one project, or of all when project is empty, read in one
	// consistent snapshot. Positions has an element per partition of the log that the store knows.
	Ledger(ctx context.Context, project string) (rum.StoreLedger, error)
	// Check is a real probe: nil when the store can answer.
	Check(ctx context.Context) error
}
