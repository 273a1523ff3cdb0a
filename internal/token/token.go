// Package token makes and checks the JSON Web Tokens by which a browser reads one project: HS256, short-lived, for
// one audience, with the project in a claim.
package token

import (
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// The audiences: which service a token is for.
const (
	Query = "query"
	Live  = "live"
)

// MaxLife is the longest a token may still be valid for.
const MaxLife = 15 * time.Minute

// MaxBytes is the longest token that is looked at.
const MaxBytes = 4096

// leeway is how far the clocks of those who make and who check tokens may be apart.
const leeway = 10 * time.Second

// ErrInvalid wraps every reason for which a token is refused.
var ErrInvalid = errors.New("token: invalid")

// ErrExpired is a token that is refused for its age alone.
var ErrExpired = errors.New("token: expired")

// Tokens makes and checks tokens with one secret. It is safe for concurrent use.
type Tokens struct {
	secret atomic.Pointer[[]byte]
	now    func() time.Time
	parser *jwt.Parser
}

// claims is what a token says.
type claims struct {
	ProjectKey string `json:"projectKey"`
	jwt.RegisteredClaims
}

// New returns Tokens with a secret of SecretBytes bytes. Now is the clock, time.Now when nil.
func New(secret []byte, now func() time.Time) (*Tokens, error) {
	if len(secret) != SecretBytes {
		return nil, fmt.Errorf("token: the secret has %d bytes, want %d", len(secret), SecretBytes)
	}
	if now == nil {
		now = time.Now
	}
	parser := jwt.NewParser(
		jwt.WithValidMethods([]string{jwt.SigningMethodHS256.Alg()}),
		jwt.WithExpirationRequired(),
		jwt.WithLeeway(leeway),
		jwt.WithTimeFunc(now),
	)
	t := &Tokens{now: now, parser: parser}
	t.secret.Store(&secret)
	return t, nil
}

// Mint makes a token that lets its bearer read one project at the audience for life, at most MaxLife.
func (t *Tokens) Mint(audience, projectKey string, life time.Duration) (string, error) {
	if life <= 0 || life > MaxLife {
		return "", fmt.Errorf("token: a life of %v is not within 0 and %v", life, MaxLife)
	}
	now := t.now()
	return jwt.NewWithClaims(jwt.SigningMethodHS256, claims{
		ProjectKey: projectKey,
		RegisteredClaims: jwt.RegisteredClaims{
			Audience:  jwt.ClaimStrings{audience},
			IssuedAt:  jwt.NewNumericDate(now),
			ExpiresAt: jwt.NewNumericDate(now.Add(life)),
		},
	}).SignedString(*t.secret.Load())
}

// Grant is what a token allows.
type Grant struct {
	ProjectKey string
	Expires    time.Time
}

// Verify checks a token for the audience and returns its project. What fails is ErrInvalid; the text may be
// logged, but tells an attacker nothing that the token itself does not.
func (t *Tokens) Verify(audience, text string) (projectKey string, err error) {
	grant, err := t.Check(audience, text)
	return grant.ProjectKey, err
}

// Check is Verify for who has to know how long the token is good. A token that was good once and is not any more is ErrExpired, too.
func (t *Tokens) Check(audience, text string) (Grant, error) {
	if len(text) > MaxBytes {
		return Grant{}, fmt.Errorf("%w: longer than %d bytes", ErrInvalid, MaxBytes)
	}
	var c claims
	_, err := t.parser.ParseWithClaims(text, &c, func(*jwt.Token) (any, error) { return *t.secret.Load(), nil })
	switch {
	case errors.Is(err, jwt.ErrTokenExpired):
		return Grant{}, fmt.Errorf("%w: %w", ErrInvalid, ErrExpired)
	case err != nil:
		return Grant{}, fmt.Errorf("%w: %w", ErrInvalid, err)
	case len(c.Audience) != 1 || c.Audience[0] != audience:
		return Grant{}, fmt.Errorf("%w: not for %s alone", ErrInvalid, audience)
	case c.ExpiresAt.Sub(t.now()) > MaxLife+leeway:
		return Grant{}, fmt.Errorf("%w: valid for longer than %v", ErrInvalid, MaxLife)
	case c.ProjectKey == "":
		return Grant{}, fmt.Errorf("%w: no projectKey", ErrInvalid)
	}
	return Grant{ProjectKey: c.ProjectKey, Expires: c.ExpiresAt.Time}, nil
}
