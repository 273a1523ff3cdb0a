package postgres

import (
	"log/slog"
	"time"

	"paceline/internal/rum"
)

// Options tunes a DB; a zero field takes its default.
type Options struct {
	// Writers is how many transactions write at the same time, one for each partition of the log at most. Default 4.
	Writers int
	// Readers is how many questions are answered at the same time. Default 8.
	Readers int
	// Question bounds how long the database works on one statement of a question. Default 30 s.
	Question time.Duration
	// Write bounds one statement of a write, waiting for locks included. Default 2 min.
	Write time.Duration
	// Idle bounds how long a transaction may rest between statements: a worker that is frozen loses its own, and with it
	// the lock on its partition's position. Default 15 s.
	Idle time.Duration
	// ExactLimit is the most page views answered with exact percentiles. Default rum.ExactLimit.
	ExactLimit int64
	// Replicas are the URLs of streaming standbys that answer questions, too.
	Replicas []string
	// MaxLag is how far behind a replica may be. Default 10 s.
	MaxLag time.Duration
	// Log takes what an operator should know. Default slog.Default().
	Log *slog.Logger
}

func (o Options) withDefaults() Options {
	orDefault(&o.Writers, 4)
	orDefault(&o.Readers, 8)
	orDefault(&o.Question, 30*time.Second)
	orDefault(&o.Write, 2*time.Minute)
	orDefault(&o.Idle, 15*time.Second)
	orDefault(&o.ExactLimit, rum.ExactLimit)
	orDefault(&o.MaxLag, 10*time.Second)
	if o.Log == nil {
		o.Log = slog.Default()
	}
	return o
}

func orDefault[T comparable](field *T, value T) {
	var zero T
	if *field == zero {
		*field = value
	}
}
