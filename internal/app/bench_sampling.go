package app

import (
	"errors"
	"fmt"
	"slices"

	"paceline/internal/bench"
)

type benchSamplingCommand struct {
	benchFlags `embed:""`
	Seeds      int     `help:"How many populations." default:"100"`
	Views      int     `help:"Page views of each." default:"1000000"`
	Rate       float64 `help:"The share of sessions that is measured." default:"0.1"`
	Keep       string  `help:"Page views that are kept beyond them: poor, not-good or none." default:"poor"`
}

// Run simulates sampling.
func (c *benchSamplingCommand) Run(env *environment) error {
	if c.Seeds < 1 || c.Views < 1 || !(c.Rate >= 0.0001 && c.Rate <= 1) || !slices.Contains(bench.Keeps, c.Keep) {
		return usageError{errors.New("bench sampling: --seeds and --views must be above 0, --rate from 0.0001 to 1, --keep poor, not-good or none")}
	}
	command := fmt.Sprintf("paceline bench sampling --seeds %d --views %d --rate %g --keep %s", c.Seeds, c.Views, c.Rate, c.Keep)
	return c.measure(env, "sampling", command, func(_ string, progress bench.Progress) (bench.Report, error) {
		return bench.Sampling{Seeds: c.Seeds, Views: c.Views, Rate: c.Rate, Keep: c.Keep, Progress: progress}.Run(env)
	})
}
