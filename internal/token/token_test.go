package token

import (
	"bytes"
	"encoding/base64"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

var start = time.Date(2026, 11, 1, 12, 0, 0, 0, time.UTC)

func at(t *testing.T, now time.Time) *Tokens {
	t.Helper()
	tokens, err := New(bytes.Repeat([]byte{7}, SecretBytes), func() time.Time { return now })
	if err != nil {
		t.Fatal(err)
	}
	return tokens
}

func mint(t *testing.T, tokens *Tokens, audience, project string, life time.Duration) string {
	t.Helper()
	text, err := tokens.Mint(audience, project, life)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func TestAMintedTokenIsGoodUntilItExpires(t *testing.T) {
	text := mint(t, at(t, start), Query, "shop", MaxLife)
	project, err := at(t, start.Add(MaxLife-time.Second)).Verify(Query, text)
	if err != nil || project != "shop" {
		t.Fatalf("project %q, %v", project, err)
	}
	if _, err := at(t, start.Add(MaxLife+time.Minute)).Verify(Query, text); !errors.Is(err, ErrInvalid) {
		t.Errorf("an expired token: %v, want %v", err, ErrInvalid)
	}
}

func TestMintRefusesALongLife(t *testing.T) {
	for _, life := range []time.Duration{0, -time.Second, MaxLife + time.Second} {
		if _, err := at(t, start).Mint(Query, "shop", life); err == nil {
			t.Errorf("a life of %v was minted", life)
		}
	}
}

func TestVerifyRefuses(t *testing.T) {
	secret := bytes.Repeat([]byte{7}, SecretBytes)
	sign := func(method jwt.SigningMethod, key any, c jwt.MapClaims) string {
		text, err := jwt.NewWithClaims(method, c).SignedString(key)
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	soon := start.Add(time.Minute).Unix()
	good := jwt.MapClaims{"aud": "query", "exp": soon, "projectKey": "shop"}
	if project, err := at(t, start).Verify(Query, sign(jwt.SigningMethodHS256, secret, good)); err != nil || project != "shop" {
		t.Fatalf("the good token that the others vary: %q, %v", project, err)
	}
	whole := mint(t, at(t, start), Query, "shop", time.Minute)
	parts := strings.Split(whole, ".")
	forged := base64.RawURLEncoding.EncodeToString([]byte(`{"aud":["query"],"exp":1793534460,"projectKey":"other"}`))
	cases := map[string]string{
		"nothing":                "",
		"no token":               "a.b.c",
		"another secret":         sign(jwt.SigningMethodHS256, bytes.Repeat([]byte{8}, SecretBytes), good),
		"the algorithm none":     sign(jwt.SigningMethodNone, jwt.UnsafeAllowNoneSignatureType, good),
		"another algorithm":      sign(jwt.SigningMethodHS512, secret, good),
		"other claims":           parts[0] + "." + forged + "." + parts[2],
		"another audience":       mint(t, at(t, start), Live, "shop", time.Minute),
		"no audience":            sign(jwt.SigningMethodHS256, secret, jwt.MapClaims{"exp": soon, "projectKey": "shop"}),
		"two audiences":          sign(jwt.SigningMethodHS256, secret, jwt.MapClaims{"aud": []string{"query", "live"}, "exp": soon, "projectKey": "shop"}),
		"no expiry":              sign(jwt.SigningMethodHS256, secret, jwt.MapClaims{"aud": "query", "projectKey": "shop"}),
		"an expiry far off":      sign(jwt.SigningMethodHS256, secret, jwt.MapClaims{"aud": "query", "exp": start.Add(time.Hour).Unix(), "projectKey": "shop"}),
		"no project":             sign(jwt.SigningMethodHS256, secret, jwt.MapClaims{"aud": "query", "exp": soon}),
		"a project not a string": sign(jwt.SigningMethodHS256, secret, jwt.MapClaims{"aud": "query", "exp": soon, "projectKey": 7}),
		"more than 4 KiB":        sign(jwt.SigningMethodHS256, secret, jwt.MapClaims{"aud": "query", "exp": soon, "projectKey": "shop", "pad": strings.Repeat("x", MaxBytes)}),
	}
	for name, text := range cases {
		if project, err := at(t, start).Verify(Query, text); !errors.Is(err, ErrInvalid) || project != "" {
			t.Errorf("%s: project %q, %v; want %v", name, project, err, ErrInvalid)
		}
	}
}

func TestASecretIsMadeOnceAndKept(t *testing.T) {
	path := filepath.Join(t.TempDir(), "secret")
	const starters = 8
	secrets := make([][]byte, starters)
	var group sync.WaitGroup
	for i := range starters {
		group.Go(func() {
			secret, err := LoadSecret(path)
			if err != nil {
				t.Error(err)
			}
			secrets[i] = secret
		})
	}
	group.Wait()
	for _, secret := range secrets {
		if len(secret) != SecretBytes || !bytes.Equal(secret, secrets[0]) {
			t.Fatalf("the starters got different secrets: %x", secrets)
		}
	}
	if bytes.Equal(secrets[0], make([]byte, SecretBytes)) {
		t.Error("the secret is zero")
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode is %v, %v; want 0600", info.Mode(), err)
	}
	if entries, _ := os.ReadDir(filepath.Dir(path)); len(entries) != 1 {
		t.Errorf("%d files are left, want the secret alone", len(entries))
	}
}

func TestADamagedSecretIsSetAsideByItsOwner(t *testing.T) {
	for name, data := range map[string][]byte{"empty": nil, "short": make([]byte, SecretBytes-1), "long": make([]byte, 4096)} {
		path := filepath.Join(t.TempDir(), "secret")
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := LoadSecret(path); !errors.Is(err, ErrDamaged) {
			t.Errorf("%s: a command got %v, want %v", name, err, ErrDamaged)
		}
		told := &bytes.Buffer{}
		made, setAside, err := RecoverSecret(path, slog.New(slog.NewTextHandler(told, nil)))
		if err != nil || !setAside || !strings.Contains(told.String(), "every token that was handed out is invalid") {
			t.Fatalf("%s: set aside %v, %v; it said %s", name, setAside, err, told)
		}
		again, setAside, err := RecoverSecret(path, slog.New(slog.DiscardHandler))
		if err != nil || setAside || !bytes.Equal(made, again) {
			t.Errorf("%s: the next start has %x, set aside %v, %v; want %x", name, again, setAside, err, made)
		}
		aside, err := filepath.Glob(path + ".corrupt-*")
		if err != nil || len(aside) != 1 {
			t.Fatalf("%s: aside are %q, %v", name, aside, err)
		}
		if kept, err := os.ReadFile(aside[0]); err != nil || !bytes.Equal(kept, data) {
			t.Errorf("%s: %d bytes were kept, %v", name, len(kept), err)
		}
	}
}

func TestASecretThatIsNotSafeIsRefused(t *testing.T) {
	for name, file := range map[string]struct {
		mode os.FileMode
		data []byte
	}{
		"readable by others": {0o644, make([]byte, SecretBytes)},
		"too short":          {0o600, make([]byte, SecretBytes-1)},
		"empty":              {0o600, nil},
	} {
		path := filepath.Join(t.TempDir(), "secret")
		if err := os.WriteFile(path, file.data, file.mode); err != nil {
			t.Fatal(err)
		}
		if _, err := LoadSecret(path); err == nil {
			t.Errorf("a secret that is %s was taken", name)
		}
	}
	if _, err := LoadSecret(filepath.Join(t.TempDir(), "missing", "secret")); err == nil {
		t.Error("a secret in a folder that is not there was made")
	}
}
