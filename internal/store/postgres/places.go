package postgres

import (
	"context"

	"paceline/internal/rum"
	"paceline/internal/store"
)

var (
	websites = kind{plural: "Websites", overflow: true}
	pages    = kind{plural: "Pages", overflow: true}
)

// Resolve implements store.Tx.
func (t *tx) Resolve(ctx context.Context, places []*rum.Where, caps store.Caps) (overflowed int, err error) {
	over := make(map[*rum.Where]bool)
	website := func(p *rum.Where) named { return named{project: p.Project, name: p.Website} }
	err = t.resolve(ctx, websites, places, caps.Websites, website, func(p *rum.Where, id int64, other bool) {
		p.WebsiteID = id
		if other {
			p.Website, over[p] = rum.Other, true
		}
	})
	if err != nil {
		return 0, err
	}
	page := func(p *rum.Where) named { return named{project: p.Project, website: p.WebsiteID, name: p.Path} }
	err = t.resolve(ctx, pages, places, caps.Pages, page, func(p *rum.Where, id int64, other bool) {
		p.PageID = id
		if other {
			p.Path, over[p] = rum.Other, true
		}
	})
	return len(over), err
}

func (t *tx) resolve(ctx context.Context, k kind, places []*rum.Where, limit int, name func(*rum.Where) named, set func(p *rum.Where, id int64, other bool)) error {
	names := make([]named, len(places))
	for i, p := range places {
		names[i] = name(p)
	}
	if err := t.lookUp(ctx, k, names, limit); err != nil {
		return err
	}
	for i, p := range places {
		id, ok := t.id(k, names[i])
		if !ok {
			id, _ = t.id(k, named{names[i].project, names[i].website, rum.Other})
		}
		set(p, id, !ok)
	}
	return nil
}

// Admit implements store.Tx. The empty value is "unknown", always admitted and never counted.
func (t *tx) Admit(ctx context.Context, dimension rum.Dimension, tags []store.Tag) (map[store.Tag]bool, error) {
	values := kind{plural: "Tags", dimension: dimension.Name}
	var names []named
	for _, tag := range tags {
		if tag.Value != "" {
			names = append(names, named{project: tag.Project, name: tag.Value})
		}
	}
	if err := t.lookUp(ctx, values, names, dimension.Cap); err != nil {
		return nil, err
	}
	admitted := make(map[store.Tag]bool, len(tags))
	for _, tag := range tags {
		if _, ok := t.id(values, named{project: tag.Project, name: tag.Value}); ok || tag.Value == "" {
			admitted[tag] = true
		}
	}
	return admitted, nil
}
