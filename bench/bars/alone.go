package main

import (
	"errors"
	"fmt"
	"slices"
	"time"
)

// measureAlone measures how long one connection waits for the answer to a get and to a put, with each durability: all that
// the server does between two system calls, and whom it wakes for it.
func measureAlone(s *settings) (rows []row, err error) {
	puts, err := requests(s.records, true)
	if err != nil {
		return nil, err
	}
	for _, durability := range []string{"memory", "none", "interval", "always"} {
		get, put, err := s.alone(durability, puts)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", durability, err)
		}
		rows = append(rows, row{
			"one connection, one request at a time, durability " + durability, "put below get + 15 µs",
			fmt.Sprintf("get %v, put %v", get, put),
		})
	}
	return rows, nil
}

// trips are the mean round trips of several rounds.
type trips []time.Duration

// String returns the median and, since other work on the machine only ever adds, the least.
func (t trips) String() string {
	const unit = 100 * time.Nanosecond
	return fmt.Sprintf("%v (least %v)", median(t).Round(unit), slices.Min(t).Round(unit))
}

// alone measures the round trips of a get and of a put with a durability.
func (s *settings) alone(durability string, puts [][]byte) (get, put trips, err error) {
	server, err := s.start("alone-"+durability, durability)
	if err != nil {
		return nil, nil, err
	}
	defer func() { err = errors.Join(err, server.Stop()) }()
	gets, err := s.fill(server)
	if err != nil {
		return nil, nil, err
	}
	var all [2]trips
	for range s.rounds {
		for i, frames := range [][][]byte{gets, puts} {
			c, err := costOf(server, func() (int64, error) { return newRaw(server, frames, 1).run(1, s.length) })
			if err != nil {
				return nil, nil, err
			}
			all[i] = append(all[i], time.Duration(float64(time.Second)/c.rate))
		}
	}
	return all[0], all[1], nil
}
