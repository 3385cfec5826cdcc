package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/aerolith/aerolith/bench/store"
)

// settings are the command's flags.
type settings struct {
	// keys is the number of pairs, rounds how often each workload runs, durable the transactions of a durable one.
	keys, rounds, durable int
	// only keeps workloads whose name contains it.
	only string
	// engines keeps engines whose name it contains; empty keeps all.
	engines string
	// profile is a folder that gets a processor profile of each run; empty for none.
	profile string
	// dir is where databases are made.
	dir string
}

// main runs the benchmark and reports a failure with exit code 1.
func main() {
	var s settings
	flag.IntVar(&s.keys, "keys", 1_000_000, "number of pairs")
	flag.IntVar(&s.rounds, "rounds", 3, "rounds of each workload; the table shows medians")
	flag.IntVar(&s.durable, "durable", 2_000, "transactions of a durable workload, per goroutine up to 8")
	flag.StringVar(&s.only, "only", "", "run only the workloads whose name contains this")
	flag.StringVar(&s.engines, "engines", "", "run only the engines named here, separated by commas")
	flag.StringVar(&s.profile, "profile", "", "folder for a processor profile of each run (default: none)")
	flag.StringVar(&s.dir, "dir", "", "folder for the databases (default: a temporary one)")
	flag.Parse()
	if err := run(s); err != nil {
		fmt.Fprintln(os.Stderr, "engines:", err)
		os.Exit(1)
	}
}

// run measures every workload on every engine, round by round, and prints the table.
func run(s settings) error {
	results := table{}
	d := newData(s.keys, s.durable)
	for round := range s.rounds {
		for _, w := range workloads() {
			if !strings.Contains(w.name, s.only) {
				continue
			}
			for _, e := range s.chosen() {
				rate, err := measure(s, e, w, d)
				if err != nil {
					return fmt.Errorf("%s on %s: %w", w.name, e.Name, err)
				}
				results.add(w.name, e.Name, rate)
				fmt.Fprintf(os.Stderr, "round %d  %-45s %-8s %s\n", round+1, w.name, e.Name, thousands(rate))
			}
		}
	}
	return results.write(os.Stdout, workloads(), s.chosen())
}

// chosen returns the engines that are to run.
func (s settings) chosen() []store.Engine {
	return slices.DeleteFunc(store.Engines(), func(e store.Engine) bool {
		return s.engines != "" && !slices.Contains(strings.Split(s.engines, ","), e.Name)
	})
}

// measure runs one workload on a new database of one engine and returns operations a second.
func measure(set settings, e store.Engine, w workload, d data) (rate float64, err error) {
	folder, err := os.MkdirTemp(set.dir, "engines-")
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	if !w.empty {
		if err := preload(folder, e, d); err != nil {
			return 0, fmt.Errorf("preload: %w", err)
		}
	}
	s, err := e.Open(folder, w.durability)
	if err != nil {
		return 0, err
	}
	end, err := startProfile(set.profile, e.Name+"-"+w.name)
	if err != nil {
		return 0, errors.Join(err, s.Close())
	}
	defer func() { err = errors.Join(err, end()) }()
	runtime.GC()
	started := time.Now()
	done, err := w.run(s, d)
	elapsed := time.Since(started)
	return float64(done) / elapsed.Seconds(), errors.Join(err, s.Close())
}

// preload stores all keys, unmeasured.
func preload(folder string, e store.Engine, d data) error {
	s, err := e.Open(folder, store.NoSync)
	if err != nil {
		return err
	}
	_, err = fill(s, d.shuffled, d.value)
	return errors.Join(err, s.Close())
}
