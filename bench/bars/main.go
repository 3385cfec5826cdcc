package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/aerolith/aerolith/bench/node"
)

// settings are the command's flags.
type settings struct {
	// records is the number of keys in use.
	records int
	// length is how long each row runs, rounds how often.
	length time.Duration
	rounds int
	// only are the bars to measure; none means all.
	only []string
	// loads are who sends gets: official, ours, raw; none means all.
	loads []string
	// binary is the program, built if empty; folder is for data.
	binary, folder string
}

// bar is one promise.
type bar struct {
	name string
	// measure returns the rows of its table.
	measure func(*settings) ([]row, error)
}

// row is one line of the table.
type row struct {
	what, want, got string
}

// bars lists the promises.
func bars() []bar {
	return []bar{
		{"start", measureStart}, {"get", measureGet}, {"echo", measureEcho}, {"alone", measureAlone}, {"pipeline", measurePipeline}, {"durable", measureDurable}, {"crowd", measureCrowd}, {"batch", measureBatch},
	}
}

// main measures and reports a failure with exit code 1.
func main() {
	if ran, err := asEcho(); ran {
		exit(err)
		return
	}
	if ran, err := asServer(); ran {
		exit(err)
		return
	}
	var s settings
	flag.IntVar(&s.records, "records", 50_000, "number of keys")
	seconds := flag.Float64("seconds", 4, "seconds for each row")
	flag.IntVar(&s.rounds, "rounds", 3, "rounds; the table has medians")
	only := flag.String("only", "", "bars to measure: start, get, echo, alone, pipeline, durable, crowd, batch; all if empty")
	loads := flag.String("load", "", "who sends gets: official, ours, raw; all if empty")
	flag.StringVar(&s.binary, "binary", "", "program to measure; built from the module above if empty")
	profile := flag.String("profile", "", "file for a profile of the server's processor time; it is this program itself then")
	flag.Parse()
	if *profile != "" {
		exit(s.profileTo(*profile))
	}
	s.length = time.Duration(*seconds * float64(time.Second))
	comma := func(r rune) bool { return r == ',' }
	s.only, s.loads = strings.FieldsFunc(*only, comma), strings.FieldsFunc(*loads, comma)
	exit(run(&s))
}

// exit ends the program with 1 after an error.
func exit(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "bars:", err)
		os.Exit(1)
	}
}

// run measures all bars.
func run(s *settings) (err error) {
	if s.folder, err = os.MkdirTemp("", "bars-"); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(s.folder)) }()
	if s.binary == "" {
		if s.binary, err = node.Build(s.folder); err != nil {
			return err
		}
	}
	fmt.Println("| what | bar | measured |")
	fmt.Println("|---|---|---|")
	for _, b := range bars() {
		if len(s.only) > 0 && !slices.Contains(s.only, b.name) {
			continue
		}
		rows, err := b.measure(s)
		if err != nil {
			return fmt.Errorf("%s: %w", b.name, err)
		}
		for _, r := range rows {
			fmt.Printf("| %s | %s | %s |\n", r.what, r.want, r.got)
		}
	}
	return nil
}

// start starts a server with a new data folder.
func (s *settings) start(name, durability string) (*node.Process, error) {
	return node.Start(s.binary, filepath.Join(s.folder, name), durability)
}

// median returns the middle of some values.
func median[T int64 | float64 | time.Duration, S ~[]T](values S) T {
	sorted := slices.Sorted(slices.Values(values))
	return sorted[len(sorted)/2]
}
