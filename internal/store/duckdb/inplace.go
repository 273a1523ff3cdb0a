package duckdb

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"unsafe"

	duck "github.com/duckdb/duckdb-go/v2"
)

// vector is a column of a data chunk, read where DuckDB keeps it. It is valid as long as the chunk is.
//
// The driver gives access in place to text only (duck.GetVectorView); numbers it hands out one by one in an interface
// value, which takes longer than all that is done with them. So their address is taken from the driver's own fields.
// An address that is not there, with another version of the driver, is an error, and the package's tests fail.
type vector struct {
	data  unsafe.Pointer
	valid []uint64 // a bit for each row that is not NULL; nil when all are
	rows  int
}

// vectorAt is the column of a chunk, which must have one of the types.
func vectorAt(chunk *duck.DataChunk, index int, types ...duck.Type) (vector, error) {
	from, err := chunk.GetVector(index)
	if err != nil {
		return vector{}, err
	}
	return vectorOf(from, chunk.GetSize(), types...)
}

func vectorOf(from duck.Vector, rows int, types ...duck.Type) (vector, error) {
	inner := reflect.Indirect(reflect.ValueOf(from).FieldByName("v"))
	if inner.Kind() != reflect.Struct {
		return vector{}, errDriver
	}
	kind, data, validity := inner.FieldByName("Type"), inner.FieldByName("dataPtr"), inner.FieldByName("maskPtr")
	if !kind.IsValid() || !kind.CanUint() || data.Kind() != reflect.UnsafePointer || validity.Kind() != reflect.UnsafePointer {
		return vector{}, errDriver
	}
	if !slices.Contains(types, duck.Type(kind.Uint())) {
		return vector{}, fmt.Errorf("a column of a chunk is of type %d, want one of %d", kind.Uint(), types)
	}
	c := vector{data: data.UnsafePointer(), rows: rows}
	if mask := validity.UnsafePointer(); mask != nil {
		c.valid = unsafe.Slice((*uint64)(mask), (rows+63)/64)
	}
	return c, nil
}

var errDriver = errors.New("this version of the DuckDB driver keeps vectors in another form")

func (c vector) has(row int) bool { return c.valid == nil || c.valid[row/64]&(1<<(row%64)) != 0 }

// The types a column is read as are the caller's to know: DOUBLE, BIGINT or UBIGINT, UTINYINT.

func (c vector) floats() []float64  { return unsafe.Slice((*float64)(c.data), c.rows) }
func (c vector) ints() []int64      { return unsafe.Slice((*int64)(c.data), c.rows) }
func (c vector) unsigned() []uint64 { return unsafe.Slice((*uint64)(c.data), c.rows) }
func (c vector) bytes() []byte      { return unsafe.Slice((*byte)(c.data), c.rows) }
