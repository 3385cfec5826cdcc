package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"time"
)

// settings are what the command line asks for.
type settings struct {
	// focus and skip are regular expressions on the names of specs; empty means all and none.
	focus, skip string
	// serve are further arguments of the node, user and password what the suite logs in with.
	serve          []string
	user, password string
	// seed is the suite's seed; 0 lets it choose. order says how the specs are ordered.
	seed  int64
	order order
	// attempts is how often a spec may be tried until it passes.
	attempts int
	// passedMin and failedMax are the bounds that the outcome is held to.
	passedMin, failedMax int
	// list is a file for the names of the specs that passed; beside is such a file of another run, whose specs count too.
	list, beside string
	// timeMax bounds the run of the suite.
	timeMax time.Duration
}

// order says in which order the specs run.
type order int

const (
	// orderByContainer shuffles the top-level containers only, as the suite does by itself.
	orderByContainer order = iota
	// orderShuffled shuffles all specs.
	orderShuffled
)

// main runs the suite and ends with 1 if it missed its bounds or could not run.
func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "official:", err)
		stop()
		os.Exit(1)
	}
}

// run does what the arguments ask for and writes the outcome to out. It returns an error if the suite could not run
// or missed its bounds.
func run(ctx context.Context, arguments []string, out io.Writer) error {
	s, err := parse(arguments)
	if errors.Is(err, flag.ErrHelp) {
		return nil
	}
	if err != nil {
		return err
	}
	folder, err := os.MkdirTemp("", "aerolith-official-")
	if err != nil {
		return fmt.Errorf("temporary folder: %w", err)
	}
	outcome, err := judge(ctx, folder, s)
	if err := errors.Join(err, os.RemoveAll(folder)); err != nil {
		return err
	}
	if err := outcome.addLists(s); err != nil {
		return err
	}
	outcome.print(out)
	return outcome.check(s)
}

// parse reads the command line.
func parse(arguments []string) (settings, error) {
	const timeMax = 20 * time.Minute
	var s settings
	flags := flag.NewFlagSet("official", flag.ContinueOnError)
	flags.StringVar(&s.focus, "focus", "", "run only specs whose name matches this regular expression")
	flags.StringVar(&s.skip, "skip", "", "leave out specs whose name matches this regular expression")
	serve := flags.String("serve", "", "further arguments of aerolith serve, separated by spaces")
	flags.StringVar(&s.user, "user", "", "user that the suite logs in as")
	flags.StringVar(&s.password, "password", "", "that user's password")
	flags.Int64Var(&s.seed, "seed", 0, "seed of the suite; 0 lets it choose")
	shuffle := flags.Bool("shuffle", false, "run all specs in random order")
	flags.IntVar(&s.attempts, "attempts", 1, "try a spec that failed up to so many times; some depend on the time that a machine takes")
	flags.IntVar(&s.passedMin, "passed-min", 0, "fail if fewer specs passed")
	flags.IntVar(&s.failedMax, "failed-max", 0, "fail if more specs failed")
	flags.StringVar(&s.list, "list", "", "write the names of the specs that passed to this file")
	flags.StringVar(&s.beside, "beside", "", "count the specs in this list of another run too: some run only with security on, some only without")
	flags.DurationVar(&s.timeMax, "time-max", timeMax, "end the suite after this time")
	if err := flags.Parse(arguments); err != nil {
		return settings{}, err
	}
	s.serve = strings.Fields(*serve)
	if *shuffle {
		s.order = orderShuffled
	}
	return s, nil
}
