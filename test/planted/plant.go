package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// fault is one deliberate breakage.
type fault struct {
	Name     string
	Breaks   string // the promise that it breaks, for people
	File     string // from the module's root
	Old, New string // Old stands in the file exactly once
	Package  string // whose tests must find it
	Run      string // which of them, as for go test -run
}

// result is what became of a planted fault.
type result struct {
	Name     string   `json:"name"`
	Breaks   string   `json:"breaks"`
	File     string   `json:"file"`
	Package  string   `json:"package"`
	CaughtBy []string `json:"caughtBy"` // the tests that failed; none: it survived
}

// errBlind means that a run says nothing about the fault: it does not build, or the tests fail without it.
var errBlind = errors.New("the run says nothing")

// plant runs the tests without and with the fault.
func plant(ctx context.Context, f fault) (result, error) {
	r := result{Name: f.Name, Breaks: f.Breaks, File: f.File, Package: f.Package, CaughtBy: []string{}}
	root, err := moduleRoot(ctx)
	if err != nil {
		return r, err
	}
	failed, err := runTests(ctx, root, f)
	if err == nil && len(failed) > 0 {
		err = fmt.Errorf("%w: without the fault %s fail", errBlind, strings.Join(failed, ", "))
	}
	if err != nil {
		return r, err
	}
	dir, err := os.MkdirTemp("", "planted-")
	if err != nil {
		return r, err
	}
	defer os.RemoveAll(dir)
	overlay, err := f.overlay(root, dir)
	if err != nil {
		return r, err
	}
	failed, err = runTests(ctx, root, f, "GOFLAGS=-overlay="+overlay)
	r.CaughtBy = append(r.CaughtBy, failed...)
	return r, err
}

func moduleRoot(ctx context.Context) (string, error) {
	out, err := exec.CommandContext(ctx, "go", "list", "-m", "-f", "{{.Dir}}").Output()
	return strings.TrimSpace(string(out)), err
}

// broken is the file with the fault in it.
func (f fault) broken(root string) ([]byte, error) {
	good, err := os.ReadFile(filepath.Join(root, f.File))
	if err != nil {
		return nil, err
	}
	if n := bytes.Count(good, []byte(f.Old)); n != 1 {
		return nil, fmt.Errorf("%s holds %d times what the fault replaces, want once: the code has changed, so change the fault", f.File, n)
	}
	return bytes.Replace(good, []byte(f.Old), []byte(f.New), 1), nil
}

// overlay writes the broken file and the list that lays it over the good one, and returns the list's path.
func (f fault) overlay(root, dir string) (string, error) {
	text, err := f.broken(root)
	if err != nil {
		return "", err
	}
	path := filepath.Join(dir, filepath.Base(f.File))
	list, err := json.Marshal(map[string]map[string]string{"Replace": {filepath.Join(root, f.File): path}})
	if err != nil {
		return "", err
	}
	to := filepath.Join(dir, "overlay.json")
	return to, errors.Join(os.WriteFile(path, text, 0o600), os.WriteFile(to, list, 0o600))
}

// runTests returns the names of the tests that failed, innermost first, without those that failed because a part of them did.
func runTests(ctx context.Context, root string, f fault, env ...string) ([]string, error) {
	args := []string{"test", "-json", "-vet=off", "-timeout=10m", "-run", f.Run}
	if len(env) > 0 {
		args = append(args, "-count=1") // a test that builds a binary looks the same with the fault: no old result will do
	}
	command := exec.CommandContext(ctx, "go", append(args, f.Package)...)
	command.Dir = root
	command.Env = append(os.Environ(), env...)
	// A binary that was built before would not have the fault in it.
	command.Env = append(command.Env, "PACELINE_BIN=", "PACELINE_FAULTS_BIN=")
	out, runErr := command.Output()
	failed, ran, err := readEvents(out)
	switch {
	case err != nil:
		return nil, err
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case runErr != nil && len(failed) == 0:
		return nil, fmt.Errorf("%w: %w\n%s", errBlind, runErr, tail(out))
	case ran == 0:
		return nil, fmt.Errorf("%w: %s has no test that matches %s", errBlind, f.Package, f.Run)
	}
	return failed, nil
}

// readEvents reads what go test -json prints.
func readEvents(out []byte) (failed []string, ran int, err error) {
	lines := bufio.NewScanner(bytes.NewReader(out))
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var event struct{ Action, Test string }
		if json.Unmarshal(lines.Bytes(), &event) != nil || event.Test == "" {
			continue
		}
		switch event.Action {
		case "run":
			ran++
		case "fail":
			if !slices.ContainsFunc(failed, func(part string) bool { return strings.HasPrefix(part, event.Test+"/") }) {
				failed = append(failed, event.Test)
			}
		}
	}
	return failed, ran, lines.Err()
}

func tail(out []byte) []byte { return out[max(0, len(out)-2000):] }
