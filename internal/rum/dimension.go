package rum

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"paceline/schema"
)

// Dimension is an axis page views can be broken down and filtered by: an entry of schema/dimensions.json.
type Dimension struct {
	Name    string   `json:"name"`    // as in a URL: "navigation-type"
	Aliases []string `json:"aliases"` // other spellings that clients of the API use
	Column  string   `json:"column"`  // the store's column; never taken from a request
	Title   string   `json:"title"`
	Cap     int      `json:"cap"`    // most distinct values kept per project; the rest become Other
	Free    bool     `json:"free"`   // clients may invent values, so the worker holds them to Cap; websites are held by store.Caps
	Errors  bool     `json:"errors"` // JavaScript errors have it too, so that filters by it apply to them
}

// Other takes what goes over a cardinality cap.
const Other = "(other)"

// Unknown is how an absent dimension value is shown.
const Unknown = "(unknown)"

var dimensions = loadDimensions()

func loadDimensions() []Dimension {
	var list []Dimension
	if err := json.Unmarshal(schema.Dimensions, &list); err != nil {
		panic(fmt.Sprintf("schema/dimensions.json: %v", err))
	}
	return list
}

// Dimensions lists the registry.
func Dimensions() []Dimension { return slices.Clone(dimensions) }

// ParseDimension finds a dimension by its name or one of its aliases.
func ParseDimension(name string) (Dimension, bool) {
	for _, d := range dimensions {
		if d.Name == name || slices.Contains(d.Aliases, name) {
			return d, true
		}
	}
	return Dimension{}, false
}

// Filter keeps the page views whose dimension has (op "is") or has not (op "is-not") one of the values.
type Filter struct {
	Dimension Dimension
	Op        FilterOp
	Values    []string
}

// FilterOp is how a filter compares.
type FilterOp string

// The filter operations.
const (
	Is    FilterOp = "is"
	IsNot FilterOp = "is-not"
)

// ParseFilter reads "device:mobile", "device:mobile,tablet" or "device!:mobile".
func ParseFilter(text string) (Filter, error) {
	name, values, ok := strings.Cut(text, ":")
	if !utf8.ValidString(text) {
		return Filter{}, fmt.Errorf("filter %q: not UTF-8", text)
	}
	if !ok || values == "" {
		return Filter{}, fmt.Errorf("filter %q: want dimension:value or dimension!:value", text)
	}
	op := Is
	if rest, negated := strings.CutSuffix(name, "!"); negated {
		name, op = rest, IsNot
	}
	dimension, ok := ParseDimension(name)
	if !ok {
		return Filter{}, fmt.Errorf("filter %q: there is no dimension %q", text, name)
	}
	return Filter{Dimension: dimension, Op: op, Values: strings.Split(values, ",")}, nil
}
