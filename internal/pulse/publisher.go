package pulse

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"paceline/internal/pubsub"
)

const (
	// roundEvery is the least time from one round of publishing to the next.
	roundEvery = 100 * time.Millisecond
	// mostOfRound is how many projects a round tells of; the others wait for the next.
	mostOfRound = 1000
	// publishWithin is how long a round may take before it is given up.
	publishWithin = 2 * time.Second
)

// Publisher tells what workers have committed. A worker never waits for it: what cannot be published at once is added
// up, and what cannot be published at all is lost, and counted.
type Publisher struct {
	bus pubsub.Publisher
	log *slog.Logger

	mu      sync.Mutex
	pending map[string]*Pulse // by project
	arrived chan struct{}     // holds a token while something is pending

	published *prometheus.CounterVec
	down      bool // the last round failed; the loop's own
}

// NewPublisher makes a publisher; Run runs it. With a nil registerer it is counted and not shown.
func NewPublisher(bus pubsub.Publisher, registry prometheus.Registerer, log *slog.Logger) *Publisher {
	p := &Publisher{
		bus: bus, log: log, pending: map[string]*Pulse{}, arrived: make(chan struct{}, 1),
		published: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "paceline_live_published_total", Help: "Summaries of commits for live servers, by what became of them.",
		}, []string{"outcome"}),
	}
	for _, outcome := range []string{"published", "lost"} {
		p.published.WithLabelValues(outcome)
	}
	if registry != nil {
		registry.MustRegister(p.published)
	}
	return p
}

// Committed takes what a worker has committed. It does not block, and keeps nothing of the rows.
func (p *Publisher) Committed(c Commit) {
	pulses := Summarise(c)
	p.mu.Lock()
	for project, pulse := range pulses {
		if waiting := p.pending[project]; waiting != nil {
			waiting.Merge(pulse)
		} else {
			p.pending[project] = pulse
		}
	}
	p.mu.Unlock()
	p.wake()
}

func (p *Publisher) wake() {
	select {
	case p.arrived <- struct{}{}:
	default:
	}
}

// Run publishes until ctx ends.
func (p *Publisher) Run(ctx context.Context) error {
	pace := time.NewTicker(roundEvery)
	defer pace.Stop()
	for {
		select {
		case <-p.arrived:
		case <-ctx.Done():
			return nil
		}
		p.round(ctx)
		select {
		case <-pace.C:
		case <-ctx.Done():
			return nil
		}
	}
}

// take returns what is pending, of not too many projects.
func (p *Publisher) take() map[string]*Pulse {
	p.mu.Lock()
	defer p.mu.Unlock()
	taken := p.pending
	p.pending = make(map[string]*Pulse)
	if len(taken) <= mostOfRound {
		return taken
	}
	for project, pulse := range taken { // in no particular order, so that each has its turn
		if len(taken) <= mostOfRound {
			break
		}
		p.pending[project] = pulse
		delete(taken, project)
	}
	p.wake()
	return taken
}

func (p *Publisher) round(ctx context.Context) {
	taken := p.take()
	messages := make([]pubsub.Message, 0, len(taken))
	for project, pulse := range taken {
		m, err := Message(project, pulse)
		if err != nil {
			p.log.Error("a summary for live servers cannot be written", "project", project, "error", err)
			continue
		}
		messages = append(messages, m)
	}
	within, cancel := context.WithTimeout(ctx, publishWithin)
	defer cancel()
	err := p.bus.Publish(within, pubsub.Live, messages...)
	if err != nil {
		p.published.WithLabelValues("lost").Add(float64(len(messages)))
	} else {
		p.published.WithLabelValues("published").Add(float64(len(messages)))
	}
	p.say(ctx, err)
}

// say logs when publishing begins to fail, and when it works again.
func (p *Publisher) say(ctx context.Context, err error) {
	switch {
	case err != nil && !p.down && ctx.Err() == nil:
		p.log.Warn("live updates are paused: what is committed cannot be published; it is in the store all the same", "error", err)
	case err == nil && p.down:
		p.log.Info("live updates go on: what is committed can be published again")
	}
	p.down = err != nil
}
