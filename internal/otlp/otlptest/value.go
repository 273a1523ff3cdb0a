package otlptest

import (
	"strconv"
	"strings"

	common "go.opentelemetry.io/proto/otlp/common/v1"
)

// text spells a value.
func text(v *common.AnyValue) string {
	switch v := v.GetValue().(type) {
	case *common.AnyValue_StringValue:
		return v.StringValue
	case *common.AnyValue_IntValue:
		return strconv.FormatInt(v.IntValue, 10)
	case *common.AnyValue_ArrayValue:
		var all []string
		for _, one := range v.ArrayValue.GetValues() {
			all = append(all, text(one))
		}
		return strings.Join(all, " ")
	default:
		return ""
	}
}
