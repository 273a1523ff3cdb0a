package tracing

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"encoding/hex"

	"go.opentelemetry.io/otel/trace"
)

// origin is the identity of a request's first span. It follows from the request's id, which stands in the log's records:
// so a worker knows the trace of each request it stores, although the log carries nothing for it.
type origin struct {
	trace trace.TraceID
	span  trace.SpanID
}

type originKey struct{}

// tracePart fills the first half of a trace's id, as a half of zeros may be taken for a trace of 64 bits.
const tracePart = 0x7061_6365_6c69_6e65

// origin of a request whose id is 16 hexadecimal digits; false for other ids and for a request that is not chosen.
func (t *Tracer) origin(request string) (o origin, chosen bool) {
	if len(request) != 2*len(o.span) {
		return o, false
	}
	var digits [2 * len(o.span)]byte
	copy(digits[:], request)
	if _, err := hex.Decode(o.span[:], digits[:]); err != nil || !o.span.IsValid() {
		return o, false
	}
	binary.BigEndian.PutUint64(o.trace[:8], tracePart)
	copy(o.trace[8:], o.span[:])
	// The id is random, so its upper 53 bits are a fair draw from [0, 1).
	return o, float64(binary.BigEndian.Uint64(o.span[:])>>11)/(1<<53) < t.ratio
}

// link leads to the first span of a request.
func (o origin) link() trace.SpanContext {
	return trace.NewSpanContext(trace.SpanContextConfig{TraceID: o.trace, SpanID: o.span, TraceFlags: trace.FlagsSampled, Remote: true})
}

// IDs gives spans their ids: those of its origin to a request's first, random ones to all others. It implements the SDK's
// IDGenerator.
type IDs struct{}

// NewIDs are those of a trace's first span.
func (IDs) NewIDs(ctx context.Context) (trace.TraceID, trace.SpanID) {
	if o, ok := ctx.Value(originKey{}).(origin); ok {
		return o.trace, o.span
	}
	var id trace.TraceID
	_, _ = rand.Read(id[:]) // never fails: https://pkg.go.dev/crypto/rand#Read
	return id, newSpanID()
}

// NewSpanID is that of a further span of a trace.
func (IDs) NewSpanID(context.Context, trace.TraceID) trace.SpanID { return newSpanID() }

func newSpanID() (id trace.SpanID) {
	_, _ = rand.Read(id[:])
	return id
}
