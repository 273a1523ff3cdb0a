package move

import (
	"context"
	"errors"
	"fmt"
	"math"
	"time"

	"paceline/internal/rum"
	"paceline/internal/store"
)

// ErrDiffers is a copy that does not answer as its source does.
var ErrDiffers = errors.New("the copy differs from its source")

// rounding is the relative error of percentiles that both stores interpolate between the same numbers.
const rounding = 1e-9

// Verify compares the ledger of every project and its figures of the whole time, and names every difference in an
// ErrDiffers. It returns how many projects it has compared.
func Verify(ctx context.Context, from store.Exporter, to store.Reader) (projects int, err error) {
	names, err := from.Projects(ctx)
	if err != nil {
		return 0, err
	}
	var found []error
	for _, project := range names {
		c := comparison{project: project}
		if err := c.ledgers(ctx, from, to); err != nil {
			return 0, err
		}
		if err := c.figures(ctx, from, to); err != nil {
			return 0, err
		}
		found = append(found, c.found...)
	}
	if len(found) > 0 {
		return 0, fmt.Errorf("%w:\n%w", ErrDiffers, errors.Join(found...))
	}
	return len(names), nil
}

// comparison is of one project.
type comparison struct {
	project string
	found   []error
}

func (c *comparison) count(what string, source, copied int64) {
	if source != copied {
		c.found = append(c.found, fmt.Errorf("project %q: %s: %d in the source, %d in the copy", c.project, what, source, copied))
	}
}

func (c *comparison) ledgers(ctx context.Context, from, to store.Reader) error {
	source, err := from.Ledger(ctx, c.project)
	if err != nil {
		return err
	}
	copied, err := to.Ledger(ctx, c.project)
	if err != nil {
		return err
	}
	c.count("events processed", processed(source), processed(copied))
	c.count("events visible", source.Visible, copied.Visible)
	c.count("events merged", source.Merged, copied.Merged)
	c.count("events deduplicated", source.Deduplicated, copied.Deduplicated)
	c.count("dead letters", source.DeadLettered, copied.DeadLettered)
	c.count("events deleted", source.Deleted, copied.Deleted)
	return nil
}

func processed(l rum.StoreLedger) (sum int64) {
	for _, n := range l.Processed {
		sum += n
	}
	return sum
}

// always is a span that holds every time stamp a store takes.
var always = rum.Span{From: time.UnixMilli(0).UTC(), To: time.Date(2200, 1, 1, 0, 0, 0, 0, time.UTC)}

func (c *comparison) figures(ctx context.Context, from, to store.Reader) error {
	whole := store.Select{Project: c.project, Span: always}
	source, err := from.Summary(ctx, whole)
	if err != nil {
		return err
	}
	copied, err := to.Summary(ctx, whole)
	if err != nil {
		return err
	}
	within := rounding
	if source.Method == rum.Sketch || copied.Method == rum.Sketch {
		within = 2 * rum.SketchError // each is so near to the true one
	} else {
		c.count("sessions", source.Sessions, copied.Sessions)
	}
	c.count("page views", source.Views, copied.Views)
	c.count("JavaScript errors", source.Errors, copied.Errors)
	c.number("page views by weight", source.Estimated, copied.Estimated, rounding)
	for _, vital := range rum.Vitals() {
		name, one, two := vital.Info().Name, source.Vitals[vital].Percentiles, copied.Vitals[vital].Percentiles
		c.count(name+" samples", one.Samples, two.Samples)
		for _, p := range []struct {
			name     string
			one, two *float64
		}{{"p50", one.P50, two.P50}, {"p75", one.P75, two.P75}, {"p90", one.P90, two.P90}, {"p95", one.P95, two.P95}, {"p99", one.P99, two.P99}} {
			if p.one != nil && p.two != nil { // where one is missing the samples differ
				c.number(name+" "+p.name, *p.one, *p.two, within)
			}
		}
	}
	return nil
}

func (c *comparison) number(what string, source, copied, within float64) {
	if math.Abs(source-copied) > within*math.Max(math.Abs(source), math.Abs(copied)) {
		c.found = append(c.found, fmt.Errorf("project %q: %s: %v in the source, %v in the copy", c.project, what, source, copied))
	}
}
