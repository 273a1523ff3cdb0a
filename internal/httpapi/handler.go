package httpapi

import (
	"log/slog"
	"net/http"
)

// Handler answers a request, or returns why it did not. It must not have written anything when it returns an error.
type Handler func(w http.ResponseWriter, r *http.Request) error

// Handle makes a Handler an http.Handler: returned errors become answers by WriteError.
func Handle(log *slog.Logger, h Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := h(w, r); err != nil {
			WriteError(w, r, log, err)
		}
	})
}
