package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"slices"
	"sync"
	"time"

	as "github.com/aerospike/aerospike-client-go/v8"

	"github.com/aerolith/aerolith/bench/node"
	"github.com/aerolith/aerolith/client"
	"github.com/aerolith/aerolith/internal/loadgen"
)

// connections is the number of connections of the bars.
const connections = 64

// cost is what a load came to.
type cost struct {
	// rate is in operations a second, each the server's processor time for one of them, system the system's part of it.
	rate         float64
	each, system time.Duration
}

// String returns the cost for the table.
func (c cost) String() string {
	const unit = 100 * time.Nanosecond
	return fmt.Sprintf("%v, of them system %v (%.0f/s)", c.each.Round(unit), c.system.Round(unit), c.rate)
}

// costOf runs a load against a server and returns what it came to.
func costOf(server *node.Process, load func() (int64, error)) (cost, error) {
	before, err := server.ProcessorTimes()
	if err != nil {
		return cost{}, err
	}
	began := time.Now()
	count, err := load()
	elapsed := time.Since(began)
	if err != nil {
		return cost{}, err
	}
	after, err := server.ProcessorTimes()
	user, system := after.User-before.User, after.System-before.System
	share := time.Duration(max(count, 1))
	return cost{rate: float64(count) / elapsed.Seconds(), each: (user + system) / share, system: system / share}, err
}

// medianCost runs a load several times and returns the run with the median of the processor time.
func (s *settings) medianCost(server *node.Process, load func() (int64, error)) (cost, error) {
	var each, system []time.Duration
	var rates []float64
	for range s.rounds {
		c, err := costOf(server, load)
		if err != nil {
			return cost{}, err
		}
		each, system, rates = append(each, c.each), append(system, c.system), append(rates, c.rate)
	}
	return cost{rate: median(rates), each: median(each), system: median(system)}, nil
}

// measureGet measures the processor time of a get.
func measureGet(s *settings) (rows []row, err error) {
	server, err := s.start("get", "none")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, server.Stop()) }()
	frames, err := s.fill(server)
	if err != nil {
		return nil, err
	}
	for _, load := range []struct {
		name, what string
		run        func() (int64, error)
	}{
		{"official", "official client", func() (int64, error) { return s.official(server) }},
		{"ours", "our client", func() (int64, error) { return s.ours(server) }},
		{"raw", "raw connections", func() (int64, error) { return newRaw(server, frames, 1).run(connections, s.length) }},
	} {
		if len(s.loads) > 0 && !slices.Contains(s.loads, load.name) {
			continue
		}
		c, err := s.medianCost(server, load.run)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", load.what, err)
		}
		rows = append(rows, row{"processor time of a get at 64 connections, " + load.what, "10 µs", c.String()})
	}
	return rows, nil
}

// fill stores every record and returns the frames that read them.
func (s *settings) fill(server *node.Process) (gets [][]byte, err error) {
	puts, err := requests(s.records, true)
	if err != nil {
		return nil, err
	}
	conn, err := net.Dial("tcp", net.JoinHostPort(server.Host, itoa(server.Port)))
	if err != nil {
		return nil, err
	}
	defer func() { _ = conn.Close() }() // every answer has been read
	in := replies{from: conn, buffer: make([]byte, 0, 64<<10)}
	const depth = 500
	for first := 0; first < len(puts); first += depth {
		group := puts[first:min(first+depth, len(puts))]
		buffers := net.Buffers{}
		for _, frame := range group {
			buffers = append(buffers, frame)
		}
		if _, err := buffers.WriteTo(conn); err != nil {
			return nil, err
		}
		for range group {
			if err := in.next(); err != nil {
				return nil, err
			}
		}
	}
	return requests(s.records, false)
}

// official gets records with the official client.
func (s *settings) official(server *node.Process) (count int64, err error) {
	policy := as.NewClientPolicy()
	policy.ConnectionQueueSize = connections
	c, err := as.NewClientWithPolicy(policy, server.Host, server.Port)
	if err != nil {
		return 0, err
	}
	defer c.Close()
	counts, failures := make([]int64, connections), make([]error, connections)
	end := time.Now().Add(s.length)
	var group sync.WaitGroup
	for g := range connections {
		group.Go(func() {
			random := rand.New(rand.NewPCG(uint64(g), 1))
			for time.Now().Before(end) && failures[g] == nil {
				failures[g] = officialGet(c, random.IntN(s.records))
				counts[g]++
			}
		})
	}
	group.Wait()
	for _, n := range counts {
		count += n
	}
	return count, errors.Join(failures...)
}

// officialGet gets a record.
func officialGet(c *as.Client, number int) error {
	key, err := as.NewKey("test", "bars", number)
	if err != nil {
		return err
	}
	if _, err := c.Get(nil, key); err != nil {
		return err
	}
	return nil
}

// ours gets records with our client and load generator, each over a connection of its own like the official client does.
func (s *settings) ours(server *node.Process) (int64, error) {
	options := client.DefaultOptions()
	options.Shared.Off, options.MaxConnsPerNode = true, connections
	c, err := client.Open(context.Background(), []string{net.JoinHostPort(server.Host, itoa(server.Port))}, options)
	if err != nil {
		return 0, err
	}
	defer c.Close()
	load := loadgen.DefaultOptions()
	load.Set, load.Keys, load.ReadPercent, load.Concurrency = "bars", int64(s.records), 100, connections
	load.WarmUp, load.Duration = 0, s.length
	report, err := loadgen.Run(context.Background(), c, load)
	if err != nil {
		return 0, err
	}
	if report.Failures > 0 {
		return 0, fmt.Errorf("%d requests failed: %v", report.Failures, report.Operations)
	}
	return report.Requests, nil
}

// measurePipeline compares 64 gets at once on one connection with one after the other.
func measurePipeline(s *settings) (rows []row, err error) {
	server, err := s.start("pipeline", "none")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, server.Stop()) }()
	gets, err := s.fill(server)
	if err != nil {
		return nil, err
	}
	const depth = 64
	var ratios, single, many []float64
	for range s.rounds {
		one, err := costOf(server, func() (int64, error) { return newRaw(server, gets, 1).run(1, s.length) })
		if err != nil {
			return nil, err
		}
		all, err := costOf(server, func() (int64, error) { return newRaw(server, gets, depth).run(1, s.length) })
		if err != nil {
			return nil, err
		}
		single, many, ratios = append(single, one.rate), append(many, all.rate), append(ratios, all.rate/one.rate)
	}
	return []row{{
		"one connection, 64 pipelined gets against one at a time", "5×",
		fmt.Sprintf("%.1f× (%.0f/s, %.0f/s)", median(ratios), median(many), median(single)),
	}}, nil
}

// measureDurable compares durable writes with others at 64 connections.
func measureDurable(s *settings) (rows []row, err error) {
	puts, err := requests(s.records, true)
	if err != nil {
		return nil, err
	}
	rates := map[string]float64{}
	for _, durability := range []string{"always", "none"} {
		c, err := s.durable(durability, puts)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", durability, err)
		}
		rates[durability] = c.rate
		rows = append(rows, row{"writes at 64 connections, durability " + durability, "", c.String()})
	}
	const percent = 100
	return append(rows, row{
		"durable writes at 64 connections", "20,000/s or 60 % of those that are not durable",
		fmt.Sprintf("%.0f/s, %.0f %%", rates["always"], percent*rates["always"]/rates["none"]),
	}), nil
}

// durable measures writes with a durability.
func (s *settings) durable(durability string, puts [][]byte) (c cost, err error) {
	server, err := s.start("durable-"+durability, durability)
	if err != nil {
		return cost{}, err
	}
	defer func() { err = errors.Join(err, server.Stop()) }()
	return s.medianCost(server, func() (int64, error) { return newRaw(server, puts, 1).run(connections, s.length) })
}
