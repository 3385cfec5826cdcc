package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	as "github.com/aerospike/aerospike-client-go/v8"

	"github.com/aerolith/aerolith/client"
)

// coldStart is what was measured of a client that has just been opened.
type coldStart struct {
	// first and last are when the first and the last caller had its answer.
	first, last time.Duration
}

// measureCold opens clients anew, round by round, lets so many callers begin at once, and prints how long the first and the
// last of them waited.
func measureCold(s settings, host string, port int, keys *official, ours *ours) error {
	fmt.Printf("| client | callers | first answer: median, highest of %d | last answer: median, highest |\n|---|---:|---:|---:|\n", s.rounds)
	var their, our []coldStart
	for range s.rounds {
		if s.only != "ours" {
			one, err := coldOfficial(s, host, port, keys)
			if err != nil {
				return fmt.Errorf("official client: %w", err)
			}
			their = append(their, one)
		}
		if s.only != "official" {
			one, err := coldOurs(s, host, port, ours)
			if err != nil {
				return fmt.Errorf("our client: %w", err)
			}
			our = append(our, one)
		}
	}
	printCold("official", s.cold, their)
	printCold("ours", s.cold, our)
	return nil
}

// printCold prints one row; none if nothing was measured.
func printCold(name string, callers int, all []coldStart) {
	if len(all) == 0 {
		return
	}
	first := func(c coldStart) time.Duration { return c.first }
	last := func(c coldStart) time.Duration { return c.last }
	fmt.Printf("| %s | %d | %v, %v | %v, %v |\n", name, callers, middle(all, first), highest(all, first), middle(all, last), highest(all, last))
}

// highest returns the highest of one member.
func highest(all []coldStart, member func(coldStart) time.Duration) time.Duration {
	return member(slices.MaxFunc(all, func(a, b coldStart) int { return int(member(a) - member(b)) }))
}

// coldOfficial measures the official client.
func coldOfficial(s settings, host string, port int, keys *official) (coldStart, error) {
	policy := as.NewClientPolicy()
	policy.ConnectionQueueSize = 256
	c, err := as.NewClientWithPolicy(policy, host, port)
	if err != nil {
		return coldStart{}, err
	}
	defer c.Close()
	read := as.NewPolicy()
	read.TotalTimeout, read.SocketTimeout, read.MaxRetries = time.Minute, time.Minute, 1000
	return beginAtOnce(s.cold, func(i int) error {
		if _, err := c.Get(read, keys.keys[i%len(keys.keys)]); err != nil {
			return err
		}
		return nil
	})
}

// coldOurs measures our client.
func coldOurs(s settings, host string, port int, keys *ours) (coldStart, error) {
	c, err := openOurs(host, port, s)
	if err != nil {
		return coldStart{}, err
	}
	defer c.Close()
	read := &client.ReadPolicy{Timing: client.Timing{Total: time.Minute}}
	return beginAtOnce(s.cold, func(i int) error {
		_, err := c.Get(context.Background(), keys.keys[i%len(keys.keys)], read)
		return err
	})
}

// beginAtOnce lets so many callers call once, all at the same moment.
func beginAtOnce(callers int, call func(i int) error) (coldStart, error) {
	var group sync.WaitGroup
	var ready sync.WaitGroup
	var first atomic.Int64
	failures := make([]error, callers)
	gate := make(chan struct{})
	began := time.Now()
	ready.Add(callers)
	for i := range callers {
		group.Go(func() {
			ready.Done()
			<-gate
			failures[i] = call(i)
			first.CompareAndSwap(0, int64(time.Since(began)))
		})
	}
	ready.Wait()
	began = time.Now()
	close(gate)
	group.Wait()
	return coldStart{first: time.Duration(first.Load()), last: time.Since(began)}, errors.Join(failures...)
}
