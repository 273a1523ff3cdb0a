package pubsub

import (
	"errors"
	"fmt"
	"testing"
)

func TestAQueueIsBoundedInMessages(t *testing.T) {
	q := NewQueue()
	for i := range queueMessages + 3 {
		q.Push(Message{Data: fmt.Append(nil, i)})
	}
	if n := len(q.waiting); n != queueMessages {
		t.Errorf("%d messages wait", n)
	}
	if d, err := q.Next(t.Context()); err != nil || string(d.Data) != "3" || !d.Missed {
		t.Errorf("the first is %q, told of a loss: %t, %v", d.Data, d.Missed, err)
	}
	if d, err := q.Next(t.Context()); err != nil || string(d.Data) != "4" || d.Missed {
		t.Errorf("the second is %q, told of a loss: %t, %v", d.Data, d.Missed, err)
	}
}

func TestAQueueIsBoundedInBytes(t *testing.T) {
	q := NewQueue()
	for range 2 * queueBytes / MaxBytes {
		q.Push(Message{Data: make([]byte, MaxBytes)})
	}
	if q.bytes > queueBytes || len(q.waiting) != queueBytes/MaxBytes {
		t.Errorf("%d messages of %d bytes wait", len(q.waiting), q.bytes)
	}
	for range queueBytes / MaxBytes {
		if _, err := q.Next(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if q.bytes != 0 {
		t.Errorf("an empty queue counts %d bytes", q.bytes)
	}
}

func TestALossIsToldWithTheNextMessage(t *testing.T) {
	q := NewQueue()
	q.Lost()
	q.Push(Message{})
	if d, err := q.Next(t.Context()); err != nil || !d.Missed {
		t.Errorf("told of a loss: %t, %v", d.Missed, err)
	}
	q.Close()
	q.Push(Message{})
	if _, err := q.Next(t.Context()); !errors.Is(err, ErrClosed) {
		t.Errorf("after closing: %v", err)
	}
}
