// Package schema is the wire: one JSON Schema per message, the registries of vitals and dimensions as data,
// and samples: valid ones, invalid ones, and lenient ones, which are invalid but taken without what is wrong in them. Go and TypeScript read the same files.
package schema

import "embed"

// Files holds every schema and registry of this folder.
//
//go:embed *.json
var Files embed.FS

// Vitals is vitals.json: the registry of vitals, in the order they are shown.
//
//go:embed vitals.json
var Vitals []byte

// Dimensions is dimensions.json: the closed registry of what page views can be broken down and filtered by.
//
//go:embed dimensions.json
var Dimensions []byte
