package bench

import (
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"text/tabwriter"
)

// Print writes the report for a person.
func (r Report) Print(w io.Writer) error {
	fmt.Fprintf(w, "%s\n\n", r.Command)
	for _, note := range r.Notes {
		fmt.Fprintf(w, "  %s\n", note)
	}
	table := tabwriter.NewWriter(w, 0, 4, 2, ' ', 0)
	fmt.Fprintln(table)
	for _, f := range r.Figures {
		fmt.Fprintf(table, "  %s\t%s\t%s\n", f.Name, quantity(f.Value, f.Unit), f.Bar.describe(f.Unit))
	}
	if len(r.Latencies) > 0 {
		fmt.Fprintln(table, "\n  ms\tp50\tp95\tp99\tn")
		for _, l := range r.Latencies {
			fmt.Fprintf(table, "  %s\t%s\t%s\t%s\t%d\t%s\n", l.Name, number(l.P50), number(l.P95), number(l.P99), l.N, l.Bar.describe("ms"))
		}
	}
	return table.Flush()
}

// Missed lists the bars that were not met.
func (r Report) Missed() []string {
	var missed []string
	for _, f := range r.Figures {
		if f.Bar != nil && !f.Bar.Met {
			missed = append(missed, fmt.Sprintf("%s: %s, %s", f.Name, quantity(f.Value, f.Unit), f.Bar.limit(f.Unit)))
		}
	}
	for _, l := range r.Latencies {
		if l.Bar != nil && !l.Bar.Met {
			value := map[string]float64{"p50": l.P50, "p95": l.P95, "p99": l.P99}[l.Bar.Of]
			missed = append(missed, fmt.Sprintf("%s: %s %s, %s", l.Name, l.Bar.Of, quantity(value, "ms"), l.Bar.limit("ms")))
		}
	}
	return missed
}

// Markdown writes reports as a page. The note, which may be empty, tells of the circumstances.
func Markdown(w io.Writer, note string, reports []Report) error {
	page := &strings.Builder{}
	page.WriteString(`# Performance

Written by ` + "`paceline bench report`" + ` from the JSON of the commands below; ` + "`make bench`" + ` runs them all. Every rate stands beside its
floor, measured in the same run in alternating turns on the same cores as the load generator: read the ratios, the rates
belong to the machine. The bars are the project's own.
`)
	if note != "" {
		page.WriteString("\n" + note + "\n")
	}
	for _, r := range reports {
		r.section(page)
	}
	page.WriteString("\n## Bars that are missed\n\n")
	none := true
	for _, r := range reports {
		for _, missed := range r.Missed() {
			none = false
			fmt.Fprintf(page, "- **%s**: %s\n", r.Bench, missed)
		}
	}
	if none {
		page.WriteString("None.\n")
	}
	_, err := io.WriteString(w, page.String())
	return err
}

func (r Report) section(page *strings.Builder) {
	fmt.Fprintf(page, "\n## %s\n\n`%s`\n\n", r.Bench, r.Command)
	for _, note := range r.Notes {
		fmt.Fprintf(page, "%s\n", note)
	}
	if len(r.Figures) > 0 {
		page.WriteString("\n| | | bar |\n| --- | ---: | --- |\n")
	}
	for _, f := range r.Figures {
		fmt.Fprintf(page, "| %s | %s | %s |\n", f.Name, quantity(f.Value, f.Unit), f.Bar.describe(f.Unit))
	}
	if len(r.Latencies) > 0 {
		page.WriteString("\n| ms | p50 | p95 | p99 | n | bar |\n| --- | ---: | ---: | ---: | ---: | --- |\n")
		for _, l := range r.Latencies {
			fmt.Fprintf(page, "| %s | %s | %s | %s | %d | %s |\n", l.Name, number(l.P50), number(l.P95), number(l.P99), l.N, l.Bar.describe("ms"))
		}
	}
	m := r.Machine
	fmt.Fprintf(page, "\n%s; %s, %d cores, %d GB, %s, %s; version %s.\n",
		r.Date.Format("2 January 2006, 15:04 MST"), m.CPU, m.Cores, (m.MemoryMB+512)/1024, m.Kernel, m.Go, r.Version)
}

func (b *Bar) describe(unit string) string {
	switch {
	case b == nil:
		return ""
	case b.Met:
		return b.limit(unit) + ": met"
	}
	return b.limit(unit) + ": **missed**"
}

func (b *Bar) limit(unit string) string {
	sign := "≤"
	if b.Least {
		sign = "≥"
	}
	return strings.TrimSpace(b.Of + " " + sign + " " + quantity(b.Limit, unit))
}

func quantity(value float64, unit string) string {
	return strings.TrimSpace(number(value) + " " + unit)
}

// number keeps three digits that say something, and groups thousands.
func number(value float64) string {
	switch magnitude := math.Abs(value); {
	case magnitude >= 1000:
		digits := strconv.FormatFloat(value, 'f', 0, 64)
		for i := len(digits) - 3; i > 0 && digits[i-1] != '-'; i -= 3 {
			digits = digits[:i] + "," + digits[i:]
		}
		return digits
	case magnitude >= 100 || value == math.Trunc(value):
		return strconv.FormatFloat(value, 'f', 0, 64)
	case magnitude >= 10:
		return strconv.FormatFloat(value, 'f', 1, 64)
	}
	return strconv.FormatFloat(value, 'f', 2, 64)
}
