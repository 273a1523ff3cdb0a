package dashboard

import (
	"encoding/json"
	"net/http"
	"time"

	"paceline/internal/httpapi"
	"paceline/internal/token"
)

// Minter makes tokens.
type Minter interface {
	Mint(audience, projectKey string, life time.Duration) (string, error)
}

// liveTokenLife is how long a token of ours is good. The page renews it before.
const liveTokenLife = 10 * time.Minute

// liveToken gives the dashboard's own pages a token for a project's live updates. Without logins, who reaches this service may
// see every project anyway; other websites in the same browser may not (they could send the request, and are told by where it
// comes from).
func (c Config) liveToken() http.Handler {
	foreign := http.NewCrossOriginProtection()
	return httpapi.SecurityHeaders(httpapi.Handle(c.Log, func(w http.ResponseWriter, r *http.Request) error {
		if c.Tokens == nil {
			return &httpapi.Error{Status: http.StatusServiceUnavailable, Detail: "live updates are not part of this process"}
		}
		if err := foreign.Check(r); err != nil {
			return &httpapi.Error{Status: http.StatusForbidden, Detail: "tokens are for the dashboard's own pages"}
		}
		var asked struct {
			ProjectKey string `json:"projectKey"`
		}
		if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 1024)).Decode(&asked); err != nil || asked.ProjectKey == "" {
			return &httpapi.Error{Status: http.StatusBadRequest, Detail: `want a body of JSON: {"projectKey": "my-website"}`}
		}
		if !c.Exists(asked.ProjectKey) {
			return &httpapi.Error{Status: http.StatusNotFound, Detail: "there is no project of this key"}
		}
		expires := time.Now().Add(liveTokenLife)
		text, err := c.Tokens.Mint(token.Live, asked.ProjectKey, liveTokenLife)
		if err != nil {
			return err
		}
		w.Header().Set("Cache-Control", "no-store")
		return httpapi.WriteJSON(w, http.StatusOK, map[string]any{"token": text, "expiresAt": expires.UTC().Format(time.RFC3339)})
	}))
}
