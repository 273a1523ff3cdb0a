package bench

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"paceline/internal/store"
)

// Dataset is a store's file that Fill has filled, in a directory of its own.
type Dataset struct {
	Dir   string
	Views int
	Until time.Time // the last page view is just before
}

// Facts is the path of the store's file.
func (d Dataset) Facts() string { return filepath.Join(d.Dir, "facts.duckdb") }

// note stands beside the file once it is complete.
func (d Dataset) note() string { return filepath.Join(d.Dir, "dataset.json") }

// KeptDataset finds a complete data set of that many page views in dir, or none. A directory that holds another
// one, or half of one, is an error: nothing of it is deleted.
func KeptDataset(dir string, views int) (d Dataset, found bool, err error) {
	d = Dataset{Dir: dir, Views: views}
	text, err := os.ReadFile(d.note())
	switch {
	case errors.Is(err, fs.ErrNotExist):
		if _, err := os.Stat(d.Facts()); err == nil {
			return d, false, fmt.Errorf("%s has a store that is no complete data set: choose another directory", dir)
		}
		return d, false, nil
	case err != nil:
		return d, false, err
	}
	var kept Dataset
	if err := json.Unmarshal(text, &kept); err != nil {
		return d, false, fmt.Errorf("%s: %w", d.note(), err)
	}
	if kept.Views != views {
		return d, false, fmt.Errorf("%s has a data set of %d page views, not of %d: choose another directory", dir, kept.Views, views)
	}
	d.Until = kept.Until
	return d, true, nil
}

// Fill makes the data set. Closing the store brings everything into its one file.
func (d *Dataset) Fill(ctx context.Context, open func(path string) (Filled, error), progress Progress) error {
	facts, err := open(d.Facts())
	if err != nil {
		return err
	}
	d.Until = time.Now().UTC()
	if err := errors.Join(fill(ctx, facts, d.Until, d.Views, progress), facts.Close()); err != nil {
		return err
	}
	text, err := json.Marshal(d)
	if err != nil {
		return err
	}
	return os.WriteFile(d.note(), text, 0o600)
}

// Filled is the store that a data set is written to.
type Filled interface {
	store.Writer
	Close() error
}
