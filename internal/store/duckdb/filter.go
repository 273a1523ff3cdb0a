package duckdb

import (
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"paceline/internal/rum"
	"paceline/internal/store"
)

// filtered is a statement of the sql folder with its filters, and the arguments of the selection.
func filtered(name string, s store.Select) (text string, args []any, err error) {
	where, args, err := conditions(s.Filters)
	if err != nil {
		return "", nil, err
	}
	if s.Page != 0 {
		where, args = where+" AND page_id = $page", append(args, sql.Named("page", s.Page))
	}
	args = append(args, sql.Named("project", s.Project))
	return fillIn(statement(name), "filters", where), append(args, spanArgs(s.Span)...), nil
}

// conditions turns filters into SQL. Columns come from the registry, values are parameters. A list that holds text
// that is not UTF-8 would take the process down in DuckDB 1.5's duckdb_bind_value.
func conditions(filters []rum.Filter) (where string, args []any, err error) {
	parts := []string{"true"}
	for i, filter := range filters {
		value, err := dimensionValue(filter.Dimension)
		if err != nil {
			return "", nil, err
		}
		if slices.ContainsFunc(filter.Values, func(v string) bool { return !utf8.ValidString(v) }) {
			return "", nil, fmt.Errorf("a value of the filter on %s is not UTF-8", filter.Dimension.Name)
		}
		name := fmt.Sprintf("filter%d", i)
		part := value + " = ANY($" + name + "::VARCHAR[])"
		if filter.Op == rum.IsNot {
			part = "NOT " + part
		}
		parts = append(parts, part)
		args = append(args, sql.Named(name, slices.Clone(filter.Values)))
	}
	return strings.Join(parts, " AND "), args, nil
}

// dimensionValue is the SQL for a page view's value of a dimension, as text; an absent one is rum.Unknown.
func dimensionValue(d rum.Dimension) (string, error) {
	registered, ok := rum.ParseDimension(d.Name)
	if !ok {
		return "", fmt.Errorf("there is no dimension %q", d.Name)
	}
	return "coalesce(" + registered.Column + "::VARCHAR, '" + rum.Unknown + "')", nil
}
