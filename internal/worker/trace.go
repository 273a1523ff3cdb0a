package worker

import (
	"context"
	"iter"
	"log/slog"

	"paceline/internal/store"
)

// mostLetters bounds the lines about one batch's dead letters: a client that sends nothing else must not fill the log.
const mostLetters = 20

// trace logs what became of the requests of a committed batch, by the id with which ingest answered them
// (X-Request-Id): dead letters always, the others at debug level.
func (p *partition) trace(ctx context.Context, move store.Move, b *batch) {
	for _, letter := range b.letters[:min(len(b.letters), mostLetters)] {
		p.Logger.WarnContext(ctx, "an event became a dead letter", "request", letter.Request, "project", letter.Project,
			"partition", p.number, "log", letter.Position.Log, "seq", letter.Position.Seq, "reason", letter.Reason)
	}
	if more := len(b.letters) - mostLetters; more > 0 {
		p.Logger.WarnContext(ctx, "more events of the batch became dead letters", "partition", p.number, "more", more)
	}
	if p.Logger.Enabled(ctx, slog.LevelDebug) {
		p.traceStored(ctx, move, b)
	}
}

// traceStored writes a line for each record: the facts of one stand beside each other.
func (p *partition) traceStored(ctx context.Context, move store.Move, b *batch) {
	for from := 0; from < len(b.facts); {
		record, to := b.facts[from].source, from+1
		for to < len(b.facts) && b.facts[to].source == record {
			to++
		}
		p.Logger.DebugContext(ctx, "stored", "request", record.request, "project", record.project, "events", to-from,
			"partition", p.number, "log", record.position.Log, "seq", record.position.Seq, "committed", move.To.Seq)
		from = to
	}
}

// requests are the ids of those whose events the batch holds, in the order of the log. One may come more than once.
func (b *batch) requests() iter.Seq[string] {
	return func(yield func(string) bool) {
		var last *source
		for i := range b.facts {
			if b.facts[i].source == last {
				continue
			}
			last = b.facts[i].source
			if !yield(last.request) {
				return
			}
		}
		for i := range b.letters {
			if !yield(b.letters[i].Request) {
				return
			}
		}
	}
}
