package token

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
)

// Pseudonym stands for a text where the text itself may not be, such as an address on a server: the same in every process
// with this secret, and nothing to anybody without it. What it signs is no token: those have no NUL in them.
func (t *Tokens) Pseudonym(text string) string {
	mac := hmac.New(sha256.New, *t.secret.Load())
	mac.Write([]byte("pseudonym\x00" + text))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil)[:16])
}
