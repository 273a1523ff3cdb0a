package duckdb

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"strings"
	"sync/atomic"

	duck "github.com/duckdb/duckdb-go/v2"
	"github.com/duckdb/duckdb-go/v2/mapping"

	"paceline/internal/percentile"
	"paceline/internal/rum"
)

// Percentiles of many groups are counted here and not in SQL: DuckDB hands its vectors to the function tally, a
// thousand rows at a time, from each of its threads. One pass then takes a tenth of the time of GROUP BY a bin, or of
// quantile_cont, and its memory does not grow with the page views.

// visitor is what the function tally of a statement calls with each chunk: the key of the rows, then their vitals, and
// last their weights. It is called by several threads at the same time.
type visitor interface {
	visit(rows chunk) error
}

// visitorKey is what the visitor has in the context of a statement.
type visitorKey struct{}

func visitedBy(ctx context.Context, v visitor) context.Context {
	return context.WithValue(ctx, visitorKey{}, v)
}

// tallyFunction is tally(key, value...), which shows a chunk to the visitor of its statement.
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

// tallyChunk leaves the result as it is: nobody reads it, only how many there are.
func tallyChunk(ctx context.Context, state *duck.ChunkIteratorState) error {
	v, ok := ctx.Value(visitorKey{}).(visitor)
	if !ok {
		return errors.New("tally: the statement has no visitor")
	}
	rows, err := rawChunk(state.GetInputChunk())
	if err != nil {
		return err
	}
	return v.visit(rows)
}

// keyKind is how a type of keys is read from the first column of a chunk.
type keyKind[K comparable] struct {
	read func(rows chunk) (at func(row int) K, err error)
	keep func(key K) K      // one that outlasts the chunk
	slot func(key K) uint16 // keys that are met together mostly have different ones
}

func numberKey() keyKind[int64] {
	return keyKind[int64]{
		read: func(rows chunk) (func(int) int64, error) {
			column, err := rows.vector(0, mapping.TypeBigInt)
			keys := column.ints()
			return func(row int) int64 { return keys[row] }, err
		},
		keep: func(key int64) int64 { return key },
		slot: func(key int64) uint16 { return uint16(key) },
	}
}

func textKey() keyKind[string] {
	return keyKind[string]{
		read: func(rows chunk) (func(int) string, error) {
			column, err := rows.vector(0, mapping.TypeVarchar)
			keys := column.texts()
			return func(row int) string { return keys[row].text() }, err
		},
		keep: strings.Clone,
		slot: func(key string) uint16 {
			if key == "" {
				return 0
			}
			return uint16(key[0]) ^ uint16(key[len(key)-1])<<3 ^ uint16(len(key))<<6
		},
	}
}

// tally sorts page views into cells by key. Every thread that visits has cells of its own.
type tally[K comparable] struct {
	kind   keyKind[K]
	vitals []rum.Vital
	begin  func(key K) *cell // of a key that is met the first time; nil: it is not asked about
	add    adder
	kept   *kept
	most   int         // cells of a thread; 0: any number
	over   atomic.Bool // there would have been more

	threads threads[part[K]]
}

func newTally[K comparable](kind keyKind[K], vitals []rum.Vital, begin func(K) *cell, add adder, kept *kept) *tally[K] {
	t := &tally[K]{kind: kind, vitals: vitals, begin: begin, add: add, kept: kept}
	t.threads.begin = func() *part[K] { return &part[K]{cells: map[K]*cell{}, kept: kept.keeping()} }
	return t
}

// part is one thread's share.
type part[K comparable] struct {
	cells  map[K]*cell
	recent [1 << 10]met[K] // by slot
	kept   *keeping

	// Of the chunk that is being visited: the cell of each row, the cells there are, and the rows, those of the first
	// cell before those of the second, and so on.
	assigned []*cell
	present  []*cell
	sorted   []uint16
}

// met is a key and its cell, which may be none.
type met[K comparable] struct {
	key  K
	cell *cell
	set  bool
}

func (t *tally[K]) visit(rows chunk) error {
	if t.over.Load() {
		return nil
	}
	p := t.threads.take()
	defer t.threads.give(p)
	at, err := t.kind.read(rows)
	if err != nil {
		return err
	}
	weights, err := rows.weights(1 + len(t.vitals))
	if err != nil {
		return err
	}
	t.assign(p, rows.rows, at)
	p.sort()
	p.eachCell(func(c *cell, of []uint16) { c.extra += percentile.Extra(weights, of) })
	keeps := t.kept.room(len(p.sorted))
	if keeps {
		p.kept.begin(p.present...)
	}
	for i, vital := range t.vitals {
		readings, err := rows.floats(1 + i)
		if err != nil {
			return err
		}
		p.eachCell(func(c *cell, of []uint16) { t.add(c, vital, readings, weights, of) })
		if keeps {
			to := p.kept.reading(vital, weights, len(p.sorted))
			p.eachCell(func(_ *cell, of []uint16) { to.add(readings, weights, of) })
		}
	}
	return nil
}

// eachCell calls f with every cell that is present, and its rows of the chunk.
func (p *part[K]) eachCell(f func(c *cell, of []uint16)) {
	end := 0
	for _, c := range p.present {
		begin := end
		end += c.here
		f(c, p.sorted[begin:end])
	}
}

// assign finds the cell of every row.
func (t *tally[K]) assign(p *part[K], rows int, at func(row int) K) {
	for _, c := range p.present {
		c.here = 0
	}
	p.assigned, p.present = p.assigned[:0], p.present[:0]
	for row := range rows {
		key := at(row)
		recent := &p.recent[t.kind.slot(key)%uint16(len(p.recent))]
		if !recent.set || recent.key != key {
			*recent = t.meet(p, key)
		}
		c := recent.cell
		if c != nil {
			if c.here == 0 {
				p.present = append(p.present, c)
			}
			c.here++
		}
		p.assigned = append(p.assigned, c)
	}
}

// sort is a counting sort of the rows by cell.
func (p *part[K]) sort() {
	total := 0
	for _, c := range p.present {
		c.next = total
		total += c.here
		c.views += int64(c.here)
	}
	p.sorted = slices.Grow(p.sorted[:0], total)[:total]
	for row, c := range p.assigned {
		if c != nil {
			p.sorted[c.next] = uint16(row)
			c.next++
		}
	}
}

// meet finds or begins the cell of a key.
func (t *tally[K]) meet(p *part[K], key K) met[K] {
	key = t.kind.keep(key)
	of, found := p.cells[key]
	if !found && t.most > 0 && len(p.cells) >= t.most {
		t.over.Store(true)
		return met[K]{key: key, set: true}
	}
	if !found {
		of = t.begin(key)
		p.cells[key] = of
	}
	return met[K]{key: key, cell: of, set: true}
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
