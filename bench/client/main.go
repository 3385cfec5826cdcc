package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"runtime/pprof"
	"strconv"
	"strings"
	"time"

	"github.com/aerolith/aerolith/bench/node"
)

// settings are the command's flags.
type settings struct {
	// records is the number of keys in use.
	records int
	// rounds is how many slices each client gets for each row, slice how long one is.
	rounds int
	slice  time.Duration
	// goroutines are the numbers of callers.
	goroutines []int
	// against says which server.
	against string
	// durability is that of `aerolith serve`.
	durability string
	// operations are the rows' operations.
	operations []string
	// only limits the run to one of the clients, for profiles; empty runs both.
	only string
	// above is Shared.Above of our client; 0 is its default.
	above int
	// profile is the file for a profile of the processor's time in this process; empty for none.
	profile string
	// cold is how many callers begin at once on a client that was just opened; 0 measures the operations.
	cold int
	// plot is the file for a picture of the ratios; empty for none.
	plot string
	// serverTime returns the processor time that the server has used so far; 0 where that is not known.
	serverTime func() time.Duration
}

// main runs the benchmark and reports a failure with exit code 1.
func main() {
	if len(os.Args) == 2 && os.Args[1] == serialCommand {
		exit(serveSerially(os.Stdout))
	}
	var s settings
	var goroutines, operations string
	flag.IntVar(&s.above, "above", 0, "client.Shared.Above; 0 is the default")
	flag.IntVar(&s.records, "records", 20_000, "number of keys")
	flag.IntVar(&s.rounds, "rounds", 7, "slices for each client and row")
	flag.DurationVar(&s.slice, "slice", 300*time.Millisecond, "length of a slice")
	flag.StringVar(&goroutines, "goroutines", "1,16,64,256", "numbers of callers")
	flag.StringVar(&operations, "operations", "get,put", "of get, put, batch, batch-reuse, scan, scan-reuse")
	flag.StringVar(&s.against, "against", "serve", "serve or serial")
	flag.StringVar(&s.durability, "durability", "none", "durability of aerolith serve")
	flag.StringVar(&s.only, "only", "", "ours or official: no comparison")
	flag.StringVar(&s.profile, "profile", "", "write a CPU profile of this process")
	flag.IntVar(&s.cold, "cold", 0, "so many callers at once on a new client, in place of the operations")
	flag.StringVar(&s.plot, "plot", "", "write a picture of the ratios, as SVG")
	flag.Parse()
	for text := range strings.SplitSeq(goroutines, ",") {
		n, err := strconv.Atoi(text)
		if err != nil {
			exit(err)
		}
		s.goroutines = append(s.goroutines, n)
	}
	s.operations = strings.Split(operations, ",")
	exit(run(s))
}

// exit ends the program if there is an error.
func exit(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "client:", err)
		os.Exit(1)
	}
}

// run starts the server and measures.
func run(s settings) (err error) {
	folder, err := os.MkdirTemp("", "client-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	s.serverTime = func() time.Duration { return 0 }
	host, port, stop, err := startServer(&s, folder)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, stop()) }()
	theirs, err := dialOfficial(host, port, s.records)
	if err != nil {
		return err
	}
	defer theirs.client.Close()
	ours, err := dialOurs(host, port, s)
	if err != nil {
		return err
	}
	defer ours.client.Close()
	if err := ours.fill(); err != nil {
		return err
	}
	if s.cold > 0 {
		return measureCold(s, host, port, theirs, ours)
	}
	if s.profile == "" {
		return measure(s, ours, theirs)
	}
	out, err := os.Create(s.profile)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, out.Close()) }()
	if err := pprof.StartCPUProfile(out); err != nil {
		return err
	}
	defer pprof.StopCPUProfile()
	return measure(s, ours, theirs)
}

// startServer starts the server that the settings name.
func startServer(s *settings, folder string) (host string, port int, stop func() error, err error) {
	if s.against == "serial" {
		return startSerial()
	}
	binary, err := node.Build(folder)
	if err != nil {
		return "", 0, nil, err
	}
	server, err := node.Start(binary, folder+"/data", s.durability)
	if err != nil {
		return "", 0, nil, err
	}
	s.serverTime = func() time.Duration {
		used, err := server.PreciseTime()
		if err != nil {
			return 0
		}
		return used
	}
	return server.Host, server.Port, server.Stop, nil
}
