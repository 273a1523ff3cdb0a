package ingest

import (
	"encoding/json"
	"math"

	"paceline/internal/rum"
)

// errorDetail reads what an error event tells: from data, from data.error, or from nothing but its name. Strings in data
// are scrubbed already.
func errorDetail(data map[string]any, name string, flags *rum.Flags) *rum.ErrorDetail {
	inner, _ := data["error"].(map[string]any)
	message := firstText(data, "message")
	if message == "" {
		message = firstText(inner, "message")
	}
	if message == "" {
		message = name
	}
	stack := firstText(data, "stack")
	if stack == "" {
		stack = firstText(inner, "stack")
	}
	return &rum.ErrorDetail{
		Message: cut(message, maxMessage, flags),
		Stack:   cut(stack, maxStack, flags),
		Source:  cut(rum.ScrubURL(text(data["source"])), maxURL, flags),
		Line:    place(data["line"]),
		Column:  place(data["column"]),
		Kind:    cut(text(data["kind"]), maxName, flags),
	}
}

// place is a line or column number; 0 for anything else.
func place(value any) int {
	number, ok := value.(json.Number)
	if !ok {
		return 0
	}
	f, err := number.Float64()
	if err != nil || f < 0 || f > math.MaxInt32 {
		return 0
	}
	return int(f)
}
