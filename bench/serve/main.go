package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"strings"
	"time"

	as "github.com/aerospike/aerospike-client-go/v8"

	"github.com/aerolith/aerolith/bench/node"
)

// settings are the command's flags.
type settings struct {
	// records is the number of keys in use.
	records int
	// length is how long each row runs.
	length time.Duration
	// durabilities are the server modes to measure.
	durabilities []string
}

// main runs the benchmark and reports a failure with exit code 1.
func main() {
	var s settings
	var modes string
	flag.IntVar(&s.records, "records", 100_000, "number of keys")
	seconds := flag.Int("seconds", 5, "seconds for each row")
	flag.StringVar(&modes, "durability", "always,none", "server modes to measure")
	flag.Parse()
	s.length = time.Duration(*seconds) * time.Second
	s.durabilities = strings.Split(modes, ",")
	if err := run(s); err != nil {
		fmt.Fprintln(os.Stderr, "serve:", err)
		os.Exit(1)
	}
}

// run builds the server once and measures each durability with a new data folder.
func run(s settings) (err error) {
	folder, err := os.MkdirTemp("", "serve-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	binary, err := node.Build(folder)
	if err != nil {
		return err
	}
	fmt.Println("| durability | operation | goroutines | operations/s | p50 | p99 | p99.9 | server CPU each |")
	fmt.Println("|---|---|---:|---:|---:|---:|---:|---:|")
	for _, durability := range s.durabilities {
		if err := measureMode(s, binary, folder, durability); err != nil {
			return fmt.Errorf("durability %s: %w", durability, err)
		}
	}
	return nil
}

// measureMode starts a server and prints its rows.
func measureMode(s settings, binary, folder, durability string) (err error) {
	server, err := node.Start(binary, folder+"/"+durability, durability)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, server.Stop()) }()
	policy := as.NewClientPolicy()
	policy.ConnectionQueueSize = 256
	client, err := as.NewClientWithPolicy(policy, server.Host, server.Port)
	if err != nil {
		return err
	}
	defer client.Close()
	load, err := newLoad(client, s.records)
	if err != nil {
		return err
	}
	for _, kind := range []operation{put, get} {
		for _, goroutines := range []int{1, 16, 64} {
			row, err := load.measure(kind, goroutines, s.length, server)
			if err != nil {
				return err
			}
			fmt.Printf("| %s | %s | %d | %s |\n", durability, kind, goroutines, row)
		}
	}
	return nil
}
