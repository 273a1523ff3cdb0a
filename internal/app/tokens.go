package app

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"paceline/internal/token"
)

type tokenCommand struct {
	dataFlags  `embed:""`
	SecretFile string        `help:"The server's file with the secret, if it was told where. Default: secret in the data directory." type:"path" placeholder:"FILE"`
	Project    string        `arg:"" optional:"" name:"key" help:"The project the token may read."`
	For        string        `help:"What the token is for: query, the API; live, the live server." enum:"query,live" default:"query"`
	Life       time.Duration `help:"How long it is good, at most 15m." default:"15m"`
	RevokeAll  bool          `help:"Hand out none: make every token that was handed out invalid, and end the live sessions it opened, within a minute."`
	JSON       bool          `help:"Print JSON." name:"json"`
}

// Run prints a token, or revokes all.
func (c *tokenCommand) Run(env *environment) error {
	path := cmp.Or(c.SecretFile, filepath.Join(c.Data, "secret"))
	switch {
	case c.RevokeAll && c.Project != "":
		return usageError{errors.New("--revoke-all revokes the tokens of all projects: name none")}
	case c.RevokeAll:
		return c.revoke(env, path)
	case c.Project == "":
		return usageError{errors.New("which project? paceline token my-website")}
	}
	secret, err := token.LoadSecret(path)
	if err != nil {
		return err
	}
	tokens, err := token.New(secret, nil)
	if err != nil {
		return err
	}
	text, err := tokens.Mint(c.For, c.Project, c.Life)
	if err != nil {
		return usageError{err}
	}
	if c.JSON {
		return json.NewEncoder(env.out).Encode(map[string]any{"token": text, "projectKey": c.Project, "for": c.For, "expires": time.Now().Add(c.Life)})
	}
	_, err = fmt.Fprintln(env.out, text)
	return err
}

func (c *tokenCommand) revoke(env *environment, path string) error {
	if err := token.ReplaceSecret(path); err != nil {
		return err
	}
	if c.JSON {
		return json.NewEncoder(env.out).Encode(map[string]bool{"revoked": true})
	}
	_, err := fmt.Fprintln(env.out, "Every token that was handed out is invalid: a running server takes that over within a minute.")
	return err
}
