package query

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"paceline/internal/rum"
)

// Bounds of what filters may ask for.
const (
	maxFilters      = 10
	maxFilterValues = 50
	maxFilterBytes  = 4096
)

// entries is the bounds of a limit parameter: how many an answer has.
type entries struct{ normal, most int }

func (l entries) parse(text string) (int, error) {
	if text == "" {
		return l.normal, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > l.most {
		return 0, badRequest(fmt.Sprintf("limit %q: want a whole number from 1 to %d", text, l.most))
	}
	return n, nil
}

func parseMetric(text string) (rum.Vital, error) {
	if text == "" {
		return rum.LCP, nil
	}
	vital, ok := rum.ParseVital(text)
	if !ok {
		return 0, badRequest(fmt.Sprintf("metric %q: want one of %s", text, strings.Join(vitalColumns(), ", ")))
	}
	return vital, nil
}

func vitalColumns() []string {
	var names []string
	for _, v := range rum.Vitals() {
		names = append(names, v.Info().Column)
	}
	return names
}

func parsePercentile(text string) (int, error) {
	switch strings.ToLower(text) {
	case "", "p95":
		return 95, nil
	case "p75":
		return 75, nil
	}
	return 0, badRequest(fmt.Sprintf("percentile %q: want p75 or p95", text))
}

func parseDimension(text string) (rum.Dimension, error) {
	dimension, ok := rum.ParseDimension(text)
	if !ok {
		return rum.Dimension{}, badRequest(fmt.Sprintf("dimension %q: want one of %s", text, strings.Join(dimensionNames(), ", ")))
	}
	return dimension, nil
}

func dimensionNames() []string {
	var names []string
	for _, d := range rum.Dimensions() {
		names = append(names, d.Name)
	}
	return names
}

func parseEventType(text string) (rum.EventType, error) {
	switch t := rum.EventType(text); t {
	case "":
		return rum.TypeCustom, nil
	case rum.TypeCustom, rum.TypeResource:
		return t, nil
	}
	return "", badRequest(fmt.Sprintf("type %q: want custom or resource", text))
}

func parsePageID(text string) (int64, error) {
	id, err := strconv.ParseInt(text, 10, 64)
	if err != nil || id < 1 {
		return 0, badRequest(fmt.Sprintf("page id %q: want a whole number from 1", text))
	}
	return id, nil
}

// parseFilters reads filters and brings them into one order, so that the same question always reads the same.
func parseFilters(texts []string) ([]rum.Filter, error) {
	if len(texts) > maxFilters {
		return nil, badRequest(fmt.Sprintf("%d filters: at most %d are taken", len(texts), maxFilters))
	}
	var filters []rum.Filter
	for _, text := range texts {
		filter, err := parseFilter(text)
		if err != nil {
			return nil, err
		}
		filters = append(filters, filter)
	}
	slices.SortFunc(filters, func(a, b rum.Filter) int { return slices.Compare(filterParts(a), filterParts(b)) })
	return slices.CompactFunc(filters, func(a, b rum.Filter) bool { return slices.Equal(filterParts(a), filterParts(b)) }), nil
}

func parseFilter(text string) (rum.Filter, error) {
	if len(text) > maxFilterBytes {
		return rum.Filter{}, badRequest(fmt.Sprintf("a filter of %d bytes: at most %d are taken", len(text), maxFilterBytes))
	}
	filter, err := rum.ParseFilter(text)
	switch {
	case err != nil:
		return rum.Filter{}, badRequest(fmt.Sprintf("%v; the dimensions are %s", err, strings.Join(dimensionNames(), ", ")))
	case slices.Contains(filter.Values, ""):
		return rum.Filter{}, badRequest(fmt.Sprintf("filter %q: a value is empty; what is absent is %s", text, rum.Unknown))
	}
	slices.Sort(filter.Values)
	filter.Values = slices.Compact(filter.Values)
	if len(filter.Values) > maxFilterValues {
		return rum.Filter{}, badRequest(fmt.Sprintf("a filter with %d values: at most %d are taken", len(filter.Values), maxFilterValues))
	}
	return filter, nil
}

// filterParts is a filter as parts of a cache key. How many values there are comes before them, so that no list of
// filters reads like another.
func filterParts(f rum.Filter) []string {
	return append([]string{f.Dimension.Name, string(f.Op), strconv.Itoa(len(f.Values))}, f.Values...)
}
