package worker

import (
	"context"
	"fmt"

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
	visitors := map[string][]*rum.Visitor{}
	for i := range r.views {
		visitors[r.views[i].Project] = append(visitors[r.views[i].Project], &r.views[i].Visitor)
	}
	for i := range r.errors {
		visitors[r.errors[i].Project] = append(visitors[r.errors[i].Project], &r.errors[i].Visitor)
	}
	for project, list := range visitors {
		for _, text := range freeText {
			dimension, _ := rum.ParseDimension(text.dimension)
			if err := b.admitValues(ctx, tx, project, dimension, list, text.value); err != nil {
				return fmt.Errorf("admitting values of %s: %w", dimension.Name, err)
			}
		}
	}
	return nil
}

func (b *batch) admitValues(
	ctx context.Context, tx store.Tx, project string, d rum.Dimension,
	visitors []*rum.Visitor, value func(*rum.Visitor) *string,
) error {
	distinct := map[string]struct{}{}
	for _, v := range visitors {
		if text := *value(v); text != "" && text != rum.Other {
			distinct[text] = struct{}{}
		}
	}
	if len(distinct) == 0 {
		return nil
	}
	values := make([]string, 0, len(distinct))
	for text := range distinct {
		values = append(values, text)
	}
	admitted, err := tx.Admit(ctx, project, d, values)
	if err != nil {
		return err
	}
	for _, v := range visitors {
		if text := value(v); *text != "" && *text != rum.Other && !admitted[*text] {
			*text = rum.Other
			b.overflowed++
		}
	}
	return nil
}
