package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/aerolith/aerolith/bench/node"
)

// settings are the command's flags.
type settings struct {
	duration, interval time.Duration
	binary, durability string
	// drawing is the file for the drawing.
	drawing string
	// heap is the folder for heap profiles.
	heap string
	keys int64
	rate float64
}

// main runs the soak and ends with 1 if it found something.
func main() {
	if ran, err := asServer(); ran {
		exit(err)
		return
	}
	var s settings
	flag.DurationVar(&s.duration, "duration", 30*time.Minute, "how long load is made")
	flag.DurationVar(&s.interval, "interval", 10*time.Second, "time between two samples")
	flag.StringVar(&s.binary, "binary", "", "program to measure; built from the module above if empty")
	flag.StringVar(&s.durability, "durability", "always", "durability of the server")
	flag.StringVar(&s.drawing, "svg", "", "file for the drawing")
	flag.Int64Var(&s.keys, "keys", 20_000, "number of records in each part of the load")
	flag.Float64Var(&s.rate, "rate", 0, "requests of the first part due each second, of the others a share of it; 0 for as many as possible")
	flag.StringVar(&s.heap, "heap", "", "folder for a heap profile of each quarter; the server is this program itself then")
	flag.Parse()
	exit(run(&s))
}

// exit ends the program with 1 after an error.
func exit(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "soak:", err)
		os.Exit(1)
	}
}

// run starts a server, puts load on it and judges what was seen.
func run(s *settings) (err error) {
	folder, err := os.MkdirTemp("", "soak-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	if s.heap != "" {
		if s.binary, err = os.Executable(); err != nil {
			return err
		}
		if err := os.Setenv(heapVariable, s.heap); err != nil {
			return err
		}
	}
	if s.binary == "" {
		if s.binary, err = node.Build(folder); err != nil {
			return err
		}
	}
	server, err := node.Start(s.binary, filepath.Join(folder, "data"), s.durability)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, server.Stop()) }()
	l, err := newLoad(context.Background(), s, server)
	if err != nil {
		return err
	}
	defer l.close()
	if s.heap != "" {
		ctx, cancel := context.WithCancel(context.Background())
		defer cancel()
		go profileHeap(ctx, server, s.duration)
	}
	samples, err := l.run(context.Background())
	if err != nil {
		return err
	}
	if s.drawing != "" {
		if err := os.WriteFile(s.drawing, draw(samples), 0o644); err != nil {
			return err
		}
	}
	l.print(os.Stdout, samples)
	return judge(samples, l.failures())
}

// judge returns an error if requests failed or something still grew in the second half of the run.
func judge(samples []sample, failures int64) error {
	var problems []error
	if failures > 0 {
		problems = append(problems, fmt.Errorf("%d requests failed", failures))
	}
	const least = 8
	if len(samples) < least {
		return errors.Join(problems...)
	}
	third, last := samples[len(samples)/2:len(samples)*3/4], samples[len(samples)*3/4:]
	for _, g := range growths() {
		before, after := highest(third, g.of), highest(last, g.of)
		if after > before*g.factor+g.slack {
			problems = append(problems, fmt.Errorf("%s grew from %.1f to %.1f in the second half", g.name, before, after))
		}
	}
	return errors.Join(problems...)
}

// growth is a figure that must not grow for ever.
type growth struct {
	name string
	of   func(sample) float64
	// factor and slack are how much more the last quarter may have than the one before.
	factor, slack float64
}

// growths lists the figures.
func growths() []growth {
	return []growth{
		{"anonymous memory in MiB", func(s sample) float64 { return s.memory }, 1.1, 16},
		{"goroutines", func(s sample) float64 { return s.goroutines }, 1, 16},
		{"open files", func(s sample) float64 { return s.files }, 1, 8},
	}
}

// highest returns the largest figure of some samples.
func highest(samples []sample, of func(sample) float64) (most float64) {
	for _, s := range samples {
		most = max(most, of(s))
	}
	return most
}
