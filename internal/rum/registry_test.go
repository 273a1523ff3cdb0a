package rum

import (
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"testing"

	"paceline/schema"
)

// An entry that leaves a field out would silently have its zero value.
func TestRegistryEntriesSayEverything(t *testing.T) {
	for name, registry := range map[string]struct {
		data []byte
		of   reflect.Type
	}{
		"vitals.json":     {schema.Vitals, reflect.TypeFor[VitalInfo]()},
		"dimensions.json": {schema.Dimensions, reflect.TypeFor[Dimension]()},
	} {
		var entries []map[string]any
		if err := json.Unmarshal(registry.data, &entries); err != nil {
			t.Fatal(err)
		}
		var fields []string
		for i := range registry.of.NumField() {
			fields = append(fields, registry.of.Field(i).Tag.Get("json"))
		}
		slices.Sort(fields)
		for _, entry := range entries {
			if got := slices.Sorted(maps.Keys(entry)); !slices.Equal(got, fields) {
				t.Errorf("%s: %v has %v, package rum %v", name, entry["name"], got, fields)
			}
		}
	}
}
