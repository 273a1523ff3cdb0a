package postgres

import (
	"context"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"paceline/internal/rum"
	"paceline/internal/store"
)

// answer is one question about a selection, asked on one snapshot.
type answer struct {
	ctx context.Context
	q   pgx.Tx
	sel store.Select

	method   rum.Method // what the number of selected page views calls for
	weighted bool       // some of them have a weight
}

// ask reads on one snapshot. After a replica has failed f runs once more: it begins with empty hands.
func (d *DB) ask(ctx context.Context, name string, s store.Select, f func(a *answer) error) (method rum.Method, err error) {
	err = d.read(ctx, func(ctx context.Context, q pgx.Tx) error {
		a := &answer{ctx: ctx, q: q, sel: s, method: rum.Exact}
		text, args, err := filtered("Count", s)
		if err != nil {
			return err
		}
		args["limit"] = d.options.ExactLimit + 1
		var views, weights int64
		if err := q.QueryRow(ctx, text, args).Scan(&views, &weights); err != nil {
			return err
		}
		a.weighted = weights > 0
		if views > d.options.ExactLimit {
			a.method = rum.Sketch
		}
		method = a.method
		return f(a)
	})
	if err != nil {
		return "", fmt.Errorf("%s: %w", name, err)
	}
	return method, nil
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
	views     int64
	estimated float64 // how many they stand for
	vitals    byVital
}

// groups asks for percentiles by key.
type groups[K comparable] struct {
	key  string // SQL over metrics
	kind string // its type
	args pgx.NamedArgs
	only any         // the keys that are asked about, a slice; nil: all
	of   []rum.Vital // those that are asked about
}

// groupsBy gives the groups that have page views. PostgreSQL's percentile_cont knows no weights.
func groupsBy[K comparable](a *answer, g groups[K]) (map[K]group, error) {
	if a.method == rum.Exact && !a.weighted {
		return g.unweighted(a)
	}
	return g.counted(a)
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

func (g groups[K]) unweighted(a *answer) (map[K]group, error) {
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
		of := group{views: views, estimated: float64(views)}
		for _, vital := range g.of {
			of.vitals[vital] = described(samples[vital], slices.Clone(values[vital]))
		}
		all[key] = of
		return nil
	})
	return all, err
}

// described names what stands in the order of the statement: p50, p75, p90, p95, p99. Without samples there are none.
func described(samples int64, p []float64) rum.Percentiles {
	if samples == 0 || len(p) != 5 {
		return rum.Percentiles{}
	}
	return rum.Percentiles{
		P50: &p[0], P75: &p[1], P90: &p[2], P95: &p[3], P99: &p[4], Samples: samples, Estimated: float64(samples),
	}
}
