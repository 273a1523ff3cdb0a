package ingest

import (
	"encoding/json"
	"regexp"
	"unicode/utf8"
)

// The limits of a site's own dimensions.
const (
	maxDimensions     = 8
	maxDimensionValue = 64 // characters
)

var dimensionPattern = regexp.MustCompile(`\A[a-z0-9_-]{1,32}\z`)

// ownDimensions is the site's own dimensions as a JSON object of strings, sorted by name; empty when there are none.
// What is over a limit is dropped and refuses nothing: of too many, the last by name.
func ownDimensions(raw json.RawMessage) string {
	if len(raw) == 0 || raw[0] != '{' {
		return ""
	}
	tree, _ := cleanTree(newScanner(raw).tree()).(map[string]any)
	own := make(map[string]string, len(tree))
	for name, value := range tree {
		text, ok := value.(string)
		if ok && text != "" && dimensionPattern.MatchString(name) && utf8.RuneCountInString(text) <= maxDimensionValue {
			own[name] = text
		}
	}
	for len(own) > maxDimensions {
		delete(own, lastName(own))
	}
	if len(own) == 0 {
		return ""
	}
	data, err := json.Marshal(own)
	if err != nil {
		return "" // strings alone: cannot happen
	}
	return string(data)
}

func lastName(own map[string]string) (last string) {
	for name := range own {
		last = max(last, name)
	}
	return last
}
