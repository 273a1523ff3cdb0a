package app

import (
	"fmt"
	"slices"
	"strings"
)

// The targets: services that may run in processes of their own.
const (
	ingestTarget    = "ingest"
	workerTarget    = "worker"
	queryTarget     = "query"
	liveTarget      = "live"
	dashboardTarget = "dashboard"
)

// The parts that services share.
const (
	queuePart   = "queue"
	storePart   = "store"
	controlPart = "control"
	cachePart   = "cache"
	limitsPart  = "limits"
	pubsubPart  = "pubsub"
	secretPart  = "secret"
)

// wiring is which parts each target opens. The dashboard has a query API of its own on loopback when the public one asks
// for tokens.
var wiring = []struct {
	target string
	parts  []string
}{
	{ingestTarget, []string{queuePart, controlPart, limitsPart}},
	{workerTarget, []string{queuePart, storePart, pubsubPart}},
	{queryTarget, []string{queuePart, storePart, controlPart, cachePart, limitsPart, pubsubPart, secretPart}},
	{liveTarget, []string{controlPart, pubsubPart, secretPart}},
	{dashboardTarget, []string{queuePart, storePart, controlPart, cachePart, limitsPart, pubsubPart, secretPart}},
}

// targets are the services of one process.
type targets []string

// parseTargets reads a list of targets; an empty one is all of them.
func parseTargets(names []string) (targets, error) {
	var all targets
	for _, w := range wiring {
		all = append(all, w.target)
	}
	if len(names) == 0 {
		return all, nil
	}
	for _, name := range names {
		if !slices.Contains(all, name) {
			return nil, fmt.Errorf("%q: want some of %s", name, strings.Join(all, ", "))
		}
	}
	return names, nil
}

func (t targets) has(target string) bool { return slices.Contains(t, target) }

// opens reports whether a target of this process needs the part.
func (t targets) opens(part string) bool { return len(t.users(part, true)) > 0 }

// sharedBy names the targets of other processes that need a part which this process opens; none when it has the part for
// itself.
func (t targets) sharedBy(part string) []string {
	if !t.opens(part) {
		return nil
	}
	return t.users(part, false)
}

// users lists the targets that need a part and are, or are not, of this process.
func (t targets) users(part string, here bool) (names []string) {
	for _, w := range wiring {
		if t.has(w.target) == here && slices.Contains(w.parts, part) {
			names = append(names, w.target)
		}
	}
	return names
}
