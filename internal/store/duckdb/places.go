package duckdb

import (
	"context"
	"database/sql/driver"

	"paceline/internal/rum"
	"paceline/internal/store"
)

// Resolve implements store.Tx.
func (t *tx) Resolve(_ context.Context, places []*rum.Where, caps store.Caps) (overflowed int, err error) {
	var websites, pages [][]driver.Value
	for _, place := range places {
		website, created, overWebsites := t.resolveWebsite(place, caps.Websites)
		if created {
			websites = append(websites, []driver.Value{website, place.Project, place.Website})
		}
		place.WebsiteID = website
		page, created, overPages := t.resolvePage(place, caps.Pages)
		if created {
			pages = append(pages, []driver.Value{page, place.Project, website, place.Path})
		}
		place.PageID = page
		if overWebsites || overPages {
			overflowed++
		}
	}
	if err := t.appendRows("websites", websites); err != nil {
		return 0, err
	}
	return overflowed, t.appendRows("pages", pages)
}

// resolveWebsite finds or creates the website of a place; over the cap it moves the place to rum.Other.
func (t *tx) resolveWebsite(place *rum.Where, limit int) (id int64, created, over bool) {
	key := websiteKey{place.Project, place.Website}
	if id, ok := t.draft.website(key); ok {
		return id, false, false
	}
	if key.domain != rum.Other && t.draft.websiteCount(place.Project) >= limit {
		place.Website = rum.Other
		id, created, _ = t.resolveWebsite(place, limit)
		return id, created, true
	}
	id = t.draft.added.lastWebsite + 1
	t.draft.added.addWebsite(key, id)
	return id, true, false
}

// resolvePage does for the page what resolveWebsite does for the website, which must be resolved already.
func (t *tx) resolvePage(place *rum.Where, limit int) (id int64, created, over bool) {
	key := pageKey{place.WebsiteID, place.Path}
	if id, ok := t.draft.page(key); ok {
		return id, false, false
	}
	if key.path != rum.Other && t.draft.pageCount(place.Project) >= limit {
		place.Path = rum.Other
		id, created, _ = t.resolvePage(place, limit)
		return id, created, true
	}
	id = t.draft.added.lastPage + 1
	t.draft.added.addPage(place.Project, key, id)
	return id, true, false
}

// Admit implements store.Tx. The empty value is "unknown", always admitted and never counted.
func (t *tx) Admit(_ context.Context, dimension rum.Dimension, tags []store.Tag) (map[store.Tag]bool, error) {
	admitted := make(map[store.Tag]bool, len(tags))
	var rows [][]driver.Value
	for _, tag := range tags {
		key := tagKey{tag.Project, dimension.Name, tag.Value}
		switch {
		case tag.Value == "" || t.draft.tag(key):
		case t.draft.tagCount(tag.Project, dimension.Name) >= dimension.Cap:
			continue
		default:
			t.draft.added.addTag(key)
			rows = append(rows, []driver.Value{tag.Project, dimension.Name, tag.Value})
		}
		admitted[tag] = true
	}
	return admitted, t.appendRows("tag_values", rows)
}
