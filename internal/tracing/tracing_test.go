package tracing

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"testing"
	"time"

	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
	"go.opentelemetry.io/otel/trace"
)

func tracerTo(recorder *tracetest.SpanRecorder, ratio float64) *Tracer {
	return New(sdktrace.NewTracerProvider(sdktrace.WithIDGenerator(IDs{}), sdktrace.WithSpanProcessor(recorder)), ratio)
}

// Nearly nobody traces: then the way of a beacon must not cost an allocation more.
func TestNothingIsAllocatedWithoutATrace(t *testing.T) {
	requests := slices.Values([]string{"00000000deadbeef"})
	for name, tracer := range map[string]*Tracer{"no tracer": nil, "not chosen": tracerTo(tracetest.NewSpanRecorder(), 0)} {
		ctx := context.Background()
		if n := testing.AllocsPerRun(100, func() {
			ctx, span := tracer.Request(ctx, "ingest", "00000000deadbeef")
			_, child := Child(ctx, "queue append")
			End(child, nil)
			span.End()
		}); n != 0 {
			t.Errorf("%s: a request allocates %v times", name, n)
		}
		if tracer != nil { // a batch has thousands of records: some bytes for all of them do not count
			continue
		}
		if n := testing.AllocsPerRun(100, func() {
			_, span := tracer.Batch(ctx, time.Time{}, requests)
			End(span, nil)
		}); n != 0 {
			t.Errorf("%s: a batch allocates %v times", name, n)
		}
	}
}

// Who has the same share chooses the same requests, so that what ingest traces the worker links to; and a greater share
// chooses those and more.
func TestTheShareOfRequestsThatIsTraced(t *testing.T) {
	const n = 20_000
	few, more, none, all := &Tracer{ratio: 0.1}, &Tracer{ratio: 0.3}, &Tracer{ratio: 0}, &Tracer{ratio: 1}
	chosen := 0
	for i := range n {
		span := newSpanID()
		id := fmt.Sprintf("%x", span[:])
		_, inFew := few.origin(id)
		_, again := few.origin(id)
		_, inMore := more.origin(id)
		_, inNone := none.origin(id)
		_, inAll := all.origin(id)
		if inFew != again || inFew && !inMore || inNone || !inAll {
			t.Fatalf("%d: %s: %t %t %t %t %t", i, id, inFew, again, inMore, inNone, inAll)
		}
		if inFew {
			chosen++
		}
	}
	if off := math.Abs(float64(chosen)/n - 0.1); off > 0.02 { // nine standard deviations
		t.Errorf("%d of %d chosen", chosen, n)
	}
	for _, id := range []string{"", "0000000000000000", "xyz", "00000000deadbeeg", "00000000deadbeef00"} {
		if _, ok := all.origin(id); ok {
			t.Errorf("%q is no request's id and is traced", id)
		}
	}
}

func TestABatchLinksToItsRequests(t *testing.T) {
	recorder := tracetest.NewSpanRecorder()
	tracer := tracerTo(recorder, 1)
	ctx, first := tracer.Request(context.Background(), "ingest", "00000000deadbeef")
	_, child := Child(ctx, "queue append")
	End(child, errors.New("the text may quote what was sent"))
	first.End()
	began := time.Now().Add(-time.Minute)
	_, batch := tracer.Batch(context.Background(), began, func(yield func(string) bool) {
		for i := range 1000 {
			if !yield("00000000deadbeef") || !yield(fmt.Sprintf("%016x", i+1)) {
				return
			}
		}
	})
	batch.End()
	spans := recorder.Ended()
	if len(spans) != 3 {
		t.Fatal(len(spans))
	}
	appended, request, stored := spans[0], spans[1], spans[2]
	if appended.Parent().SpanID() != request.SpanContext().SpanID() || appended.SpanContext().TraceID() != request.SpanContext().TraceID() {
		t.Error("the step is no part of its request")
	}
	if status := appended.Status(); status.Code.String() != "Error" || status.Description != "" || len(appended.Events()) != 0 {
		t.Errorf("a failed step says %+v %v", status, appended.Events())
	}
	links := stored.Links()
	if len(links) != mostLinks || links[0].SpanContext.SpanID() != request.SpanContext().SpanID() || links[0].SpanContext.TraceID() != request.SpanContext().TraceID() {
		t.Errorf("%d links, the first to %v", len(links), links[0].SpanContext)
	}
	if stored.SpanKind() != trace.SpanKindConsumer || !stored.StartTime().Equal(began) {
		t.Error(stored.SpanKind(), stored.StartTime())
	}
}
