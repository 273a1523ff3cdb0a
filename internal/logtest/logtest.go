// Package logtest is a log in memory, for tests of what is logged while it is logged.
package logtest

import (
	"slices"
	"strings"
	"sync"
)

// Lines are what was logged. It is an io.Writer for a slog.Handler, which writes one line at a time.
type Lines struct {
	mu  sync.Mutex
	all []string
}

// Write takes a line.
func (l *Lines) Write(line []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.all = append(l.all, string(line))
	return len(line), nil
}

// All are the lines until now.
func (l *Lines) All() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.all)
}

// Text is All in one.
func (l *Lines) Text() string { return strings.Join(l.All(), "") }

// With are the lines that contain something.
func (l *Lines) With(part string) []string {
	return slices.DeleteFunc(l.All(), func(line string) bool { return !strings.Contains(line, part) })
}
