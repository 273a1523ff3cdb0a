//go:build assets

// Package sdk carries the built browser SDK, so that the server can serve it.
package sdk

import (
	"embed"
	"io/fs"
)

// Script is what GET /paceline.js serves: dist/paceline.js, made by `npm run build`.
//
//go:embed dist/paceline.js
var Script []byte

// Core is what GET /paceline-core.js serves: dist/paceline-core.js, the vitals alone.
//
//go:embed dist/paceline-core.js
var Core []byte

//go:embed dist/check
var check embed.FS

// Check holds the files of the self-check page, index.html among them, made by the same build.
func Check() fs.FS {
	files, err := fs.Sub(check, "dist/check")
	if err != nil {
		panic(err) // the path is a constant
	}
	return files
}

// Available reports whether this binary carries the script.
const Available = true
