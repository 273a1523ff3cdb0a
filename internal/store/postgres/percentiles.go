package postgres

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"paceline/internal/rum"
	"paceline/internal/store"
)

// answer is one question about a selection, asked on one snapshot.
type answer struct {
	ctx    context.Context
	q      pgx.Tx
	sel    store.Select
	method rum.Method // what the number of selected page views calls for
}

// ask reads on one snapshot.
func (d *DB) ask(ctx context.Context, name string, s store.Select, f func(a *answer) error) (rum.Method, error) {
	a := &answer{ctx: ctx, sel: s, method: rum.Exact}
	err := d.read(ctx, func(q pgx.Tx) error {
		a.q = q
		text, args, err := filtered("Count", s)
		if err != nil {
			return err
		}
		args["limit"] = d.options.ExactLimit + 1
		var views int64
		if err := q.QueryRow(ctx, text, args).Scan(&views); err != nil {
			return err
		}
		if views > d.options.ExactLimit {
			a.method = rum.Sketch
		}
		return f(a)
	})
	if err != nil {
		return "", fmt.Errorf("%s: %w", name, err)
	}
	return a.method, nil
}

// query runs a statement of the sql folder on the selection.
func (a *answer) query(name string, parts map[string]string, more pgx.NamedArgs, targets []any, each func() error) error {
	text, args, err := filtered(name, a.sel)
	if err != nil {
		return err
	}
	for mark, part := range parts {
		text = fillIn(text, mark, part)
	}
	for name, value := range more {
		args[name] = value
	}
	rows, err := a.q.Query(a.ctx, text, args)
	if err != nil {
		return err
	}
	_, err = pgx.ForEachRow(rows, targets, each)
	return err
}

// byVital holds the percentiles of every vital.
type byVital = [rum.VitalCount]rum.Percentiles

// group is what there is to say of the page views with one key.
type group struct {
	views  int64
	vitals byVital
}

// groups asks for percentiles by key.
type groups[K comparable] struct {
	key  string // SQL over metrics
	args pgx.NamedArgs
	only any         // the keys that are asked about, a slice; nil: all
	of   []rum.Vital // those that are asked about
}

// groupsBy gives the groups that have page views.
func groupsBy[K comparable](a *answer, g groups[K]) (map[K]group, error) {
	if a.method == rum.Sketch {
		return g.sketched(a)
	}
	return g.exact(a)
}

func (g groups[K]) arguments() (parts map[string]string, args pgx.NamedArgs) {
	parts = map[string]string{"key": g.key, "only": "true"}
	args = pgx.NamedArgs{}
	for name, value := range g.args {
		args[name] = value
	}
	if g.only != nil {
		parts["only"], args["only"] = g.key+" = ANY(@only)", g.only
	}
	return parts, args
}

func (g groups[K]) exact(a *answer) (map[K]group, error) {
	all := map[K]group{}
	var key K
	var views int64
	var samples [rum.VitalCount]int64
	var values [rum.VitalCount][]float64
	targets := []any{&key, &views}
	for i := range samples {
		targets = append(targets, &samples[i], &values[i])
	}
	parts, args := g.arguments()
	err := a.query("Percentiles", parts, args, targets, func() error {
		of := group{views: views}
		for _, vital := range g.of {
			of.vitals[vital] = described(samples[vital], append([]float64(nil), values[vital]...))
		}
		all[key] = of
		return nil
	})
	return all, err
}

// viewsInstead is in the place of a vital where the statement counts page views.
const viewsInstead = -1

func (g groups[K]) sketched(a *answer) (map[K]group, error) {
	type counted struct {
		views  int64
		vitals [rum.VitalCount]histogram
	}
	cells := map[K]*counted{}
	var key K
	var vital, bin int
	var count int64
	parts, args := g.arguments()
	wanted := []int{viewsInstead}
	for _, v := range g.of {
		wanted = append(wanted, int(v))
	}
	args["vitals"] = wanted
	err := a.query("PercentilesSketch", parts, args, []any{&key, &vital, &bin, &count}, func() error {
		cell := cells[key]
		if cell == nil {
			cell = &counted{}
			cells[key] = cell
		}
		if vital == viewsInstead {
			cell.views += count
		} else {
			cell.vitals[vital].add(bin, count)
		}
		return nil
	})
	all := make(map[K]group, len(cells))
	for key, cell := range cells {
		of := group{views: cell.views}
		for _, vital := range g.of {
			of.vitals[vital] = cell.vitals[vital].percentiles()
		}
		all[key] = of
	}
	return all, err
}
