package app

import (
	"errors"
	"fmt"
	"strings"
)

// split finds what services of several processes cannot share.
func (c config) split() (mistakes []error) {
	refuse := func(part, why string) {
		if others := c.targets.sharedBy(part); len(others) > 0 {
			mistakes = append(mistakes, fmt.Errorf("--target %s: %s", strings.Join(c.targets, ","), strings.ReplaceAll(why, "OTHERS", strings.Join(others, ", "))))
		}
	}
	if !c.queue.shared() {
		refuse(queuePart, "the log in a file (SQLite) has one process, and OTHERS need it too: run them here, or put the log on a server with --queue redis://HOST:PORT")
	}
	if !c.store.shared() {
		refuse(storePart, "DuckDB has one process, and OTHERS need the store too: run them here, or put the store on a server with --store postgres://USER@HOST/DATABASE")
	}
	if !c.control.shared() && c.Control == "" {
		refuse(controlPart, "OTHERS would have a control plane of their own: name the one that all share, with --control postgres://USER@HOST/DATABASE or, on one machine, --control sqlite:PATH")
	}
	if c.SecretFile == "" {
		refuse(secretPart, "OTHERS would sign and check tokens with a secret of their own: name the file with the one that all share, --secret-file FILE")
	}
	if !c.pubsub.shared() && c.targets.has(liveTarget) && !c.targets.has(workerTarget) {
		refuse(pubsubPart, "no worker of another process can tell this live server anything: connect them with --pubsub redis://HOST:PORT")
	}
	if c.targets.has(dashboardTarget) && !c.targets.has(ingestTarget) && c.PublicURL == "" {
		mistakes = append(mistakes, errors.New("--target dashboard without ingest: the dashboard shows the script tag, so say how browsers reach ingest, with --public-url URL"))
	}
	return mistakes
}
