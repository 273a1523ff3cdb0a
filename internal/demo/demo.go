// Package demo is what `paceline demo` shows: a small shop with faults made on purpose, and generated history,
// so that the first look at the dashboard is alive. Nothing of it runs in production.
package demo
