package worker

import (
	"encoding/json"
	"fmt"
	"slices"
	"unicode/utf8"

	"paceline/internal/enrich"
	"paceline/internal/queue"
	"paceline/internal/rum"
	"paceline/internal/store"
)

// batch is what one transaction writes. It can be written again and again: every attempt starts from the
// facts, and only the last attempt's tallies count.
type batch struct {
	caps    store.Caps
	facts   []fact
	letters []rum.DeadLetter // events that could not be processed
	memory  *memory          // of all that
	// unsettled: the server's clock may have jumped; see jumps.
	unsettled bool

	// What group finds:
	trails   *trails          // of the facts that belong to page views
	windows  []store.Window   // where in time stored views of the trails can be
	keys     []store.EventKey // of all other facts
	earliest int64            // arrival of those, ms
	tags     *tags            // of all facts
	spent    bool             // an attempt was made since

	// What an attempt counts:
	tallies tallies
	written rows // of the last attempt
	// overflowed counts places and tag values that went to (other).
	overflowed int
}

// eventBytes is about what an event takes in the log, its share of the record's head included.
const eventBytes = 150

func newBatch(caps store.Caps, enricher *enrich.Enricher, entries []queue.Entry, unsettled bool) *batch {
	size := 0
	for _, entry := range entries {
		for _, data := range entry.Records {
			size += len(data)
		}
	}
	m := memories.Get().(*memory)
	// A list that grew would move all facts, again and again.
	b := &batch{caps: caps, unsettled: unsettled, memory: m, facts: slices.Grow(m.facts, size/eventBytes)}
	for _, entry := range entries {
		b.addDamaged(entry)
		for _, data := range entry.Records {
			b.add(enricher, entry, data)
		}
	}
	m.facts = b.facts
	b.group()
	return b
}

// release ends the batch: neither it nor a row that it wrote must be used any more.
func (b *batch) release() { b.memory.release() }

// add decodes one record. What ingest wrote always decodes; a record that does not is kept whole as a dead letter.
func (b *batch) add(enricher *enrich.Enricher, entry queue.Entry, data []byte) {
	record := b.memory.records.one()
	if err := decode(&b.memory.decoder, data, record); err != nil {
		b.letters = append(b.letters, rum.DeadLetter{
			Position: entry.Position, Arrived: entry.Appended.UnixMilli(),
			Reason: fmt.Sprintf("the record cannot be decoded: %v", err), Event: undecoded(data),
		})
		return
	}
	reader := newReader(enricher, record, entry.Position, b.memory)
	for i := range record.Events {
		f, err := reader.read(&record.Events[i])
		if err != nil {
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

// decode takes a panic for an error: a bad record must not stop the good ones.
func decode(decoder *rum.Decoder, data []byte, record *rum.Record) (err error) {
	defer func() {
		if fault := recover(); fault != nil {
			err = fmt.Errorf("decoding panicked: %v", fault)
		}
	}()
	return decoder.Decode(data, record)
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

// group gathers the facts of page views by what may be one view, and the keys of all others. It does all that can be
// done without the store.
func (b *batch) group() {
	b.trails, b.keys, b.tags, b.spent = &b.memory.grouped, nil, &b.memory.tagged, false
	b.trails.reset()
	b.tags.reset()
	for i := range b.facts {
		b.tags.add(b.facts[i].project, b.facts[i].visitor)
	}
	for i := range b.facts {
		f := &b.facts[i]
		if f.ofView() {
			b.trails.add(f)
			continue
		}
		if len(b.keys) == 0 || f.arrived < b.earliest {
			b.earliest = f.arrived
		}
		b.keys = append(b.keys, f.eventKey())
	}
	b.trails.imagine()
	b.windows = b.trails.windows()
	if b.unsettled {
		b.earliest -= jumpReach
		b.windows = widen(b.windows, jumpReach)
	}
}

// only makes a batch of the facts whose index is in [from, to).
func (b *batch) only(from, to int) *batch {
	part := &batch{memory: newMemory(), caps: b.caps, unsettled: b.unsettled, facts: b.facts[from:to]}
	part.group()
	return part
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
	b.group()
}
