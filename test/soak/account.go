package soak

import (
	"encoding/json"
	"fmt"
	"net/http"
	"sync"

	"paceline/test/harness"
)

// Account remembers every event that was sent and every answer that came.
type Account struct {
	mu       sync.Mutex
	projects map[string]*ProjectAccount
	beacons  int // with a 202
	faults   []string
	statuses map[int]int
}

// ProjectAccount is the part of one project.
type ProjectAccount struct {
	events  []*Event
	known   map[*Event]bool
	sure    int64 // sendings of events that were answered with a 202
	perhaps int64 // sendings of events without an answer
	// reread: the log has got another id, under which what it kept was accepted anew, and then found to be there already.
	reread bool
}

func newAccount() *Account {
	return &Account{projects: map[string]*ProjectAccount{}, statuses: map[int]int{}}
}

// sent notes one sending of a beacon and its answer, and reports whether that was final.
func (a *Account) sent(b *Beacon, answer harness.Answer, err error) (final bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	p := a.project(b.Project.Key)
	p.remember(b.Events)
	status := answer.Status
	if err != nil {
		status = 0
	}
	a.statuses[status]++
	if (status == http.StatusServiceUnavailable || status == http.StatusTooManyRequests) && answer.RetryAfter == "" {
		a.fault("a beacon got %d without Retry-After: %.200s", status, answer.Body)
	}
	switch {
	case status == 0 || status == http.StatusServiceUnavailable:
		p.unanswered(b.Events)
		return false
	case status == http.StatusTooManyRequests:
		return false
	case status != b.status:
		a.fault("a beacon got %d, want %d: %.200s; it was %.300s", status, b.status, answer.Body, b.body)
	}
	if status == http.StatusAccepted {
		a.beacons++
		a.accepted(p, b, answer.Body)
	}
	return true
}

// reread notes that a project's records were read again under another log id.
func (a *Account) reread(p *Project) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.project(p.Key).reread = true
}

func (a *Account) accepted(p *ProjectAccount, b *Beacon, body []byte) {
	var told struct{ Refused []struct{ Index int } }
	if err := json.Unmarshal(body, &told); err != nil {
		a.fault("a 202 says %.200s: %v", body, err)
	}
	refused := map[int]bool{}
	for _, r := range told.Refused {
		refused[r.Index] = true
	}
	for i, e := range b.Events {
		if refused[i] != e.refused() {
			a.fault("event %d of a beacon: refused is %v, want %v: %.300s", i, refused[i], e.refused(), e.wire)
		}
		if !refused[i] {
			e.taken++
			p.sure++
		}
	}
}

func (p *ProjectAccount) unanswered(events []*Event) {
	for _, e := range events {
		if !e.refused() {
			e.perhaps++
			p.perhaps++
		}
	}
}

func (p *ProjectAccount) remember(events []*Event) {
	for _, e := range events {
		if !e.refused() && !p.known[e] {
			p.known[e] = true
			p.events = append(p.events, e)
		}
	}
}

func (a *Account) project(key string) *ProjectAccount {
	p, ok := a.projects[key]
	if !ok {
		p = &ProjectAccount{known: map[*Event]bool{}}
		a.projects[key] = p
	}
	return p
}

// fault notes an answer that should not have been.
func (a *Account) fault(format string, args ...any) {
	if len(a.faults) < mostFindings {
		a.faults = append(a.faults, fmt.Sprintf(format, args...))
	}
}

// sums are the beacons and the events that got a 202.
func (a *Account) sums() (beacons, events int) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, p := range a.projects {
		events += int(p.sure)
	}
	return a.beacons, events
}

// answers counts the answers with a status.
func (a *Account) answers(status int) int {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.statuses[status]
}
