package rum

import (
	"encoding/binary"
	"encoding/json"
	"math"
	"math/bits"
)

// recordWriter appends fields. Whole numbers are varints (https://protobuf.dev/programming-guides/encoding/#varints).
type recordWriter struct{ data []byte }

// str writes 0 for the previous string again, else the length plus 1 and the bytes.
func (w *recordWriter) str(field *string, previous string) {
	if *field == previous {
		w.data = append(w.data, 0)
		return
	}
	w.data = binary.AppendUvarint(w.data, uint64(len(*field))+1)
	w.data = append(w.data, *field...)
}

// integer writes the difference. It may overflow: adding it to the same number again overflows back.
func (w *recordWriter) integer(field *int64, previous int64) {
	w.data = binary.AppendVarint(w.data, *field-previous)
}

func (w *recordWriter) place(field *int) { w.data = binary.AppendVarint(w.data, int64(*field)) }

// number writes the bits from the other end: those of a round number's fraction are 0 and so take no room.
func (w *recordWriter) number(field *float64) {
	w.data = binary.AppendUvarint(w.data, bits.ReverseBytes64(math.Float64bits(*field)))
}

func (w *recordWriter) raw(field *json.RawMessage) {
	w.data = binary.AppendUvarint(w.data, uint64(len(*field)))
	w.data = append(w.data, *field...)
}

func (w *recordWriter) flags(field *Flags) {
	w.data = binary.AppendUvarint(w.data, uint64(*field))
}

func (w *recordWriter) has(byte) bool { return true }

func (w *recordWriter) present(there bool) bool {
	if there {
		w.data = append(w.data, 1)
	} else {
		w.data = append(w.data, 0)
	}
	return there
}

func (w *recordWriter) count(elements, _ int) int {
	w.data = binary.AppendUvarint(w.data, uint64(elements))
	return elements
}

func (w *recordWriter) events(int) []Event { return nil }

func (w *recordWriter) value() *float64 { return nil }
