package duckdb

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"
	"unsafe"

	"github.com/duckdb/duckdb-go/v2/mapping"
)

// fetched is a row of a query's answer, read from DuckDB's vectors as it stands there: what the driver boxes and
// database/sql converts, for each of fifty values, took longer than to find the row. It is columnar's counterpart: the values
// are taken in the order of the columns, each with the method of its type. NULL is the zero value. What goes wrong is kept
// until the end.
type fetched struct {
	chunk   chunk
	columns []fetchedColumn
	row     int // of the chunk
	at      int // the next column
	err     error
}

type fetchedColumn struct {
	kind   mapping.Type
	vector vector
	last   string // the text that was taken last: columns repeat themselves, and it need not be copied again
}

// fetch runs a query on the connection and calls take for each of its rows. It holds no text of DuckDB's afterwards.
func fetch(ctx context.Context, conn *sql.Conn, query string, args []any, take func(*fetched)) error {
	_, err := patiently(ctx, conn, query, args, func(result *mapping.Result) error { return (&fetched{}).each(result, take) })
	return err
}

func namedValues(args []any) []driver.NamedValue {
	values := make([]driver.NamedValue, len(args))
	for i, arg := range args {
		values[i] = driver.NamedValue{Ordinal: i + 1, Value: arg}
		if named, ok := arg.(sql.NamedArg); ok {
			values[i].Name, values[i].Value = named.Name, named.Value
		}
	}
	return values
}

func (f *fetched) each(result *mapping.Result, take func(*fetched)) error {
	for i := range int(mapping.ColumnCount(result)) {
		f.columns = append(f.columns, fetchedColumn{kind: mapping.ColumnType(result, mapping.IdxT(i))})
	}
	for f.err == nil {
		raw := mapping.FetchChunk(*result)
		if raw.Ptr == nil {
			return nil
		}
		f.eachOf(raw, take)
		mapping.DestroyDataChunk(&raw)
	}
	return f.err
}

func (f *fetched) eachOf(raw mapping.DataChunk, take func(*fetched)) {
	f.chunk = chunk{raw: raw, rows: int(mapping.DataChunkGetSize(raw))}
	for i := range f.columns {
		column := &f.columns[i]
		if column.vector, f.err = f.chunk.vector(i, column.kind); f.err != nil {
			return
		}
	}
	for f.row = range f.chunk.rows {
		f.at = 0
		take(f)
		if f.err == nil && f.at != len(f.columns) {
			f.err = fmt.Errorf("%d of %d values of the row were taken", f.at, len(f.columns))
		}
		if f.err != nil {
			return
		}
	}
}

// there reports whether the next value is not NULL.
func (f *fetched) there() bool {
	return f.at < len(f.columns) && f.columns[f.at].vector.valid[f.row/64]&(1<<(f.row%64)) != 0
}

// next is the next column of the row, which must be of the kind; nil where it is NULL.
func (f *fetched) next(kind mapping.Type) *fetchedColumn {
	if f.err != nil {
		return nil
	}
	if f.at >= len(f.columns) || f.columns[f.at].kind != kind {
		f.err = fmt.Errorf("value %d of the row is not of the type it is taken as", f.at)
		return nil
	}
	column, there := &f.columns[f.at], f.there()
	f.at++
	if !there {
		return nil
	}
	return column
}

// takeValue reads a value of the kind, whose size T must have.
func takeValue[T any](f *fetched, kind mapping.Type) (value T) {
	if column := f.next(kind); column != nil {
		value = *(*T)(unsafe.Add(column.vector.data, uintptr(f.row)*unsafe.Sizeof(value)))
	}
	return value
}

func (f *fetched) integer() int64   { return takeValue[int64](f, mapping.TypeBigInt) }
func (f *fetched) unsigned() uint64 { return takeValue[uint64](f, mapping.TypeUBigInt) }
func (f *fetched) short() uint16    { return takeValue[uint16](f, mapping.TypeUSmallInt) }
func (f *fetched) small() int32     { return takeValue[int32](f, mapping.TypeInteger) }
func (f *fetched) double() float64  { return takeValue[float64](f, mapping.TypeDouble) }
func (f *fetched) boolean() bool    { return takeValue[bool](f, mapping.TypeBoolean) }

// timestamp is in ms since the epoch; DuckDB counts microseconds.
func (f *fetched) timestamp() int64 { return takeValue[int64](f, mapping.TypeTimestamp) / 1000 }

// uuid undoes columnar.uuid.
func (f *fetched) uuid() viewID {
	halves := takeValue[[2]uint64](f, mapping.TypeUUID)
	return viewIDOf(halves[1]^1<<63, halves[0])
}

func (f *fetched) text() string { return f.copied(mapping.TypeVarchar) }
func (f *fetched) blob() string { return f.copied(mapping.TypeBlob) }

func (f *fetched) copied(kind mapping.Type) string {
	column := f.next(kind)
	if column == nil {
		return ""
	}
	if text := column.vector.texts()[f.row].text(); text != column.last {
		column.last = string([]byte(text))
	}
	return column.last
}
