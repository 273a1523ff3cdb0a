package rum

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"math"
	"math/bits"
)

var errRecordForm = errors.New("the record holds a number that its field cannot")

// recordReader fills fields in. After its first error every field stays empty, and end tells the error.
type recordReader struct {
	data []byte
	text string // the same bytes, for strings to share
	at   int
	err  error

	version byte     // of the record
	decoder *Decoder // gives the memory
}

// end tells why the record could not be read, or that something follows it.
func (r *recordReader) end() error {
	if r.err == nil && r.at != len(r.data) {
		return errors.New("something follows the record")
	}
	return r.err
}

func (r *recordReader) fail(err error) {
	if r.err == nil {
		r.err = err
	}
}

func (r *recordReader) uvarint() uint64 {
	if r.err != nil {
		return 0
	}
	v, n := binary.Uvarint(r.data[r.at:])
	if n <= 0 {
		r.fail(errRecordCut)
		return 0
	}
	r.at += n
	return v
}

func (r *recordReader) varint() int64 {
	v := r.uvarint()
	return int64(v>>1) ^ -int64(v&1)
}

// take passes over so many bytes and tells where they begin and end.
func (r *recordReader) take(length uint64) (from, to int) {
	if length > uint64(len(r.data)-r.at) {
		r.fail(errRecordCut)
		return 0, 0
	}
	from = r.at
	r.at += int(length)
	return from, r.at
}

func (r *recordReader) str(field *string, previous string) {
	length := r.uvarint()
	if length == 0 {
		*field = previous
		return
	}
	from, to := r.take(length - 1)
	*field = r.text[from:to]
}

func (r *recordReader) integer(field *int64, previous int64) { *field = previous + r.varint() }

func (r *recordReader) place(field *int) {
	v := r.varint()
	if v < math.MinInt || v > math.MaxInt {
		r.fail(errRecordForm)
		return
	}
	*field = int(v)
}

func (r *recordReader) number(field *float64) {
	*field = math.Float64frombits(bits.ReverseBytes64(r.uvarint()))
}

func (r *recordReader) raw(field *json.RawMessage) {
	if from, to := r.take(r.uvarint()); from < to {
		*field = r.data[from:to:to]
	}
}

func (r *recordReader) flags(field *Flags) {
	v := r.uvarint()
	if v > math.MaxUint16 {
		r.fail(errRecordForm)
		return
	}
	*field = Flags(v)
}

func (r *recordReader) has(version byte) bool { return r.version >= version }

func (r *recordReader) present(bool) bool {
	v := r.uvarint()
	if v > 1 {
		r.fail(errRecordForm)
	}
	return v == 1
}

// count reads no more elements than what follows can hold, so that a length alone makes no room.
func (r *recordReader) count(_, leastBytes int) int {
	n := r.uvarint()
	if n > uint64((len(r.data)-r.at)/leastBytes) {
		r.fail(errRecordCut)
		return 0
	}
	return int(n)
}

func (r *recordReader) events(n int) []Event { return r.decoder.Events(n) }

func (r *recordReader) value() *float64 { return r.decoder.Value() }
