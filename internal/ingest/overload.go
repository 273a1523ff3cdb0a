package ingest

import (
	"errors"

	"paceline/internal/httpapi"
)

// gateError makes a gate's refusal one of ours, so that it is counted under its reason.
func gateError(err error) error {
	var full *httpapi.Error
	if !errors.As(err, &full) {
		return err
	}
	return &refusal{"overload", *full}
}

// enter takes a place in process for a request whose body is here, and returns the release that gives it back, too.
func (s *Service) enter(release func()) (func(), error) {
	place, err := s.gate.Enter()
	if err != nil {
		return release, gateError(err)
	}
	return func() {
		place.Leave()
		release()
	}, nil
}

// Early refuses beacons before they are read, while more come than can be taken.
func (s *Service) Early() *httpapi.Early {
	counter := s.metrics.refused.WithLabelValues("overload")
	return &httpapi.Early{Gate: s.gate, Paths: []string{"/v1/ingest", "/v1/errors"}, Refused: func(error) { counter.Inc() }}
}

// Pressed reports that more beacons come than can be taken: other work should wait.
func (s *Service) Pressed() bool { return s.gate.Pressed() }
