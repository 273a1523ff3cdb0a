// Command planted breaks Paceline on purpose, one fault at a time, and looks whether a test finds it. A promise is
// only proved by a test that fails when it is broken; this is the proof of the tests.
//
// Nothing in the tree is touched: the broken file is laid over the good one for one run of go test (the -overlay flag of
// the go command, handed on in GOFLAGS so that binaries that tests build are broken, too).
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"slices"
	"strings"
	"time"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "planted:", err)
		os.Exit(1)
	}
}

func run() error {
	only := flag.String("only", "", "plant only the faults whose name contains this")
	out := flag.String("json", "", "write the results to this file, for docs/proof.md")
	list := flag.Bool("list", false, "print the faults and plant none")
	flag.Parse()
	chosen := slices.DeleteFunc(slices.Clone(faults), func(f fault) bool { return !strings.Contains(f.Name, *only) })
	if len(chosen) == 0 {
		return fmt.Errorf("no fault has a name that contains %q; -list prints them", *only)
	}
	if *list {
		for _, f := range chosen {
			fmt.Printf("%-28s %s\n", f.Name, f.Breaks)
		}
		return nil
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	results := make([]result, 0, len(chosen))
	survived := 0
	for i, f := range chosen {
		start := time.Now()
		r, err := plant(ctx, f)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		verdict := "caught by " + strings.Join(r.CaughtBy, ", ")
		switch {
		case err != nil:
			survived++
			verdict = "NOTHING LEARNT: " + err.Error()
		case len(r.CaughtBy) == 0:
			survived++
			verdict = "SURVIVED"
		}
		fmt.Printf("%2d/%d  %-28s %s (%s)\n", i+1, len(chosen), f.Name, verdict, time.Since(start).Round(time.Second))
		results = append(results, r)
	}
	if *out != "" {
		text, err := json.MarshalIndent(results, "", "  ")
		if err != nil {
			return err
		}
		if err := os.WriteFile(*out, append(text, '\n'), 0o644); err != nil {
			return err
		}
	}
	if survived > 0 {
		return fmt.Errorf("%d of %d planted faults were not found by any test", survived, len(chosen))
	}
	fmt.Printf("all %d planted faults were caught\n", len(chosen))
	return nil
}
