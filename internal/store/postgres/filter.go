package postgres

import (
	"fmt"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"paceline/internal/rum"
	"paceline/internal/store"
)

// filtered is a statement of the sql folder with its filters, and the arguments of the selection.
func filtered(name string, s store.Select) (text string, args pgx.NamedArgs, err error) {
	where, args, err := conditions(s.Filters)
	if err != nil {
		return "", nil, err
	}
	if s.Page != 0 {
		where, args["page"] = where+" AND page_id = @page", s.Page
	}
	args["project"] = storable(s.Project)
	return fillIn(statement(name), "filters", where), spanArgs(args, s.Span), nil
}

// conditions turns filters into SQL. Columns come from the registry, values are parameters. A value that PostgreSQL
// cannot hold is none that a page view has.
func conditions(filters []rum.Filter) (where string, args pgx.NamedArgs, err error) {
	parts := []string{"true"}
	args = pgx.NamedArgs{}
	for i, filter := range filters {
		value, err := dimensionValue(filter.Dimension)
		if err != nil {
			return "", nil, err
		}
		name := fmt.Sprintf("filter%d", i)
		part := value + " = ANY(@" + name + "::text[])"
		if filter.Op == rum.IsNot {
			part = "NOT " + part
		}
		parts = append(parts, part)
		args[name] = slices.DeleteFunc(slices.Clone(filter.Values), func(v string) bool { return !storableText(v) })
	}
	return strings.Join(parts, " AND "), args, nil
}

// dimensionValue is the SQL for a page view's value of a dimension, as text; an absent one is rum.Unknown.
func dimensionValue(d rum.Dimension) (string, error) {
	registered, ok := rum.ParseDimension(d.Name)
	if !ok {
		return "", fmt.Errorf("there is no dimension %q", d.Name)
	}
	return "coalesce(" + registered.Column + "::text, '" + rum.Unknown + "')", nil
}
