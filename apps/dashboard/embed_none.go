//go:build !assets

// Package dashboard carries the built dashboard (npm run build) inside the binary. This build has the tag
// `assets` unset and carries nothing, so that it needs no Node.
package dashboard

import "io/fs"

// Files is nil and false: the binary was built without the dashboard.
func Files() (fs.FS, bool) { return nil, false }
