package postgres

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/jackc/pgx/v5"

	"paceline/internal/rum"
)

// Websites, pages and dimension values are few, shared by all workers, and never change: what is known of them is kept
// in memory, and what is not is looked up in the transaction. Something new is created under one advisory lock that
// lasts until the transaction ends: so a cap holds whoever creates, and no two workers wait for each other in a circle.

// kind is a table of what a project may have a limited number of: its name is part of the names of the statements
// FindWebsites, CountWebsites and AddWebsites.
type kind struct {
	plural    string
	dimension string // of tag values
	overflow  bool   // what goes over the cap becomes rum.Other, which does not count
}

// named is one of a kind. Pages have their names from the website.
type named struct {
	project string
	website int64
	name    string
}

type cataloged struct {
	kind kind
	named
}

// known is what has been committed, by whomever.
type known struct {
	mu  sync.RWMutex
	ids map[cataloged]int64
}

func newKnown() *known { return &known{ids: map[cataloged]int64{}} }

func (k *known) id(of cataloged) (int64, bool) {
	k.mu.RLock()
	defer k.mu.RUnlock()
	id, ok := k.ids[of]
	return id, ok
}

// set keeps copies of the texts: they may be parts of whole records, which would stay in memory with them.
func (k *known) set(of cataloged, id int64) {
	k.mu.Lock()
	defer k.mu.Unlock()
	of.project, of.name = strings.Clone(of.project), strings.Clone(of.name)
	k.ids[of] = id
}

func (k *known) add(other *known) {
	for of, id := range other.ids {
		k.set(of, id)
	}
}

// lookUp finds or creates the named ones, in their order, each project at most limit of them. What it leaves out is over
// the limit; if the kind has an overflow, that is there for them.
func (t *tx) lookUp(ctx context.Context, k kind, all []named, limit int) error {
	missing := t.missing(k, all)
	if len(missing) == 0 {
		return nil
	}
	if err := t.find(ctx, k, missing); err != nil {
		return err
	}
	if missing = t.missing(k, missing); len(missing) == 0 {
		return nil
	}
	return t.create(ctx, k, missing, limit)
}

func (t *tx) id(k kind, of named) (int64, bool) {
	key := cataloged{k, of}
	if id, ok := t.found.id(key); ok {
		return id, true
	}
	return t.db.known.id(key)
}

func (t *tx) missing(k kind, all []named) (missing []named) {
	seen := map[named]bool{}
	for _, of := range all {
		if _, ok := t.id(k, of); !ok && !seen[of] {
			seen[of] = true
			missing = append(missing, of)
		}
	}
	return missing
}

// find remembers for this transaction which of them there are.
func (t *tx) find(ctx context.Context, k kind, list []named) error {
	return t.ask(ctx, "Find", k, list)
}

// create looks again under the lock: another worker may have been first.
func (t *tx) create(ctx context.Context, k kind, missing []named, limit int) error {
	if _, err := t.exec(ctx, "LockCatalog", nil); err != nil {
		return err
	}
	others := overflows(k, missing)
	if err := t.find(ctx, k, slices.Concat(missing, others)); err != nil {
		return err
	}
	counts, err := t.counts(ctx, k, missing)
	if err != nil {
		return err
	}
	var fresh []named
	refused := map[string]bool{}
	for _, of := range t.missing(k, missing) {
		switch {
		case k.overflow && of.name == rum.Other:
		case counts[of.project] >= limit:
			refused[of.project] = true
			continue
		default:
			counts[of.project]++
		}
		fresh = append(fresh, of)
	}
	for _, other := range t.missing(k, others) {
		if refused[other.project] && !slices.Contains(fresh, other) {
			fresh = append(fresh, other)
		}
	}
	if len(fresh) == 0 {
		return nil
	}
	return t.ask(ctx, "Add", k, fresh)
}

// overflows are where each of them goes if it is over the limit.
func overflows(k kind, list []named) (others []named) {
	if !k.overflow {
		return nil
	}
	for _, of := range list {
		other := named{of.project, of.website, rum.Other}
		if !slices.Contains(others, other) {
			others = append(others, other)
		}
	}
	return others
}

// ask runs a statement that takes names and gives them back with their ids.
func (t *tx) ask(ctx context.Context, verb string, k kind, list []named) error {
	var projects, names []string
	var websites []int64
	for _, of := range list {
		projects, websites, names = append(projects, of.project), append(websites, of.website), append(names, of.name)
	}
	rows, err := t.transaction.Query(ctx, statement(verb+k.plural), pgx.NamedArgs{
		"projects": projects, "websites": websites, "names": names, "dimension": k.dimension,
	})
	if err == nil {
		var of named
		var id int64
		_, err = pgx.ForEachRow(rows, []any{&of.project, &of.website, &of.name, &id}, func() error {
			t.found.set(cataloged{k, of}, id)
			return nil
		})
	}
	return t.classify(fmt.Sprintf("%s %s", strings.ToLower(verb), strings.ToLower(k.plural)), err)
}

// counts is how many the projects have.
func (t *tx) counts(ctx context.Context, k kind, list []named) (map[string]int, error) {
	var projects []string
	for _, of := range list {
		if !slices.Contains(projects, of.project) {
			projects = append(projects, of.project)
		}
	}
	counts := map[string]int{}
	rows, err := t.transaction.Query(ctx, statement("Count"+k.plural), pgx.NamedArgs{"projects": projects, "dimension": k.dimension})
	if err == nil {
		var project string
		var n int
		_, err = pgx.ForEachRow(rows, []any{&project, &n}, func() error {
			counts[project] = n
			return nil
		})
	}
	return counts, t.classify("count "+strings.ToLower(k.plural), err)
}
