package bench

import (
	"context"
	"fmt"
	"math"
	"runtime"
	"sync"

	"golang.org/x/sync/errgroup"

	"paceline/internal/percentile"
	"paceline/internal/rum"
)

// Sampling shows what the SDK's sampling does to percentiles: it makes up page views, measures some by the SDK's rule,
// merges their reports as a worker does, and compares with all of them.
type Sampling struct {
	Seeds    int
	Views    int     // of each seed
	Rate     float64 // the share of sessions that is measured
	Keep     string  // page views that are kept beyond them: poor, not-good, or none
	Progress Progress
}

// Keeps are the choices of Sampling.Keep.
var Keeps = []string{"poor", "not-good", "none"}

// sampledVitals are those that a population has.
var sampledVitals = []rum.Vital{rum.LCP, rum.INP, rum.CLS}

// trial is what came of one seed.
type trial struct {
	measured  float64 // of the page views, a share
	estimated float64 // as many page views as the measured ones stand for, of all a share
	p75       [rum.VitalCount]struct{ all, weighted, unweighted float64 }
}

// Run tries every seed.
func (b Sampling) Run(ctx context.Context) (Report, error) {
	trials := make([]trial, b.Seeds)
	var mu sync.Mutex
	done := 0
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(runtime.GOMAXPROCS(0))
	for seed := range trials {
		group.Go(func() error {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			trials[seed] = b.try(uint64(seed))
			mu.Lock()
			defer mu.Unlock()
			done++
			b.Progress("seed %d of %d", done, b.Seeds)
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		return Report{}, err
	}
	return b.report(trials), nil
}

// try measures one population.
func (b Sampling) try(seed uint64) (t trial) {
	people := newPopulation(seed)
	script := newSampledScript(b.Rate, b.Keep, seed)
	var all, weighted, unweighted [rum.VitalCount]percentile.Sample
	views, measured, estimated := 0, 0, 0.0
	for views < b.Views {
		session := people.session()
		inSample := InSample(session.id, b.Rate)
		for range min(session.views, b.Views-views) {
			views++
			view := people.view(session)
			weight, sent := script.weigh(&view, inSample)
			if sent {
				measured++
				estimated += weight
			}
			for _, vital := range sampledVitals {
				if !view.has[vital] {
					continue
				}
				all[vital].Add(view.vitals[vital], 1)
				if sent {
					weighted[vital].Add(view.vitals[vital], weight)
					unweighted[vital].Add(view.vitals[vital], 1)
				}
			}
		}
	}
	t.measured, t.estimated = float64(measured)/float64(views), estimated/float64(views)
	for _, vital := range sampledVitals {
		of := &t.p75[vital]
		of.all, of.weighted, of.unweighted = p75(&all[vital]), p75(&weighted[vital]), p75(&unweighted[vital])
	}
	return t
}

// p75 of none is no number.
func p75(s *percentile.Sample) float64 {
	if p := percentile.Of(s); p.P75 != nil {
		return *p.P75
	}
	return math.NaN()
}

func (b Sampling) report(trials []trial) Report {
	r := Report{
		Bench: "sampling",
		Notes: []string{
			fmt.Sprintf("%d seeds of %s page views in sessions of three on average, whose vitals are log-normal and alike within a session. The SDK's rule decides which are measured, and with which weights: %s of the sessions, and beyond them page views that are to be kept: %s, or with an error. Their reports come in any order and are merged as a worker merges them.",
				b.Seeds, number(float64(b.Views)), quantity(100*b.Rate, "%"), b.Keep),
			"Off by: the mean over the seeds of how much the 75th percentile of the measured page views is above or below that of all of them; by weight it is what Paceline answers.",
		},
		Figures: []Figure{
			{Name: "page views measured", Value: 100 * mean(trials, func(t trial) float64 { return t.measured }), Unit: "%"},
			atMost("page views estimated, off by", 100*math.Abs(mean(trials, func(t trial) float64 { return t.estimated - 1 })), "%", 0.5),
		},
	}
	for _, vital := range sampledVitals {
		weighted := func(t trial) float64 { return t.p75[vital].weighted/t.p75[vital].all - 1 }
		unweighted := func(t trial) float64 { return t.p75[vital].unweighted/t.p75[vital].all - 1 }
		r.Figures = append(r.Figures,
			Figure{Name: vital.String() + " p75 of all", Value: mean(trials, func(t trial) float64 { return t.p75[vital].all }), Unit: vital.Info().Unit},
			atMost(vital.String()+" p75 by weight, off by", 100*math.Abs(mean(trials, weighted)), "%", 0.5),
			Figure{Name: vital.String() + " p75 by weight, off by in the worst seed", Value: 100 * worst(trials, weighted), Unit: "%"},
			Figure{Name: vital.String() + " p75 without weights, off by", Value: 100 * mean(trials, unweighted), Unit: "%"},
		)
	}
	return r
}

func mean(trials []trial, of func(trial) float64) float64 {
	sum := 0.0
	for _, t := range trials {
		sum += of(t)
	}
	return sum / float64(len(trials))
}

// worst is the greatest amount.
func worst(trials []trial, of func(trial) float64) (greatest float64) {
	for _, t := range trials {
		greatest = max(greatest, math.Abs(of(t)))
	}
	return greatest
}
