package httpapi

import (
	"encoding/json"
	"fmt"
	"net/http"
)

// WriteJSON answers with a value. An error means that the value could not be encoded, and nothing was written.
func WriteJSON(w http.ResponseWriter, status int, value any) error {
	body, err := json.Marshal(value)
	if err != nil {
		return fmt.Errorf("encode the answer: %w", err)
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write(body) // the client is gone: nobody is left to be told
	return nil
}
