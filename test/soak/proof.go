package soak

import (
	"cmp"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
)

// Planted is one deliberate breakage and the tests that caught it, as test/planted tells it.
type Planted struct {
	Name     string   `json:"name"`
	Breaks   string   `json:"breaks"` // the promise
	CaughtBy []string `json:"caughtBy"`
}

// LoadPlanted reads a list of planted faults; none with an empty path.
func LoadPlanted(path string) (list []Planted, err error) {
	if path == "" {
		return nil, nil
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(data, &list); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return list, nil
}

// Proof writes docs/proof.md from states that were reached on one or several machines. The same input gives the
// same text.
func Proof(states []*State, planted []Planted) string {
	text := &strings.Builder{}
	text.WriteString(`# Proof

Written by ` + "`make proof`" + ` from the records of ` + "`make soak`" + `; do not edit.

Every experiment runs the real server as a process of its own, on real files, while a load generator sends beacons and
remembers every event and every answer. Afterwards everything the query API shows is compared with what was sent, and the
ledger with both. **Lost**: events with a 202 that are not visible, or not merged as the rules say. **Doubled**: rows that are
there more than once. **Invented**: rows and values nobody sent. **Difference**: of the ledger to itself, to the rows and to what was
sent. None in N rounds bounds the true rate, at 95 % confidence, below 3/N. **Ready**: from the start of the process to its word that
it is ready, on what the fault left.

| experiment | what is done | rounds N | events with 202 | lost | doubled | invented | difference | 3/N | ready p50 / p99 / max, ms |
| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
`)
	var missing []string
	for _, e := range Experiments() {
		r := sum(states, e.Name)
		if r.Rounds == 0 {
			missing = append(missing, e.Name)
			continue
		}
		fmt.Fprintf(text, "| %s | %s | %d | %d | %d | %d | %d | %d | %s | %s |\n", e.Name, e.About,
			r.Rounds, r.Events, r.Lost, r.Doubled, r.Invented, r.Difference, bound(r), readiness(r))
	}
	if len(missing) > 0 {
		fmt.Fprintf(text, "\nNot in these records: %s.\n", strings.Join(missing, ", "))
	}
	writeRuns(text, states)
	writeFindings(text, states)
	writePlanted(text, planted)
	return text.String()
}

// sum adds up the records of one experiment.
func sum(states []*State, name string) Record {
	var all Record
	for _, s := range states {
		if r, ok := s.Experiments[name]; ok {
			all.Add(r.Tally)
			all.Seconds += r.Seconds
			all.Seeds = append(all.Seeds, r.Seeds...)
		}
	}
	return all
}

func bound(r Record) string {
	if r.Rounds == 0 || r.Lost+r.Doubled+r.Invented > 0 || r.Difference > 0 {
		return "–"
	}
	return fmt.Sprintf("%.2g %%", 300/float64(r.Rounds))
}

func readiness(r Record) string {
	if len(r.Ready) == 0 {
		return "–"
	}
	return fmt.Sprintf("%d / %d / %d", r.ReadyPercentile(0.5), r.ReadyPercentile(0.99), r.ReadyPercentile(1))
}

// writeRuns says what makes each row again.
func writeRuns(text *strings.Builder, states []*State) {
	text.WriteString("\n## What ran\n\n| experiment | minutes | seeds | also counted |\n| --- | ---: | --- | --- |\n")
	for _, e := range Experiments() {
		r := sum(states, e.Name)
		if r.Rounds == 0 {
			continue
		}
		seeds := make([]string, len(r.Seeds))
		for i, seed := range r.Seeds {
			seeds[i] = fmt.Sprint(seed)
		}
		fmt.Fprintf(text, "| %s | %.1f | %s | %s |\n", e.Name, r.Seconds/60, strings.Join(seeds, ", "), notes(r))
	}
	text.WriteString("\n`make soak ONLY=<experiment> SEED=<seed>` does a row again: the same choices, though not the same timing.\n\n")
	for _, s := range states {
		if s.Version != "" {
			fmt.Fprintf(text, "- Version %s, %s. %s\n", s.Version, s.Date, s.Remark)
		}
	}
}

func notes(r Record) string {
	var list []string
	for what, n := range r.Notes {
		list = append(list, fmt.Sprintf("%s: %d", what, n))
	}
	slices.Sort(list)
	return strings.Join(list, ", ")
}

func writeFindings(text *strings.Builder, states []*State) {
	var found []string
	for _, e := range Experiments() {
		for _, f := range sum(states, e.Name).Findings {
			found = append(found, fmt.Sprintf("- %s: %s\n", e.Name, strings.ReplaceAll(f, "\n", " ")))
		}
	}
	if len(found) > 0 {
		text.WriteString("\n## Findings\n\n" + strings.Join(found, ""))
	}
}

func writePlanted(text *strings.Builder, planted []Planted) {
	if len(planted) == 0 {
		return
	}
	text.WriteString("\n## Planted faults\n\nDeliberate breakages, applied one by one by `make planted`; each must be caught by some test.\n\n" +
		"| fault | what it breaks | caught by |\n| --- | --- | --- |\n")
	slices.SortStableFunc(planted, func(a, b Planted) int { return cmp.Compare(a.Name, b.Name) })
	for _, p := range planted {
		by := strings.Join(p.CaughtBy, ", ")
		if len(p.CaughtBy) == 0 {
			by = "**nothing**"
		}
		fmt.Fprintf(text, "| %s | %s | %s |\n", p.Name, p.Breaks, by)
	}
}
