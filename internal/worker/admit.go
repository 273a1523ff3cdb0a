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

// tags are the values of a batch, by their place in freeText.
type tags struct {
	distinct []map[store.Tag]struct{}
	last     *rum.Visitor   // events of one record mostly share it
	recent   [1 << 10]known // by slot: a project's visitors have few browsers, systems, languages and releases
}

// known is what has been added of a visitor.
type known struct{ project, browser, os, language, release string }

// slot is where those that are met together mostly do not meet.
func (k *known) slot() uint32 {
	slot := uint32(0)
	for _, text := range [...]string{k.project, k.browser, k.os, k.language, k.release} {
		slot *= 31
		if n := len(text); n > 0 {
			slot += uint32(n) + uint32(text[0])<<3 + uint32(text[n-1])<<5 + uint32(text[n/2])<<7
		}
	}
	return slot
}

// reset forgets all of them.
func (t *tags) reset() {
	if t.distinct == nil {
		t.distinct = make([]map[store.Tag]struct{}, len(freeText))
		for i := range t.distinct {
			t.distinct[i] = map[store.Tag]struct{}{}
		}
	}
	for _, of := range t.distinct {
		clear(of)
	}
	t.last = nil
	clear(t.recent[:])
}

func (t *tags) add(project string, v *rum.Visitor) {
	if v == t.last {
		return
	}
	t.last = v
	k := known{project, v.Browser, v.OS, v.Language, v.Release}
	recent := &t.recent[k.slot()%uint32(len(t.recent))]
	if *recent == k {
		return
	}
	*recent = k
	for i, text := range freeText {
		if value := *text.value(v); value != "" && value != rum.Other {
			t.distinct[i][store.Tag{Project: project, Value: value}] = struct{}{}
		}
	}
}

// admit keeps the number of distinct values of a project within each dimension's cap; the rest become (other).
func (b *batch) admit(ctx context.Context, tx store.Tx, r rows) error {
	for i, text := range freeText {
		dimension, _ := rum.ParseDimension(text.dimension)
		distinct := b.tags.distinct[i]
		if len(distinct) == 0 {
			continue
		}
		admitted, err := tx.Admit(ctx, dimension, slices.Collect(maps.Keys(distinct)))
		if err != nil {
			return fmt.Errorf("admitting values of %s: %w", dimension.Name, err)
		}
		if len(admitted) < len(distinct) {
			b.refuse(r, distinct, admitted, text.value)
		}
	}
	return nil
}

// refuse turns the values that were asked for and not admitted into (other).
func (b *batch) refuse(r rows, asked map[store.Tag]struct{}, admitted map[store.Tag]bool, value func(*rum.Visitor) *string) {
	r.eachVisitor(func(project string, v *rum.Visitor) {
		tag := store.Tag{Project: project, Value: *value(v)}
		if _, ok := asked[tag]; ok && !admitted[tag] {
			*value(v) = rum.Other
			b.overflowed++
		}
	})
}

// eachVisitor goes through the visitors of all rows that have one.
func (r rows) eachVisitor(visit func(project string, v *rum.Visitor)) {
	for _, v := range r.views {
		visit(v.Project, &v.Visitor)
	}
	for i := range r.errors {
		visit(r.errors[i].Project, &r.errors[i].Visitor)
	}
}
