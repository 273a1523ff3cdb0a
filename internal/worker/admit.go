package worker

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"paceline/internal/rum"
	"paceline/internal/store"
)

// freeText lists the dimensions that the registry calls free, with where a visitor holds their values. The others
// are closed sets by the time enrichment is done.
var freeText = []struct {
	dimension string
	value     func(*rum.Visitor) *string
}{
	{"browser", func(v *rum.Visitor) *string { return &v.Browser }},
	{"os", func(v *rum.Visitor) *string { return &v.OS }},
	{"language", func(v *rum.Visitor) *string { return &v.Language }},
	{"release", func(v *rum.Visitor) *string { return &v.Release }},
}

// admit keeps the number of distinct values of a project within each dimension's cap; the rest become (other).
func (b *batch) admit(ctx context.Context, tx store.Tx, r rows) error {
	for _, text := range freeText {
		dimension, _ := rum.ParseDimension(text.dimension)
		if err := b.admitValues(ctx, tx, dimension, r, text.value); err != nil {
			return fmt.Errorf("admitting values of %s: %w", dimension.Name, err)
		}
	}
	return nil
}

func (b *batch) admitValues(
	ctx context.Context, tx store.Tx, d rum.Dimension, r rows, value func(*rum.Visitor) *string,
) error {
	distinct := map[store.Tag]struct{}{}
	r.eachVisitor(func(project string, v *rum.Visitor) {
		if text := *value(v); text != "" && text != rum.Other {
			distinct[store.Tag{Project: project, Value: text}] = struct{}{}
		}
	})
	if len(distinct) == 0 {
		return nil
	}
	admitted, err := tx.Admit(ctx, d, slices.Collect(maps.Keys(distinct)))
	if err != nil || len(admitted) == len(distinct) {
		return err
	}
	r.eachVisitor(func(project string, v *rum.Visitor) {
		text := value(v)
		if *text != "" && *text != rum.Other && !admitted[store.Tag{Project: project, Value: *text}] {
			*text = rum.Other
			b.overflowed++
		}
	})
	return nil
}

// eachVisitor goes through the visitors of all rows that have one.
func (r rows) eachVisitor(visit func(project string, v *rum.Visitor)) {
	for i := range r.views {
		visit(r.views[i].Project, &r.views[i].Visitor)
	}
	for i := range r.errors {
		visit(r.errors[i].Project, &r.errors[i].Visitor)
	}
}
