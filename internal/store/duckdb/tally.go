package duckdb

import (
	"context"
	"database/sql"
	"errors"
	"strings"

	duck "github.com/duckdb/duckdb-go/v2"

	"paceline/internal/rum"
)

// Percentiles of many groups are counted here and not in SQL: DuckDB hands its vectors to the function tally, a
// thousand rows at a time, from each of its threads. One pass then takes a tenth of the time of GROUP BY a bin, or of
// quantile_cont, and its memory does not grow with the page views.

// visitor is what the function tally of a statement calls with each chunk: the key of the rows, then their vitals. It
// is called by several threads at the same time.
type visitor interface {
	visit(chunk *duck.DataChunk) error
}

// visitorKey is what the visitor has in the context of a statement.
type visitorKey struct{}

func visitedBy(ctx context.Context, v visitor) context.Context {
	return context.WithValue(ctx, visitorKey{}, v)
}

// tallyFunction is tally(key, value...): 1 for each row.
type tallyFunction struct{ key, value, result duck.TypeInfo }

// registerTally adds the function to the database that the connection is to.
func registerTally(conn *sql.Conn) error {
	double, err := duck.NewTypeInfo(duck.TYPE_DOUBLE)
	if err != nil {
		return err
	}
	result, err := duck.NewTypeInfo(duck.TYPE_UTINYINT)
	if err != nil {
		return err
	}
	var functions []duck.ScalarFunc
	for _, t := range []duck.Type{duck.TYPE_BIGINT, duck.TYPE_UBIGINT, duck.TYPE_VARCHAR} {
		key, err := duck.NewTypeInfo(t)
		if err != nil {
			return err
		}
		functions = append(functions, &tallyFunction{key: key, value: double, result: result})
	}
	return duck.RegisterScalarUDFSet(conn, "tally", functions...)
}

// Config implements duck.ScalarFunc. A volatile function is called for every row.
func (f *tallyFunction) Config() duck.ScalarFuncConfig {
	return duck.ScalarFuncConfig{
		InputTypeInfos: []duck.TypeInfo{f.key}, VariadicTypeInfo: f.value, ResultTypeInfo: f.result,
		Volatile: true, SpecialNullHandling: true,
	}
}

// Executor implements duck.ScalarFunc. The binder fixes the statement's context before threads share it.
func (f *tallyFunction) Executor() duck.ScalarFuncExecutor {
	return duck.ScalarFuncExecutor{
		ScalarBinder:         func(ctx context.Context, _ []duck.ScalarUDFArg) (context.Context, error) { return ctx, nil },
		ChunkContextExecutor: tallyChunk,
	}
}

func tallyChunk(ctx context.Context, state *duck.ChunkIteratorState) error {
	v, ok := ctx.Value(visitorKey{}).(visitor)
	if !ok {
		return errors.New("tally: the statement has no visitor")
	}
	chunk := state.GetInputChunk()
	if err := v.visit(chunk); err != nil {
		return err
	}
	result, err := vectorOf(state.GetResultVector(), chunk.GetSize(), duck.TYPE_UTINYINT)
	if err != nil {
		return err
	}
	ones := result.bytes()
	for i := range ones {
		ones[i] = 1
	}
	return nil
}

// keyKind is how a type of keys is read from the first column of a chunk.
type keyKind[K comparable] struct {
	read func(chunk *duck.DataChunk) (at func(row int) (K, error), err error)
	keep func(key K) K // one that outlasts the chunk
}

func numberKey() keyKind[int64] {
	return keyKind[int64]{
		read: func(chunk *duck.DataChunk) (func(int) (int64, error), error) {
			c, err := vectorAt(chunk, 0, duck.TYPE_BIGINT)
			if err != nil {
				return nil, err
			}
			keys := c.ints()
			return func(row int) (int64, error) { return keys[row], nil }, nil
		},
		keep: func(key int64) int64 { return key },
	}
}

func textKey() keyKind[string] {
	return keyKind[string]{
		read: func(chunk *duck.DataChunk) (func(int) (string, error), error) {
			vector, err := chunk.GetVector(0)
			if err != nil {
				return nil, err
			}
			view, err := duck.GetVectorView[string](vector)
			if err != nil {
				return nil, err
			}
			return func(row int) (string, error) {
				key, _, err := view.GetValueBorrowed(row)
				return key, err
			}, nil
		},
		keep: strings.Clone,
	}
}

// tally sorts page views into cells by key. Every thread that visits has cells of its own.
type tally[K comparable] struct {
	kind   keyKind[K]
	vitals []rum.Vital
	begin  func(key K) *cell // of a key that is met the first time; nil: it is not asked about
	add    adder

	threads threads[part[K]]
}

func newTally[K comparable](kind keyKind[K], vitals []rum.Vital, begin func(K) *cell, add adder) *tally[K] {
	t := &tally[K]{kind: kind, vitals: vitals, begin: begin, add: add}
	t.threads.begin = func() *part[K] { return &part[K]{cells: map[K]*cell{}} }
	return t
}

// part is one thread's share.
type part[K comparable] struct {
	cells map[K]*cell
	rows  []*cell // of the chunk's rows
}

func (t *tally[K]) visit(chunk *duck.DataChunk) error {
	p := t.threads.take()
	defer t.threads.give(p)
	at, err := t.kind.read(chunk)
	if err != nil {
		return err
	}
	if err := t.assign(p, chunk.GetSize(), at); err != nil {
		return err
	}
	for i, vital := range t.vitals {
		readings, err := vectorAt(chunk, 1+i, duck.TYPE_DOUBLE)
		if err != nil {
			return err
		}
		t.add(p.rows, vital, readings)
	}
	return nil
}

// assign finds the cell of every row. Neighbours often have the same.
func (t *tally[K]) assign(p *part[K], rows int, at func(row int) (K, error)) error {
	p.rows = p.rows[:0]
	var last K
	var current *cell
	for row := range rows {
		key, err := at(row)
		if err != nil {
			return err
		}
		if row == 0 || key != last {
			found := false
			if current, found = p.cells[key]; !found {
				key = t.kind.keep(key)
				current = t.begin(key)
				p.cells[key] = current
			}
			last = key
		}
		if current != nil {
			current.views++
		}
		p.rows = append(p.rows, current)
	}
	return nil
}

// merged are the cells of all threads together, once the statement is over.
func (t *tally[K]) merged() map[K]*cell {
	all := map[K]*cell{}
	for _, p := range t.threads.all {
		for key, c := range p.cells {
			if c == nil {
				continue
			}
			if sum := all[key]; sum != nil {
				sum.merge(c)
			} else {
				all[key] = c
			}
		}
	}
	return all
}
