package token

import (
	"strings"
	"testing"
)

// Only what was minted with the secret, for the audience, is let in, however close a text comes.
func FuzzVerify(f *testing.F) {
	good, err := func() (string, error) {
		tokens, err := New([]byte(strings.Repeat("\x07", SecretBytes)), nil)
		if err != nil {
			return "", err
		}
		return tokens.Mint(Query, "shop", MaxLife)
	}()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good)
	f.Add("eyJhbGciOiJub25lIn0.eyJhdWQiOiJxdWVyeSJ9.")
	f.Add("a.b.c")
	f.Add(strings.Repeat(".", 10_000))
	f.Fuzz(func(t *testing.T, text string) {
		other, err := New([]byte(strings.Repeat("\x08", SecretBytes)), nil)
		if err != nil {
			t.Fatal(err)
		}
		if project, err := other.Verify(Query, text); err == nil {
			t.Errorf("%q is let in to %q", text, project)
		}
	})
}
