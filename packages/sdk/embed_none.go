//go:build !assets

// Package sdk carries the built browser SDK, so that the server can serve it. Built without the tag "assets" it
// carries nothing: a plain `go build ./...` needs no Node.
package sdk

import "io/fs"

// Script is nil in a binary without assets.
var Script []byte

// Core is nil in a binary without assets.
var Core []byte

// Check is nil in a binary without assets.
func Check() fs.FS { return nil }

// Available reports whether this binary carries the script.
const Available = false
