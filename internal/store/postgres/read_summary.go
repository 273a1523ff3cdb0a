package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"

	"paceline/internal/rum"
	"paceline/internal/store"
)

// Summary implements store.Reader. A filter by a dimension that JavaScript errors do not have does not apply to them.
func (d *DB) Summary(ctx context.Context, s store.Select) (summary rum.Summary, err error) {
	summary.Method, err = d.ask(ctx, "summary", s, func(a *answer) error {
		all, err := groupsBy(a, groups[int64]{key: "0::bigint", kind: "bigint", of: rum.Vitals()})
		if err != nil {
			return err
		}
		for i, p := range all[0].vitals {
			summary.Vitals[i].Percentiles = p
		}
		if err := a.rate(&summary); err != nil {
			return err
		}
		if err := a.query("Sessions", nil, nil, []any{&summary.Sessions}, ignore); err != nil {
			return err
		}
		return a.countErrors(&summary)
	})
	return summary, err
}

// ignore is for statements of one row, which is read when they are over.
func ignore() error { return nil }

// rate counts the page views, and how good their values are.
func (a *answer) rate(summary *rum.Summary) error {
	args := pgx.NamedArgs{}
	targets := []any{&summary.Views, &summary.Estimated}
	for i := range summary.Vitals {
		v := &summary.Vitals[i]
		info := rum.Vital(i).Info()
		args[info.Column+"_good"], args[info.Column+"_poor"] = info.Good, info.Poor
		targets = append(targets, &v.Good, &v.NeedsImprovement, &v.Poor)
	}
	return a.query("Summary", nil, args, targets, ignore)
}

func (a *answer) countErrors(summary *rum.Summary) error {
	errors := *a
	errors.sel = ofErrors(a.sel)
	return errors.query("SummaryErrors", nil, nil, []any{&summary.Errors}, ignore)
}

// Distribution implements store.Reader.
func (d *DB) Distribution(ctx context.Context, s store.Select, vital rum.Vital) (spread rum.Distribution, err error) {
	spread.Method, err = d.ask(ctx, "distribution", s, func(a *answer) error {
		all, err := groupsBy(a, groups[int64]{key: "0::bigint", kind: "bigint", of: []rum.Vital{vital}})
		if err != nil {
			return err
		}
		spread.Percentiles = all[0].vitals[vital]
		counts, err := a.cells(vital)
		if err != nil {
			return err
		}
		spread.Bins = vital.Grid().Bins(counts, spread.P99)
		var summary rum.Summary
		err = a.rate(&summary)
		of := summary.Vitals[vital]
		spread.Good, spread.NeedsImprovement, spread.Poor = of.Good, of.NeedsImprovement, of.Poor
		return err
	})
	return spread, err
}

// cells counts by cell of the vital's grid. width_bucket counts an edge to what is above it and the grid to what is below:
// so it is asked about the negative of all.
func (a *answer) cells(vital rum.Vital) ([]float64, error) {
	edges := vital.Grid().Edges()
	negative := make([]float64, len(edges))
	for i, edge := range edges {
		negative[len(edges)-1-i] = -edge
	}
	counts := make([]float64, len(edges)+1)
	var above int
	var count float64
	parts := map[string]string{"vital": vital.Info().Column}
	err := a.query("Distribution", parts, pgx.NamedArgs{"edges": negative}, []any{&above, &count}, func() error {
		counts[len(edges)-above] = count
		return nil
	})
	return counts, err
}
