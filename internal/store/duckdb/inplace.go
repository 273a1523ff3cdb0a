package duckdb

import (
	"errors"
	"fmt"
	"math"
	"reflect"
	"slices"
	"unsafe"

	duck "github.com/duckdb/duckdb-go/v2"
	"github.com/duckdb/duckdb-go/v2/mapping"

	"paceline/internal/percentile"
)

// chunk is the rows that DuckDB hands to a function, read where it keeps them, and valid until the function returns: the
// driver gives out numbers one by one in an interface value, which takes longer than all that is done with them.
type chunk struct {
	raw  mapping.DataChunk
	rows int
}

// rawChunk is the chunk that the driver keeps to itself. With a version that keeps it in another form, the package's tests fail.
func rawChunk(of *duck.DataChunk) (chunk, error) {
	pointer := reflect.ValueOf(of).Elem().FieldByName("chunk").FieldByName("Ptr")
	if !pointer.IsValid() || pointer.Kind() != reflect.UnsafePointer {
		return chunk{}, errors.New("DuckDB's driver holds its chunks differently now")
	}
	raw := mapping.DataChunk{Ptr: pointer.UnsafePointer()}
	return chunk{raw: raw, rows: int(mapping.DataChunkGetSize(raw))}, nil
}

// vector is a column of a chunk.
type vector struct {
	data  unsafe.Pointer
	valid []uint64 // a bit for each row that is not NULL
	rows  int
}

// vector is the column with the index, which must have the type.
func (c chunk) vector(index int, kind mapping.Type) (vector, error) {
	raw := mapping.DataChunkGetVector(c.raw, mapping.IdxT(index))
	logical := mapping.VectorGetColumnType(raw)
	defer mapping.DestroyLogicalType(&logical)
	if got := mapping.GetTypeId(logical); got != kind {
		return vector{}, fmt.Errorf("column %d of a chunk is of type %d, want %d", index, got, kind)
	}
	v := vector{data: mapping.VectorGetData(raw), rows: c.rows}
	if mask := mapping.VectorGetValidity(raw); mask != nil {
		v.valid = unsafe.Slice((*uint64)(mask), (c.rows+63)/64)
	} else {
		v.valid = allValid[:(c.rows+63)/64]
	}
	return v, nil
}

// floats is the column with the index, which must be of numbers.
func (c chunk) floats(index int) (percentile.Column, error) {
	v, err := c.vector(index, mapping.TypeDouble)
	if err != nil {
		return percentile.Column{}, err
	}
	return percentile.Column{Values: unsafe.Slice((*float64)(v.data), v.rows), Valid: v.valid}, nil
}

// weights is floats of what the rows weigh.
func (c chunk) weights(index int) (percentile.Column, error) {
	column, err := c.floats(index)
	return percentile.Weights(column), err
}

// allValid is the mask of a vector without NULL, for which DuckDB has none.
var allValid = slices.Repeat([]uint64{math.MaxUint64}, (duck.GetDataChunkCapacity()+63)/64)

// The type that a column is read as is the caller's to know.

func (v vector) ints() []int64      { return unsafe.Slice((*int64)(v.data), v.rows) }
func (v vector) unsigned() []uint64 { return unsafe.Slice((*uint64)(v.data), v.rows) }
func (v vector) texts() []textSlot  { return unsafe.Slice((*textSlot)(v.data), v.rows) }

// text is what the slot holds, valid as long as the slot's chunk is.
func (s *textSlot) text() string {
	if int(s.length) <= len(s.inline) {
		return unsafe.String(&s.inline[0], int(s.length))
	}
	return unsafe.String(*(**byte)(unsafe.Pointer(&s.inline[4])), int(s.length))
}
