package token

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"paceline/internal/aside"
	"paceline/internal/fault"
)

// ErrDamaged is a file that holds no secret.
var ErrDamaged = errors.New("token secret: the file is damaged")

// SecretBytes is the length of a secret.
const SecretBytes = 32

// LoadSecret reads the secret from a file, or makes it at the first start: random, mode 0600, synced. Processes
// that start together on one file get one secret. A file that others may read is refused.
func LoadSecret(path string) ([]byte, error) {
	secret, err := readSecret(path)
	if !errors.Is(err, fs.ErrNotExist) {
		return secret, err
	}
	if err := createSecret(path); err != nil && !errors.Is(err, fs.ErrExist) {
		return nil, fmt.Errorf("token secret: %w", err)
	}
	return readSecret(path)
}

// RecoverSecret is LoadSecret for the process that owns the file: one that is damaged is set aside (see package aside)
// and a new secret is made. Tokens that were made with the old one are invalid then, which it logs.
func RecoverSecret(path string, logger *slog.Logger) (secret []byte, setAside bool, err error) {
	secret, err = LoadSecret(path)
	if !errors.Is(err, ErrDamaged) {
		return secret, false, err
	}
	to, moved := aside.Move(path)
	if moved != nil {
		return nil, false, errors.Join(err, moved)
	}
	logger.Error("the secret that signs tokens is damaged and was set aside; a new one is made: every token that was handed out is invalid from now on",
		"path", path, "now", to, "error", err)
	secret, err = LoadSecret(path)
	return secret, true, err
}

func readSecret(path string) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("token secret: %w", err)
	}
	if open := info.Mode().Perm() & 0o077; open != 0 {
		return nil, fmt.Errorf("token secret: %s has mode %04o, others may use it: run chmod 600 on it", path, info.Mode().Perm())
	}
	if info.Size() != SecretBytes {
		return nil, fmt.Errorf("%w: %s has %d bytes, want %d: paceline serve sets it aside and makes a new one", ErrDamaged, path, info.Size(), SecretBytes)
	}
	secret, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("token secret: %w", err)
	}
	return secret, nil
}

// ReplaceSecret puts a new secret in the place of the one in a file. Every token that was handed out is invalid from the moment
// at which those who check tokens look at the file again: see Follow.
func ReplaceSecret(path string) error {
	draft, err := draftSecret(path)
	if err != nil {
		return fmt.Errorf("token secret: %w", err)
	}
	defer os.Remove(draft)
	if err := os.Rename(draft, path); err != nil {
		return fmt.Errorf("token secret: %w", err)
	}
	return nil
}

// followEvery is how often the file is looked at: tokens are revoked within 60 s.
const followEvery = 15 * time.Second

// Follow takes over the secret whenever the file has another one, until ctx ends. A file that cannot be read changes nothing.
func (t *Tokens) Follow(ctx context.Context, path string, logger *slog.Logger) error {
	looks := time.NewTicker(followEvery)
	defer looks.Stop()
	for {
		select {
		case <-looks.C:
		case <-ctx.Done():
			return nil
		}
		secret, err := readSecret(path)
		switch {
		case err != nil:
			logger.Warn("the secret that signs tokens cannot be read; the one before serves on", "error", err)
		case !bytes.Equal(secret, *t.secret.Load()):
			t.secret.Store(&secret)
			logger.Info("the secret that signs tokens was replaced: every token from before is invalid")
		}
	}
}

// createSecret writes the file under another name first and links it into place, so that it is never there half
// written, and never replaced.
func createSecret(path string) error {
	draft, err := draftSecret(path)
	if err != nil {
		return err
	}
	defer os.Remove(draft)
	fault.Point(fault.SecretSaveBefore)
	if err := os.Link(draft, path); err != nil {
		return err
	}
	fault.Point(fault.SecretSaveAfter)
	return nil
}

// draftSecret writes a new secret to a synced file beside the one at path, with mode 0600, and returns its name.
func draftSecret(path string) (name string, err error) {
	draft, err := os.CreateTemp(filepath.Dir(path), ".secret-*")
	if err != nil {
		return "", err
	}
	secret := make([]byte, SecretBytes)
	rand.Read(secret)
	_, err = draft.Write(secret)
	if err := errors.Join(err, draft.Sync(), draft.Close()); err != nil {
		return "", errors.Join(err, os.Remove(draft.Name()))
	}
	return draft.Name(), nil
}
