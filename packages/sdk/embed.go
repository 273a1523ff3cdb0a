//go:build assets

// Package sdk carries the built browser SDK, so that the server can serve it.
package sdk

import _ "embed"

// Script is what GET /paceline.js serves: dist/paceline.js, made by `npm run build`.
//
//go:embed dist/paceline.js
var Script []byte

// Core is what GET /paceline-core.js serves: dist/paceline-core.js, the vitals alone.
//
//go:embed dist/paceline-core.js
var Core []byte

// Available reports whether this binary carries the script.
const Available = true
