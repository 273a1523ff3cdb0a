package duckdb

import (
	"context"
	"database/sql"
	"fmt"

	"paceline/internal/rum"
	"paceline/internal/store"
)

// answer is one question about a selection, asked on one snapshot.
type answer struct {
	ctx    context.Context
	q      querier
	sel    store.Select
	method rum.Method
}

// ask reads on one snapshot, with the method that the number of selected page views calls for.
func (d *DB) ask(ctx context.Context, name string, s store.Select, f func(a *answer) error) (rum.Method, error) {
	a := &answer{ctx: ctx, sel: s, method: rum.Exact}
	err := d.read(ctx, func(q querier) error {
		a.q = q
		text, args, err := filtered("Count", s)
		if err != nil {
			return err
		}
		var views int64
		if err := one(ctx, q, text, args, &views); err != nil {
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

// byVital holds the percentiles of every vital.
type byVital = [rum.VitalCount]rum.Percentiles

// groups asks for percentiles by key, a piece of SQL over metrics.
type groups struct {
	key  string
	only any // a list of keys, or nil for all
	args []any
}

func (g groups) fill(name string, s store.Select) (text string, args []any, err error) {
	text, args, err = filtered(name, s)
	if err != nil {
		return "", nil, err
	}
	if g.only != nil {
		text = onlyKeys(text, g.key)
		args = append(args, sql.Named("keys", g.only))
	}
	return fillIn(text, "key", g.key), append(args, g.args...), nil
}

// onlyKeys adds to a filled in statement that the key is one of $keys.
func onlyKeys(text, key string) string { return fillIn(text, "keys", key+" = ANY($keys)") }

// percentilesBy gives the percentiles of every vital for each key that has page views.
func percentilesBy[K comparable](a *answer, g groups) (map[K]byVital, error) {
	if a.method == rum.Sketch {
		return sketchBy[K](a, g)
	}
	text, args, err := g.fill("Percentiles", a.sel)
	if err != nil {
		return nil, err
	}
	byKey := map[K]byVital{}
	_, err = queryAll(a.ctx, a.q, text, args, func(rows *sql.Rows) (struct{}, error) {
		var key K
		var samples [rum.VitalCount]int64
		var values [rum.VitalCount]any
		targets := []any{&key}
		for i := range samples {
			targets = append(targets, &samples[i], &values[i])
		}
		if err := rows.Scan(targets...); err != nil {
			return struct{}{}, err
		}
		var vitals byVital
		for i := range vitals {
			vitals[i] = toPercentiles(samples[i], values[i])
		}
		byKey[key] = vitals
		return struct{}{}, nil
	})
	return byKey, err
}

// gamma is the ratio of the bounds of a bin: its centre is within rum.SketchError of each value in it.
const gamma = (1 + rum.SketchError) / (1 - rum.SketchError)

func sketchBy[K comparable](a *answer, g groups) (map[K]byVital, error) {
	text, args, err := g.fill("PercentilesSketch", a.sel)
	if err != nil {
		return nil, err
	}
	byKey := map[K]byVital{}
	_, err = queryAll(a.ctx, a.q, text, append(args, sql.Named("gamma", float64(gamma))), func(rows *sql.Rows) (struct{}, error) {
		var key K
		var name string
		var samples int64
		var values any
		if err := rows.Scan(&key, &name, &samples, &values); err != nil {
			return struct{}{}, err
		}
		vital, ok := rum.ParseVital(name)
		if !ok {
			return struct{}{}, fmt.Errorf("sketch of unknown vital %q", name)
		}
		vitals := byKey[key]
		vitals[vital] = toPercentiles(samples, values)
		byKey[key] = vitals
		return struct{}{}, nil
	})
	return byKey, err
}

// toPercentiles reads DuckDB's list of the five percentiles; NULL is no data.
func toPercentiles(samples int64, values any) rum.Percentiles {
	p := rum.Percentiles{Samples: samples}
	list, ok := values.([]any)
	if !ok || samples == 0 {
		return p
	}
	for i, to := range []**float64{&p.P50, &p.P75, &p.P90, &p.P95, &p.P99} {
		if value, ok := list[i].(float64); ok {
			*to = &value
		}
	}
	return p
}
