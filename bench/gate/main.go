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
	// repository is the working tree that the commits belong to.
	repository string
}

// main compares and reports by its exit code.
func main() {
	var s settings
	var packages string
	flag.StringVar(&s.old, "old", "main", "commit to compare with")
	flag.StringVar(&s.new, "new", "HEAD", "commit that must not be slower")
	flag.StringVar(&packages, "packages", "./zerodb,./zerodb/internal/btree,./zerodb/internal/wal", "packages, separated by commas")
	flag.StringVar(&s.bench, "bench", ".", "pattern of the benchmarks")
	flag.IntVar(&s.count, "count", 8, "rounds; fewer than 6 never show a significant difference")
	flag.StringVar(&s.time, "benchtime", "0.2s", "length of each run, as for go test")
	flag.Float64Var(&s.threshold, "threshold", 10, "greatest increase in percent that is let pass")
	flag.StringVar(&s.repository, "repository", "..", "working tree of the project")
	flag.Parse()
	s.packages = strings.Split(packages, ",")
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	regressions, err := s.run(ctx)
	switch {
	case err != nil:
		fmt.Fprintln(os.Stderr, "gate:", err)
		os.Exit(2)
	case len(regressions) > 0:
		fmt.Fprintf(os.Stderr, "gate: %d regressions beyond %g%%\n", len(regressions), s.threshold)
		for _, r := range regressions {
			fmt.Fprintln(os.Stderr, " ", r)
		}
		os.Exit(1)
	}
	fmt.Println("gate: no regression")
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
