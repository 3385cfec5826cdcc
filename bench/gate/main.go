package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
)

// settings are the command's flags.
type settings struct {
	// old and new are the commits.
	old, new string
	// packages are the folders of the benchmarks, bench the pattern of their names.
	packages []string
	bench    string
	// count is how often each benchmark runs, time how long each run takes, as for go test.
	count int
	time  string
	// threshold is the greatest increase, in percent, that is let pass.
	threshold float64
	// repository is the working tree that the commits belong to, tools the module file that brings benchstat.
	repository, tools string
}

// countLeast is how many rounds benchstat needs to call any difference significant; with fewer the gate could not fail.
const countLeast = 4

// main compares and reports by its exit code.
func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	os.Exit(gate(ctx, os.Args[1:]))
}

// gate compares as the arguments say and returns the exit code.
func gate(ctx context.Context, arguments []string) int {
	s, err := parse(arguments)
	if err != nil {
		fmt.Fprintln(os.Stderr, "gate:", err)
		return 2
	}
	regressions, err := s.run(ctx)
	switch {
	case err != nil:
		fmt.Fprintln(os.Stderr, "gate:", err)
		return 2
	case len(regressions) > 0:
		fmt.Fprintf(os.Stderr, "gate: %d regressions beyond %g%%\n", len(regressions), s.threshold)
		for _, r := range regressions {
			fmt.Fprintln(os.Stderr, " ", r)
		}
		return 1
	}
	fmt.Println("gate: no regression")
	return 0
}

// parse reads the flags.
func parse(arguments []string) (settings, error) {
	var s settings
	var packages string
	flags := flag.NewFlagSet("gate", flag.ContinueOnError)
	flags.StringVar(&s.old, "old", "main", "commit to compare with")
	flags.StringVar(&s.new, "new", "HEAD", "commit that must not be slower")
	flags.StringVar(&packages, "packages", "./zerodb,./zerodb/internal/btree,./zerodb/internal/wal", "packages, separated by commas")
	flags.StringVar(&s.bench, "bench", ".", "pattern of the benchmarks")
	flags.IntVar(&s.count, "count", 8, "rounds, at least 4: with fewer no difference is ever significant")
	flags.StringVar(&s.time, "benchtime", "0.2s", "length of each run, as for go test")
	flags.Float64Var(&s.threshold, "threshold", 10, "greatest increase in percent that is let pass")
	flags.StringVar(&s.repository, "repository", "..", "working tree of the project")
	flags.StringVar(&s.tools, "tools", filepath.Join("..", "tools", "go.mod"), "module file that brings benchstat")
	if err := flags.Parse(arguments); err != nil {
		return s, err
	}
	if s.count < countLeast {
		return s, fmt.Errorf("-count %d: with fewer than %d rounds no difference is ever significant", s.count, countLeast)
	}
	s.packages = strings.Split(packages, ",")
	return s, nil
}

// run measures both commits, prints benchstat's table and returns the regressions.
func (s settings) run(ctx context.Context) (regressions []regression, err error) {
	folder, err := os.MkdirTemp("", "gate-")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	if s.repository, err = filepath.Abs(s.repository); err != nil {
		return nil, err
	}
	before := &side{settings: s, commit: s.old, folder: filepath.Join(folder, "old")}
	after := &side{settings: s, commit: s.new, folder: filepath.Join(folder, "new")}
	for _, side := range [...]*side{before, after} {
		if err := side.prepare(ctx); err != nil {
			return nil, err
		}
	}
	for _, pkg := range s.packages {
		if !before.has(pkg) && !after.has(pkg) {
			return nil, fmt.Errorf("package %s: neither commit has tests there", pkg)
		}
	}
	for round := range s.count {
		for _, side := range [...]*side{before, after} {
			if err := side.measure(ctx); err != nil {
				return nil, err
			}
		}
		fmt.Fprintf(os.Stderr, "round %d of %d\n", round+1, s.count)
	}
	return s.judge(ctx, before.results(), after.results())
}
