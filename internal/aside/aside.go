// Package aside puts files that cannot be used out of the way of a new beginning. They are kept for people to look
// at; nothing is ever deleted.
package aside

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"paceline/internal/fault"
)

// Move renames the file at path to path.corrupt-TIME (UTC), and each companion, a file whose name is path and a
// suffix such as "-wal", to path.corrupt-TIME and that suffix. What is not there is passed over. It returns the
// file's new path once the new names are durable.
func Move(path string, companions ...string) (to string, err error) {
	to = path + ".corrupt-" + time.Now().UTC().Format("20060102T150405.000000000Z")
	for _, suffix := range append([]string{""}, companions...) {
		fault.Point(fault.AsideBefore)
		if err := os.Rename(path+suffix, to+suffix); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return "", fmt.Errorf("set a corrupt file aside: %w", err)
		}
		fault.Point(fault.AsideAfter)
	}
	dir, err := os.Open(filepath.Dir(path))
	if err != nil {
		return "", fmt.Errorf("set a corrupt file aside: %w", err)
	}
	return to, errors.Join(dir.Sync(), dir.Close())
}
