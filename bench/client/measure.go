package main

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"sync"
	"syscall"
	"time"
)

// contender is a client under measurement.
type contender interface {
	// operation returns what one caller does again and again, and how many records one call counts for.
	operation(name string) (once func(random *rand.Rand) error, weight int)
}

// slice is what was measured of one client in one slice of a row.
type slice struct {
	// rate is in records a second.
	rate float64
	// allocations and bytes are for each call.
	allocations, bytes float64
	p50, p99           time.Duration
	// own and server are the processor time of this process and of the server for each call, in microseconds.
	own, server float64
}

// measure prints the table.
func measure(s settings, ours, theirs contender) error {
	fmt.Println("| operation | goroutines | official/s | ours/s | ratio | of the p50 | official p50, p99 | ours p50, p99 " +
		"| official allocs, bytes | ours allocs, bytes | official CPU, server | ours CPU, server |")
	fmt.Println("|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|")
	var rows []row
	for _, name := range s.operations {
		for _, goroutines := range s.goroutines {
			ratio, err := measureRow(s, name, goroutines, ours, theirs)
			if err != nil {
				return fmt.Errorf("%s at %d: %w", name, goroutines, err)
			}
			rows = append(rows, row{name: fmt.Sprintf("%s, %d callers", name, goroutines), ratio: ratio, bar: barOf(s, name, goroutines)})
		}
	}
	if s.plot == "" {
		return nil
	}
	return plot(s.plot, "operations a second, ours to the official client's; the marks are what is wanted ("+s.against+")", rows)
}

// measureRow prints one row and returns the ratio of the rates.
func measureRow(s settings, name string, goroutines int, ours, theirs contender) (ratio float64, err error) {
	var our, their []slice
	for range s.rounds {
		if s.only != "ours" {
			one, err := measureSlice(s, theirs, name, goroutines)
			if err != nil {
				return 0, fmt.Errorf("official client: %w", err)
			}
			their = append(their, one)
		}
		if s.only != "official" {
			one, err := measureSlice(s, ours, name, goroutines)
			if err != nil {
				return 0, fmt.Errorf("our client: %w", err)
			}
			our = append(our, one)
		}
	}
	a, b := median(their), median(our)
	ratio = b.rate / max(a.rate, 1)
	fmt.Printf("| %s | %d | %.0f | %.0f | %.2f | %.2f | %v, %v | %v, %v | %.1f, %.0f | %.1f, %.0f | %.1f, %.1f | %.1f, %.1f |\n",
		name, goroutines, a.rate, b.rate, ratio, a.p50.Seconds()/max(b.p50.Seconds(), 1e-9), a.p50, a.p99, b.p50, b.p99,
		a.allocations, a.bytes, b.allocations, b.bytes, a.own, a.server, b.own, b.server)
	return ratio, nil
}

// median returns the medians of slices, member by member.
func median(all []slice) slice {
	if len(all) == 0 {
		return slice{}
	}
	return slice{
		rate:        middle(all, func(s slice) float64 { return s.rate }),
		allocations: middle(all, func(s slice) float64 { return s.allocations }),
		bytes:       middle(all, func(s slice) float64 { return s.bytes }),
		p50:         middle(all, func(s slice) time.Duration { return s.p50 }),
		p99:         middle(all, func(s slice) time.Duration { return s.p99 }),
		own:         middle(all, func(s slice) float64 { return s.own }),
		server:      middle(all, func(s slice) float64 { return s.server }),
	}
}

// middle returns the median of one member.
func middle[S any, T int64 | float64 | time.Duration](all []S, member func(S) T) T {
	values := make([]T, len(all))
	for i, s := range all {
		values[i] = member(s)
	}
	slices.Sort(values)
	return values[len(values)/2]
}

// measureSlice lets callers repeat an operation for the length of a slice.
func measureSlice(s settings, c contender, name string, goroutines int) (slice, error) {
	once, weight := c.operation(name)
	latencies := make([][]time.Duration, goroutines)
	for g := range latencies {
		latencies[g] = make([]time.Duration, 0, 1<<14)
	}
	failures := make([]error, goroutines)
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	ownBefore, serverBefore := processorTime(), s.serverTime()
	began := time.Now()
	var group sync.WaitGroup
	for g := range goroutines {
		group.Go(func() { latencies[g], failures[g] = caller(once, latencies[g], uint64(g), began.Add(s.slice)) })
	}
	group.Wait()
	elapsed := time.Since(began)
	own, server := processorTime()-ownBefore, s.serverTime()-serverBefore
	runtime.ReadMemStats(&after)
	if err := errors.Join(failures...); err != nil {
		return slice{}, err
	}
	all := slices.Sorted(slices.Values(slices.Concat(latencies...)))
	calls := float64(len(all))
	at := func(q float64) time.Duration { return all[int(q*(calls-1))].Round(time.Microsecond) }
	return slice{
		rate: calls * float64(weight) / elapsed.Seconds(), p50: at(0.5), p99: at(0.99),
		own: own.Seconds() * 1e6 / calls, server: server.Seconds() * 1e6 / calls,
		allocations: float64(after.Mallocs-before.Mallocs) / calls, bytes: float64(after.TotalAlloc-before.TotalAlloc) / calls,
	}, nil
}

// processorTime returns what this process has used so far.
func processorTime() time.Duration {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		return 0
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

// caller repeats an operation until the end and returns each latency.
func caller(once func(*rand.Rand) error, latencies []time.Duration, seed uint64, end time.Time) ([]time.Duration, error) {
	random := rand.New(rand.NewPCG(seed, 1))
	for {
		began := time.Now()
		if began.After(end) && len(latencies) > 0 {
			return latencies, nil
		}
		if err := once(random); err != nil {
			return nil, err
		}
		latencies = append(latencies, time.Since(began))
	}
}
