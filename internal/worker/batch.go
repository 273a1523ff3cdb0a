package worker

import (
	"cmp"
	"encoding/json"
	"fmt"
	"unicode/utf8"

	"paceline/internal/enrich"
	"paceline/internal/queue"
	"paceline/internal/rum"
)

// fact is one event of the log with what enrichment knows about it.
type fact struct {
	event     rum.Event
	project   string
	session   string
	arrived   int64 // server clock, ms
	position  rum.Position
	where     rum.Where
	visitor   rum.Visitor
	context   rum.Context
	pathHash  uint64
	timestamp int64 // corrected client clock, ms
	flags     rum.Flags
}

// batch is what one transaction writes. It can be written again and again: every attempt starts from the
// facts, and only the last attempt's tallies count.
type batch struct {
	worker  *Worker
	facts   []fact
	letters []rum.DeadLetter // events that could not be processed
	tallies map[string]rum.Tally
	// overflowed counts places and tag values that went to (other).
	overflowed int
}

// eventBytes is about what an event takes in the log, its share of the record's head included.
const eventBytes = 300

func newBatch(w *Worker, entries []queue.Entry) *batch {
	size := 0
	for _, entry := range entries {
		for _, data := range entry.Records {
			size += len(data)
		}
	}
	// Facts are large: a list that grew would move them all, again and again.
	b := &batch{worker: w, facts: make([]fact, 0, size/eventBytes)}
	for _, entry := range entries {
		b.addDamaged(entry)
		for _, data := range entry.Records {
			b.add(entry, data)
		}
	}
	return b
}

// add decodes one record. What ingest wrote always decodes; a record that does not is kept whole as a dead letter.
func (b *batch) add(entry queue.Entry, data []byte) {
	record, err := rum.DecodeRecord(data)
	if err != nil {
		b.letters = append(b.letters, rum.DeadLetter{
			Position: entry.Position, Arrived: entry.Appended.UnixMilli(),
			Reason: fmt.Sprintf("the record cannot be decoded: %v", err), Event: undecoded(data),
		})
		return
	}
	enricher := enrich.New(record)
	clock := enrich.NewClock(record)
	for _, event := range record.Events {
		f := fact{
			event: event, project: record.Project, session: record.Session,
			arrived: record.Arrived, position: entry.Position, context: record.Context,
		}
		if err := f.enrich(&enricher, clock); err != nil {
			b.letters = append(b.letters, f.letter(err.Error()))
			continue
		}
		b.facts = append(b.facts, f)
	}
}

// undecoded keeps every byte: as a JSON string where they are text, in base64 where they are not.
func undecoded(data []byte) json.RawMessage {
	var kept any = data
	if utf8.Valid(data) {
		kept = string(data)
	}
	text, _ := json.Marshal(kept) // cannot fail for either
	return text
}

// addDamaged accounts for the events of an entry that cannot be read from the disk any more: each is a dead
// letter without a content, so that the ledger says what is gone.
func (b *batch) addDamaged(entry queue.Entry) {
	for project, events := range entry.Damaged {
		for range events {
			b.letters = append(b.letters, rum.DeadLetter{
				Project: project, Position: entry.Position, Arrived: entry.Appended.UnixMilli(),
				Reason: "the log's entry was damaged on disk", Event: json.RawMessage("null"),
			})
		}
	}
}

// enrich fills the fact in. A panic of a parser on hostile input is this event's fault alone.
func (f *fact) enrich(e *enrich.Enricher, clock enrich.Clock) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("enriching panicked: %v", r)
		}
	}()
	f.where.Project = f.project
	f.where.Website, f.where.Path, f.pathHash = enrich.Page(f.event.Page)
	if f.where.Website == "" {
		f.where.Website = f.project // a client that sends bare paths has one nameless website
	}
	f.visitor = e.Visitor(f.event.Client)
	var skew rum.Flags
	f.timestamp, skew = clock.Correct(f.happened())
	f.flags = f.event.Flags | skew
	return nil
}

// happened is the client's time that the row bears: the start of the page view, or the moment of any other event.
func (f *fact) happened() int64 {
	if f.ofView() {
		return cmp.Or(f.event.ViewStart, f.event.TS)
	}
	return f.event.TS
}

func (f *fact) letter(reason string) rum.DeadLetter {
	event, err := json.Marshal(f.event)
	if err != nil {
		event, _ = json.Marshal(fmt.Sprintf("%+v", f.event))
	}
	return rum.DeadLetter{Project: f.project, Position: f.position, Arrived: f.arrived, Reason: reason, Event: event}
}

// only makes a batch of the facts whose index is in [from, to).
func (b *batch) only(from, to int) *batch {
	return &batch{worker: b.worker, facts: b.facts[from:to]}
}

// bury turns facts into dead letters.
func (b *batch) bury(reasons map[int]string) {
	kept := b.facts[:0:0]
	for i := range b.facts {
		if reason, bad := reasons[i]; bad {
			b.letters = append(b.letters, b.facts[i].letter(reason))
			continue
		}
		kept = append(kept, b.facts[i])
	}
	b.facts = kept
}
