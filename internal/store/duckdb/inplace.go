package duckdb

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"unsafe"

	duck "github.com/duckdb/duckdb-go/v2"
)

// column is a vector of a data chunk, read where DuckDB keeps it. It is valid as long as the chunk is.
//
// The driver gives access in place to text only (duck.GetVectorView); numbers it hands out one by one in an interface
// value, which takes longer than all that is done with them. So their address is taken from the driver's own fields.
// An address that is not there, with another version of the driver, is an error, and the package's tests fail.
type column struct {
	data  unsafe.Pointer
	valid []uint64 // a bit for each row that is not NULL; nil when all are
	rows  int
}

// columnAt is the column of a chunk, which must have one of the types.
func columnAt(chunk *duck.DataChunk, index int, types ...duck.Type) (column, error) {
	vector, err := chunk.GetVector(index)
	if err != nil {
		return column{}, err
	}
	return columnOf(vector, chunk.GetSize(), types...)
}

func columnOf(vector duck.Vector, rows int, types ...duck.Type) (column, error) {
	inner := reflect.Indirect(reflect.ValueOf(vector).FieldByName("v"))
	if inner.Kind() != reflect.Struct {
		return column{}, errDriver
	}
	kind, data, validity := inner.FieldByName("Type"), inner.FieldByName("dataPtr"), inner.FieldByName("maskPtr")
	if !kind.IsValid() || !kind.CanUint() || data.Kind() != reflect.UnsafePointer || validity.Kind() != reflect.UnsafePointer {
		return column{}, errDriver
	}
	if !slices.Contains(types, duck.Type(kind.Uint())) {
		return column{}, fmt.Errorf("a column of a chunk is of type %d, want one of %d", kind.Uint(), types)
	}
	c := column{data: data.UnsafePointer(), rows: rows}
	if mask := validity.UnsafePointer(); mask != nil {
		c.valid = unsafe.Slice((*uint64)(mask), (rows+63)/64)
	}
	return c, nil
}

var errDriver = errors.New("this version of the DuckDB driver keeps vectors in another form")

func (c column) has(row int) bool { return c.valid == nil || c.valid[row/64]&(1<<(row%64)) != 0 }

// The types a column is read as are the caller's to know: DOUBLE, BIGINT or UBIGINT, UTINYINT.

func (c column) floats() []float64 { return unsafe.Slice((*float64)(c.data), c.rows) }
func (c column) ints() []int64     { return unsafe.Slice((*int64)(c.data), c.rows) }
func (c column) bytes() []byte     { return unsafe.Slice((*byte)(c.data), c.rows) }
