package postgres

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"paceline/internal/rum"
	"paceline/internal/store"
)

// errorGroup reads one error group in one snapshot.
type errorGroup struct {
	ctx  context.Context
	q    pgx.Tx
	sel  store.Select
	id   string
	into *rum.ErrorGroupDetail
}

// ErrorGroup implements store.ErrorReader.
func (d *DB) ErrorGroup(ctx context.Context, s store.Select, id string, limit int) (detail rum.ErrorGroupDetail, err error) {
	err = d.read(ctx, func(ctx context.Context, q pgx.Tx) error {
		detail = rum.ErrorGroupDetail{}
		g := errorGroup{ctx: ctx, q: q, sel: ofErrors(s), id: id, into: &detail}
		if err := g.describe(); err != nil || detail.Count == 0 {
			return err
		}
		for _, step := range []func() error{func() error { return g.newest(limit) }, g.messages, g.pages, g.dimensions} {
			if err := step(); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return detail, fmt.Errorf("error group: %w", err)
	}
	return detail, nil
}

func (g *errorGroup) describe() error {
	groups, err := askGroup(g, "ErrorGroups", "", 1, scanErrorGroup)
	if len(groups) > 0 {
		g.into.ErrorGroup = groups[0]
	}
	return err
}

func (g *errorGroup) newest(limit int) (err error) {
	g.into.Newest, err = askGroup(g, "GroupErrors", "", limit, newErrorScanner().scan)
	return err
}

func (g *errorGroup) messages() (err error) {
	g.into.Messages, err = askGroup(g, "GroupShares", "message", rum.ErrorShareLimit, scanErrorShare)
	return err
}

func (g *errorGroup) pages() (err error) {
	g.into.Pages, err = askGroup(g, "GroupPages", "", rum.ErrorShareLimit, func(rows pgx.Rows) (p rum.ErrorPage, err error) {
		return p, rows.Scan(&p.ID, &p.Path, &p.Website, &p.Count, &p.Sessions)
	})
	return err
}

func (g *errorGroup) dimensions() error {
	for _, d := range rum.Dimensions() {
		if !d.Errors {
			continue
		}
		value, err := dimensionValue(d)
		if err != nil {
			return err
		}
		shares, err := askGroup(g, "GroupShares", value, rum.ErrorShareLimit, scanErrorShare)
		if err != nil {
			return err
		}
		g.into.Dimensions = append(g.into.Dimensions, rum.ErrorDimension{Dimension: d.Name, Values: shares})
	}
	return nil
}

// askGroup asks a statement about the group's errors; value is what GroupShares groups by.
func askGroup[T any](g *errorGroup, name, value string, limit int, scan func(pgx.Rows) (T, error)) ([]T, error) {
	text, args, err := groupsOf(name, g.sel, g.id)
	if err != nil {
		return nil, err
	}
	args["limit"] = limit
	rows, err := g.q.Query(g.ctx, fillIn(text, "value", value), args)
	if err != nil {
		return nil, err
	}
	return collect(rows, scan)
}

func scanErrorShare(rows pgx.Rows) (s rum.ErrorShare, err error) {
	return s, rows.Scan(&s.Value, &s.Count, &s.Sessions)
}
