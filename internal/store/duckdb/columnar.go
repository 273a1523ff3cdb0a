package duckdb

import (
	"database/sql/driver"
	"errors"
	"fmt"
	"math"
	"reflect"
	"unicode/utf8"
	"unsafe"

	duck "github.com/duckdb/duckdb-go/v2"
	"github.com/duckdb/duckdb-go/v2/mapping"
)

// columnar appends rows to a table as duck.Appender does, in the transaction the connection is in, but writes the
// values into DuckDB's vectors as they are: boxing fifty values a row took longer than all the rest of an append.
//
// The values of a row are put in the order of the columns, each with the method of its type, and end with endRow.
// What goes wrong is kept until close.
type columnar struct {
	appender mapping.Appender
	chunk    mapping.DataChunk
	types    []mapping.LogicalType
	columns  []column
	row      int // of the chunk
	at       int // the next column
	err      error
	helper   *helper // nil until the first chunk is full
}

// column is one vector of the chunk.
type column struct {
	kind     mapping.Type
	vector   mapping.Vector
	data     unsafe.Pointer // VectorSize values
	validity unsafe.Pointer // a bit a row; cleared is NULL

	// The text that was put last and its slot: columns repeat themselves, and the slot may be used again.
	last string
	slot textSlot
}

// textSlot is duckdb_string_t (https://duckdb.org/docs/stable/clients/c/vector#strings): a length, then twelve bytes of
// text, or its first four and where it stands.
type textSlot struct {
	length uint32
	inline [12]byte
}

func newColumnar(conn driver.Conn, catalog, table string, names []string) (*columnar, error) {
	raw, err := rawConnection(conn)
	if err != nil {
		return nil, err
	}
	c := &columnar{}
	if mapping.AppenderCreateExt(raw, catalog, "main", table, &c.appender) == mapping.StateError {
		return nil, errors.Join(c.failure(), c.destroy())
	}
	for i, name := range names {
		if mapping.AppenderAddColumn(c.appender, name) == mapping.StateError {
			return nil, errors.Join(c.failure(), c.destroy())
		}
		c.types = append(c.types, mapping.AppenderColumnType(c.appender, mapping.IdxT(i)))
		c.columns = append(c.columns, column{kind: mapping.GetTypeId(c.types[i])})
	}
	c.chunk = mapping.CreateDataChunk(c.types)
	c.begin()
	return c, nil
}

// rawConnection is the connection that the driver keeps to itself: it offers no typed way to fill an appender.
func rawConnection(conn driver.Conn) (raw mapping.Connection, err error) {
	of, ok := conn.(*duck.Conn)
	if !ok {
		return raw, fmt.Errorf("%T is no connection of DuckDB's driver", conn)
	}
	pointer := reflect.ValueOf(of).Elem().FieldByName("conn").FieldByName("Ptr")
	if !pointer.IsValid() || pointer.Kind() != reflect.UnsafePointer {
		return raw, errors.New("DuckDB's driver holds its connection differently now")
	}
	return mapping.Connection{Ptr: pointer.UnsafePointer()}, nil
}

// begin makes the chunk ready for its first row.
func (c *columnar) begin() {
	c.row = 0
	for i := range c.columns {
		column := &c.columns[i]
		column.vector = mapping.DataChunkGetVector(c.chunk, mapping.IdxT(i))
		column.data = mapping.VectorGetData(column.vector)
		mapping.VectorEnsureValidityWritable(column.vector)
		column.validity = mapping.VectorGetValidity(column.vector)
		column.last, column.slot = "", textSlot{}
	}
}

// next is the next column of the row, which must be of the kind.
func (c *columnar) next(kind mapping.Type) *column {
	if c.err != nil {
		return nil
	}
	if c.at >= len(c.columns) || c.columns[c.at].kind != kind {
		c.err = fmt.Errorf("value %d of the row is not of its column's type", c.at)
		return nil
	}
	c.at++
	return &c.columns[c.at-1]
}

// putValue writes a value of the kind, whose size T must have.
func putValue[T any](c *columnar, kind mapping.Type, value T) {
	if column := c.next(kind); column != nil {
		*(*T)(unsafe.Add(column.data, uintptr(c.row)*unsafe.Sizeof(value))) = value
	}
}

func (c *columnar) integer(value int64)   { putValue(c, mapping.TypeBigInt, value) }
func (c *columnar) unsigned(value uint64) { putValue(c, mapping.TypeUBigInt, value) }
func (c *columnar) short(value uint16)    { putValue(c, mapping.TypeUSmallInt, value) }
func (c *columnar) small(value int32)     { putValue(c, mapping.TypeInteger, value) }
func (c *columnar) double(value float64)  { putValue(c, mapping.TypeDouble, value) }
func (c *columnar) boolean(value bool)    { putValue(c, mapping.TypeBoolean, value) }

// timestamp takes ms since the epoch; DuckDB counts microseconds.
func (c *columnar) timestamp(millis int64) {
	if most := int64(math.MaxInt64 / 1000); millis >= most || millis <= -most {
		c.err = fmt.Errorf("value %d is no time: %d ms since the epoch", c.at, millis)
		return
	}
	putValue(c, mapping.TypeTimestamp, millis*1000)
}

// uuid writes a UUID, which DuckDB keeps as a signed integer of 128 bits that sorts alike.
func (c *columnar) uuid(id viewID) {
	upper, lower := id.halves()
	putValue(c, mapping.TypeUUID, [2]uint64{lower, upper ^ 1<<63})
}

func (c *columnar) null() {
	if c.err != nil {
		return
	}
	if c.at >= len(c.columns) {
		c.err = fmt.Errorf("the row has more than %d values", len(c.columns))
		return
	}
	mask := (*uint64)(unsafe.Add(c.columns[c.at].validity, uintptr(c.row/64)*8))
	*mask &^= 1 << (c.row % 64)
	c.at++
}

// text refuses what is no UTF-8: DuckDB takes any bytes here, and a table that holds them fails later.
func (c *columnar) text(value string) {
	column := c.next(mapping.TypeVarchar)
	if column == nil {
		return
	}
	if value != column.last && !utf8.ValidString(value) {
		c.err = fmt.Errorf("value %d is no UTF-8: %q", c.at-1, value)
		return
	}
	column.putText(c.row, value)
}

func (c *columnar) blob(value string) {
	if column := c.next(mapping.TypeBlob); column != nil {
		column.putText(c.row, value)
	}
}

func (col *column) putText(row int, value string) {
	slot := (*textSlot)(unsafe.Add(col.data, uintptr(row)*unsafe.Sizeof(textSlot{})))
	switch {
	case value == col.last:
		*slot = col.slot
		return
	case len(value) <= len(slot.inline):
		*slot = textSlot{length: uint32(len(value))}
		copy(slot.inline[:], value)
	default:
		mapping.VectorAssignStringElement(col.vector, mapping.IdxT(row), value)
	}
	col.last, col.slot = value, *slot
}

// textOrNull and the like store the zero value, which is "unknown" in package rum, as NULL.
func (c *columnar) textOrNull(value string) {
	if value == "" {
		c.null()
		return
	}
	c.text(value)
}

func (c *columnar) unsignedOrNull(value uint64) {
	if value == 0 {
		c.null()
		return
	}
	c.unsigned(value)
}

func (c *columnar) smallOrNull(value int32) {
	if value == 0 {
		c.null()
		return
	}
	c.small(value)
}

func (c *columnar) doubleOrNull(value float64, there bool) {
	if !there {
		c.null()
		return
	}
	c.double(value)
}

func (c *columnar) integerOrNull(value int64, there bool) {
	if !there {
		c.null()
		return
	}
	c.integer(value)
}

// fail keeps the first error, if it is one.
func (c *columnar) fail(err error) {
	if c.err == nil {
		c.err = err
	}
}

// endRow reports whether all is well so far.
func (c *columnar) endRow() bool {
	if c.err == nil && c.at != len(c.columns) {
		c.err = fmt.Errorf("the row has %d values, and the table %d columns", c.at, len(c.columns))
	}
	if c.err != nil {
		return false
	}
	c.at = 0
	if c.row++; c.row == duck.GetDataChunkCapacity() {
		c.hand()
	}
	return c.err == nil
}

// hand gives the rows of the chunk to DuckDB and goes on with another one.
func (c *columnar) hand() {
	if c.helper == nil {
		c.helper = c.newHelper()
	}
	mapping.DataChunkSetSize(c.chunk, mapping.IdxT(c.row))
	c.helper.full <- c.chunk
	c.chunk = <-c.helper.empty
	c.begin()
}

// close appends what is left; if something went wrong, what was not flushed yet is forgotten.
func (c *columnar) close() error {
	if c.helper != nil {
		c.fail(c.helper.end())
	}
	if c.err == nil && c.row > 0 {
		mapping.DataChunkSetSize(c.chunk, mapping.IdxT(c.row))
		c.fail(c.append(c.chunk))
	}
	if c.err != nil {
		mapping.AppenderClear(c.appender)
	} else if mapping.AppenderFlush(c.appender) == mapping.StateError {
		c.err = c.failure()
		mapping.AppenderClear(c.appender)
	}
	return errors.Join(c.err, c.destroy())
}

// append has DuckDB copy the rows of a chunk, which is empty then.
func (c *columnar) append(chunk mapping.DataChunk) error {
	if mapping.AppendDataChunk(c.appender, chunk) == mapping.StateError {
		return c.failure()
	}
	mapping.DataChunkReset(chunk)
	return nil
}

// failure is what DuckDB says went wrong.
func (c *columnar) failure() error {
	data := mapping.AppenderErrorData(c.appender)
	defer mapping.DestroyErrorData(&data)
	if !mapping.ErrorDataHasError(data) {
		return errors.New("DuckDB's appender failed and does not say why")
	}
	return &duck.Error{Type: duck.ErrorType(mapping.ErrorDataErrorType(data)), Msg: mapping.ErrorDataMessage(data)}
}

func (c *columnar) destroy() error {
	if c.helper != nil {
		c.helper.destroy()
	}
	if c.chunk.Ptr != nil {
		mapping.DestroyDataChunk(&c.chunk)
	}
	for i := range c.types {
		mapping.DestroyLogicalType(&c.types[i])
	}
	if mapping.AppenderDestroy(&c.appender) == mapping.StateError {
		return errors.New("DuckDB's appender could not be closed")
	}
	return nil
}
