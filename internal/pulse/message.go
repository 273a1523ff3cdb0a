package pulse

import (
	"encoding/json"
	"fmt"

	"paceline/internal/pubsub"
)

// Message is a pulse as it is published. Lists are shortened until it is small enough.
func Message(project string, p *Pulse) (pubsub.Message, error) {
	short := *p
	for {
		data, err := json.Marshal(&short)
		if err != nil {
			return pubsub.Message{}, fmt.Errorf("pulse: %w", err)
		}
		if len(data) <= pubsub.MaxBytes || !short.halve() {
			return pubsub.Message{Project: project, Data: data}, nil
		}
	}
}

// halve forgets half of each list; the numbers stay. It reports whether there was anything to forget.
func (p *Pulse) halve() bool {
	if len(p.Pages)+len(p.Latest)+len(p.JSErrors) == 0 {
		return false
	}
	kept := make(map[int64]*Page, len(p.Pages)/2)
	for _, id := range p.PagesByViews()[:len(p.Pages)/2] {
		kept[id] = p.Pages[id]
	}
	p.Pages = kept
	p.Latest = p.Latest[:len(p.Latest)/2]
	p.JSErrors = p.JSErrors[:len(p.JSErrors)/2]
	return true
}

// Parse reads what Message wrote.
func Parse(m pubsub.Message) (*Pulse, error) {
	p := new(Pulse)
	if err := json.Unmarshal(m.Data, p); err != nil {
		return nil, fmt.Errorf("pulse of %s: %w", m.Project, err)
	}
	return p, nil
}
