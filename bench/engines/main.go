package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
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
	// engines keeps engines whose name it contains; empty keeps all but those that run only where they are named.
	engines string
	// profile is a folder that gets a processor profile of each run; empty for none.
	profile string
	// dir is where databases are made; a loaded one that is there already is used.
	dir string
	// results is a file that gathers results over several runs, plots a folder that gets a picture of each row.
	results, plots string
	// budget, if not 0, is after what time the run ends; what results has counts as done, so that the same command goes on.
	budget time.Duration
}

// main runs the benchmark and reports a failure with exit code 1.
func main() {
	var s settings
	flag.IntVar(&s.keys, "keys", 1_000_000, "number of pairs")
	flag.IntVar(&s.rounds, "rounds", 3, "rounds of each workload; the table shows medians; 0 shows what -results has")
	flag.IntVar(&s.durable, "durable", 2_000, "transactions of a durable workload, per goroutine up to 8")
	flag.StringVar(&s.only, "only", "", "run only the workloads whose name contains this")
	flag.StringVar(&s.engines, "engines", "", "run only the engines named here, separated by commas; zerodb-defaults is zerodb with default options")
	flag.StringVar(&s.profile, "profile", "", "folder for a processor profile of each run (default: none)")
	flag.StringVar(&s.dir, "dir", "", "folder for the databases, which stay there (default: a temporary one)")
	flag.StringVar(&s.results, "results", "", "file that gathers the results of several runs (default: none)")
	flag.StringVar(&s.plots, "plots", "", "folder for a picture of the table (default: none)")
	flag.DurationVar(&s.budget, "budget", 0, "end after this time; the same command with -results and -dir goes on (default: run to the end)")
	flag.Parse()
	if err := run(s); err != nil {
		fmt.Fprintln(os.Stderr, "engines:", err)
		os.Exit(1)
	}
}

// run measures every workload on every engine, round by round, adds the results to those of earlier runs, and prints the
// table of all.
func run(s settings) error {
	results, err := readResults(s.results)
	if err != nil {
		return err
	}
	if s.rounds > 0 {
		if err := s.measureAll(results); err != nil {
			return errors.Join(err, results.save(s.results))
		}
	}
	if s.plots != "" {
		if err := results.plot(s.plots, workloads(), s.chosen()); err != nil {
			return err
		}
	}
	return errors.Join(results.save(s.results), results.write(os.Stdout, workloads(), s.chosen()))
}

// measureAll runs the rounds.
func (s settings) measureAll(results table) (err error) {
	if s.dir == "" {
		if s.dir, err = os.MkdirTemp("", "engines-"); err != nil {
			return err
		}
		defer func() { err = errors.Join(err, os.RemoveAll(s.dir)) }()
	}
	d, started := newData(s.keys, s.durable), time.Now()
	for round := range s.rounds {
		for row, w := range workloads() {
			if !strings.Contains(w.name, s.only) {
				continue
			}
			d.salt = (round*len(workloads()) + row + 1) * saltStep
			for _, e := range turned(s.chosen(), round+row) {
				if e.Name == store.BareName && !w.bare || s.budget > 0 && results.count(w.name, e.Name) > round {
					continue
				}
				if s.budget > 0 && time.Since(started) > s.budget {
					fmt.Fprintln(os.Stderr, "engines: the time is over; run the same command to go on")
					return nil
				}
				if err := s.measureOne(results, e, w, d); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// measureOne runs one workload on one engine and keeps the result at once.
func (s settings) measureOne(results table, e store.Engine, w workload, d data) error {
	result, err := s.measure(e, w, d)
	if err != nil {
		return fmt.Errorf("%s on %s: %w", w.name, e.Name, err)
	}
	results.add(w.name, e.Name, result)
	fmt.Fprintf(os.Stderr, "%-50s %-8s %s\n", w.name, e.Name, w.unit.show(result))
	return results.save(s.results)
}

// turned returns the engines in another order for each turn: the one that comes first may find the machine in another state than those behind it.
func turned(engines []store.Engine, turn int) []store.Engine {
	first := turn % max(len(engines), 1)
	return append(slices.Clone(engines[first:]), engines[:first]...)
}

// saltStep keeps the values of different runs apart.
const saltStep = 1_000_003

// chosen returns the engines that are to run.
func (s settings) chosen() []store.Engine {
	return slices.DeleteFunc(store.Engines(store.MemoryFor(s.keys)), func(e store.Engine) bool {
		if s.engines == "" {
			return e.Asked
		}
		return !slices.Contains(strings.Split(s.engines, ","), e.Name)
	})
}
