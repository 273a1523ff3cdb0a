package ingest

import (
	"encoding/json"

	"paceline/internal/rum"
)

// readData reads an event's free object, with every string in it cleaned, scrubbed and bounded. An absent one is nil.
func readData(raw json.RawMessage) (object map[string]any, reason string) {
	if !objectOrAbsent(raw) {
		return nil, "data is not an object"
	}
	if len(raw) <= len("{}") || raw[0] != '{' {
		return nil, ""
	}
	object, _ = cleanTree(newScanner(raw).tree()).(map[string]any)
	return object, ""
}

// objectOrAbsent looks at well-formed JSON.
func objectOrAbsent(raw json.RawMessage) bool {
	return len(raw) == 0 || raw[0] == '{' || raw[0] == 'n'
}

// cleanTree returns a tree without what may not reach a disk: NUL, broken UTF-8, query strings, numbers that no
// float64 can hold (null takes their place).
func cleanTree(node any) any {
	switch value := node.(type) {
	case string:
		return rum.ScrubText(clean(value))
	case json.Number:
		if _, err := value.Float64(); err != nil {
			return nil
		}
	case []any:
		for i := range value {
			value[i] = cleanTree(value[i])
		}
	case map[string]any:
		cleaned := make(map[string]any, len(value))
		for key, element := range value {
			cleaned[clean(key)] = cleanTree(element)
		}
		return cleaned
	}
	return node
}

// encodeObject writes what readData read; nothing for an empty object.
func encodeObject(object map[string]any) json.RawMessage {
	if len(object) == 0 {
		return nil
	}
	data, err := json.Marshal(object)
	if err != nil {
		return nil // maps, slices, strings, numbers: cannot happen
	}
	return data
}
