package duckdb

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"paceline/internal/rum"
	"paceline/internal/store"
)

// answer is one question about a selection, asked on one snapshot.
type answer struct {
	ctx    context.Context
	q      querier
	sel    store.Select
	limit  int64 // of page views that are answered exactly
	room   int64 // for page views whose readings may be held in memory
	most   int   // groups that may be counted to find the greatest
	method rum.Method
}

// ask reads on one snapshot, with the method that the number of selected page views calls for.
func (d *DB) ask(ctx context.Context, name string, s store.Select, f func(a *answer) error) (rum.Method, error) {
	a := &answer{ctx: ctx, sel: s, limit: d.options.ExactLimit, room: d.options.Kept, most: d.options.Groups, method: rum.Exact}
	err := d.read(ctx, func(q querier) error {
		a.q = q
		return f(a)
	})
	if err != nil {
		return "", fmt.Errorf("%s: %w", name, err)
	}
	return a.method, nil
}

// byVital holds the percentiles of every vital.
type byVital = [rum.VitalCount]rum.Percentiles

// group is what there is to say of the page views with one key.
type group struct {
	views     int64
	estimated float64 // how many they stand for
	vitals    byVital
}

// groups asks for percentiles by key, a piece of SQL over metrics.
type groups[K comparable] struct {
	key    string
	kind   keyKind[K]
	args   []any
	only   []K         // the keys that are asked about; nil: all
	most   int         // more keys are errManyGroups; 0: any number
	vitals []rum.Vital // those that are asked about
}

// errManyGroups tells that a pass has met more keys than it may hold cells for.
var errManyGroups = errors.New("too many groups for one pass")

// groupsBy gives the groups that have page views. If few enough are selected, a second pass over what was kept, or over
// the same snapshot, collects the values that the percentiles stand between.
func groupsBy[K comparable](a *answer, g groups[K]) (map[K]group, error) {
	kept := newKept(min(a.room, a.limit))
	defer kept.release()
	cells, views, err := g.pass(a, count, g.begin, kept)
	if err != nil {
		return nil, err
	}
	if views > a.limit {
		a.method = rum.Sketch
		return g.described(cells, (*cell).sketched), nil
	}
	if kept.all() {
		for _, c := range cells {
			c.want()
		}
		kept.recall()
	} else if err := g.collect(a, cells); err != nil {
		return nil, err
	}
	return g.described(cells, (*cell).exact), nil
}

// collect is the second pass: it brings the cells of the first one the values that their percentiles stand between.
func (g groups[K]) collect(a *answer, cells map[K]*cell) error {
	collected, _, err := g.pass(a, collect, func(key K) *cell {
		c := cells[key]
		if c == nil {
			return nil
		}
		return c.collector()
	}, newKept(-1))
	if err != nil {
		return err
	}
	for key, c := range cells {
		of := collected[key]
		if of == nil || of.views != c.views {
			return fmt.Errorf("the passes met different page views of %v", key)
		}
		c.wanted = of.wanted
	}
	return nil
}

// begin is the cell of a key that is met the first time.
func (g groups[K]) begin(key K) *cell {
	if g.only != nil && !slices.Contains(g.only, key) {
		return nil
	}
	return &cell{}
}

// pass shows the selected page views, views in number, to cells.
func (g groups[K]) pass(a *answer, add adder, begin func(K) *cell, kept *kept) (cells map[K]*cell, views int64, err error) {
	t := newTally(g.kind, g.vitals, begin, add, kept)
	t.most = g.most
	views, err = a.show(t, g.key, g.vitals, g.args)
	if err == nil && t.over.Load() {
		err = errManyGroups
	}
	return t.merged(), views, err
}

// show has a visitor see the selected page views, views in number: of each the key, a piece of SQL with its arguments,
// the vitals and the weight.
func (a *answer) show(to visitor, key string, vitals []rum.Vital, of []any) (views int64, err error) {
	text, args, err := filtered("Tally", a.sel)
	if err != nil {
		return 0, err
	}
	var columns []string
	for _, vital := range vitals {
		columns = append(columns, vital.Info().Column)
	}
	text = fillIn(fillIn(text, "key", key), "vitals", strings.Join(columns, ", "))
	var met int64
	if err := one(visitedBy(a.ctx, to), a.q, text, append(args, of...), &views, &met); err != nil {
		return 0, err
	}
	if views != met {
		return 0, fmt.Errorf("%d of %d page views were met", met, views)
	}
	return views, nil
}

func (g groups[K]) described(cells map[K]*cell, method func(*cell, rum.Vital) rum.Percentiles) map[K]group {
	all := make(map[K]group, len(cells))
	for key, c := range cells {
		of := group{views: c.views, estimated: c.estimated()}
		for _, vital := range g.vitals {
			of.vitals[vital] = method(c, vital)
		}
		all[key] = of
	}
	return all
}
