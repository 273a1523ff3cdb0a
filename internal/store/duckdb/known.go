package duckdb

import (
	"context"
	"database/sql"
	"maps"
	"strings"

	"paceline/internal/rum"
)

// known is what the writer keeps in memory of the file's small tables: websites, pages and dimension values.
// A transaction looks things up through a draft and adds to the draft; known changes only once it has committed.
// It keeps copies of the texts it is given: they may be parts of whole records, which would stay in memory with them.
type known struct {
	websites map[websiteKey]int64
	pages    map[pageKey]int64
	tags     map[tagKey]struct{}

	websitesOf map[string]int // by project, without rum.Other
	pagesOf    map[string]int // by project, without rum.Other
	tagsOf     map[tagKey]int // by project and dimension; value is empty

	lastWebsite, lastPage int64 // the greatest ids given
}

type websiteKey struct{ project, domain string }

type pageKey struct {
	website int64
	path    string
}

type tagKey struct{ project, dimension, value string }

func newKnown() *known {
	return &known{
		websites: map[websiteKey]int64{}, pages: map[pageKey]int64{}, tags: map[tagKey]struct{}{},
		websitesOf: map[string]int{}, pagesOf: map[string]int{}, tagsOf: map[tagKey]int{},
	}
}

func loadKnown(ctx context.Context, q querier) (*known, error) {
	k := newKnown()
	load := func(query string, scan func(*sql.Rows) error) error {
		_, err := queryAll(ctx, q, query, nil, func(rows *sql.Rows) (struct{}, error) { return struct{}{}, scan(rows) })
		return err
	}
	err := load("SELECT id, project, domain FROM websites", func(rows *sql.Rows) error {
		var id int64
		var key websiteKey
		err := rows.Scan(&id, &key.project, &key.domain)
		k.addWebsite(key, id)
		return err
	})
	if err != nil {
		return nil, err
	}
	err = load("SELECT id, project, website_id, path FROM pages", func(rows *sql.Rows) error {
		var id int64
		var project string
		var key pageKey
		err := rows.Scan(&id, &project, &key.website, &key.path)
		k.addPage(project, key, id)
		return err
	})
	if err != nil {
		return nil, err
	}
	err = load("SELECT project, dimension, value FROM tag_values", func(rows *sql.Rows) error {
		var key tagKey
		err := rows.Scan(&key.project, &key.dimension, &key.value)
		k.addTag(key)
		return err
	})
	return k, err
}

func (k *known) addWebsite(key websiteKey, id int64) {
	key = websiteKey{strings.Clone(key.project), strings.Clone(key.domain)}
	k.websites[key] = id
	k.lastWebsite = max(k.lastWebsite, id)
	if key.domain != rum.Other {
		k.websitesOf[key.project]++
	}
}

func (k *known) addPage(project string, key pageKey, id int64) {
	key.path = strings.Clone(key.path)
	k.pages[key] = id
	k.lastPage = max(k.lastPage, id)
	if key.path != rum.Other {
		k.pagesOf[strings.Clone(project)]++
	}
}

func (k *known) addTag(key tagKey) {
	key = tagKey{strings.Clone(key.project), strings.Clone(key.dimension), strings.Clone(key.value)}
	k.tags[key] = struct{}{}
	key.value = ""
	k.tagsOf[key]++
}

// draft is what one transaction adds to known.
type draft struct {
	base  *known
	added *known
}

func (k *known) draft() *draft {
	added := newKnown()
	added.lastWebsite, added.lastPage = k.lastWebsite, k.lastPage
	return &draft{base: k, added: added}
}

func (d *draft) website(key websiteKey) (int64, bool) {
	return lookup(d.base.websites, d.added.websites, key)
}
func (d *draft) page(key pageKey) (int64, bool) { return lookup(d.base.pages, d.added.pages, key) }

func (d *draft) tag(key tagKey) bool {
	_, ok := lookup(d.base.tags, d.added.tags, key)
	return ok
}

func (d *draft) websiteCount(project string) int {
	return d.base.websitesOf[project] + d.added.websitesOf[project]
}
func (d *draft) pageCount(project string) int {
	return d.base.pagesOf[project] + d.added.pagesOf[project]
}

func (d *draft) tagCount(project, dimension string) int {
	key := tagKey{project: project, dimension: dimension}
	return d.base.tagsOf[key] + d.added.tagsOf[key]
}

// keep makes the draft known, after its transaction has committed.
func (d *draft) keep() {
	maps.Copy(d.base.websites, d.added.websites)
	maps.Copy(d.base.pages, d.added.pages)
	maps.Copy(d.base.tags, d.added.tags)
	addCounts(d.base.websitesOf, d.added.websitesOf)
	addCounts(d.base.pagesOf, d.added.pagesOf)
	addCounts(d.base.tagsOf, d.added.tagsOf)
	d.base.lastWebsite, d.base.lastPage = d.added.lastWebsite, d.added.lastPage
}

func lookup[K comparable, V any](base, added map[K]V, key K) (V, bool) {
	if v, ok := base[key]; ok {
		return v, true
	}
	v, ok := added[key]
	return v, ok
}

func addCounts[K comparable](to, from map[K]int) {
	for key, n := range from {
		to[key] += n
	}
}
