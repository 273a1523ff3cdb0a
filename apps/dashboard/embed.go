//go:build assets

// Package dashboard carries the built dashboard (npm run build) inside the binary.
package dashboard

import (
	"embed"
	"io/fs"
)

//go:embed all:dist
var dist embed.FS

// Files is the built dashboard, index.html at its root. The second value says whether this binary carries it.
func Files() (fs.FS, bool) {
	files, err := fs.Sub(dist, "dist")
	return files, err == nil
}
