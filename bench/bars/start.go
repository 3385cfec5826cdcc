package main

import (
	"errors"
	"fmt"
	"time"
)

// measureStart measures the time from the start of the process until it says that it is ready, with a new folder, with an
// existing one and in memory, and what memory it has then.
func measureStart(s *settings) ([]row, error) {
	var rows []row
	for _, kind := range []struct{ what, durability string }{{"on disk", "always"}, {"in memory", "memory"}} {
		var first, again []time.Duration
		var idle []int64
		for round := range max(s.rounds, 5) {
			name := fmt.Sprint("start-", kind.durability, round)
			for _, times := range []*[]time.Duration{&first, &again} {
				took, bytes, err := s.startOnce(name, kind.durability)
				if err != nil {
					return nil, err
				}
				*times = append(*times, took)
				idle = append(idle, bytes)
			}
		}
		const mebibyte = 1 << 20
		rows = append(rows,
			row{"ready after start, " + kind.what + ", new folder", "50 ms", median(first).Round(100 * time.Microsecond).String()},
			row{"ready after start, " + kind.what + ", second start", "50 ms", median(again).Round(100 * time.Microsecond).String()},
			row{"idle anonymous memory (RssAnon), " + kind.what, "30 MiB", fmt.Sprintf("%.1f MiB", float64(median(idle))/mebibyte)})
	}
	return rows, nil
}

// startOnce starts and stops a server; it returns how long it took to be ready and its memory then.
func (s *settings) startOnce(name, durability string) (took time.Duration, bytes int64, err error) {
	began := time.Now()
	server, err := s.start(name, durability)
	if err != nil {
		return 0, 0, err
	}
	took = time.Since(began)
	defer func() { err = errors.Join(err, server.Stop()) }()
	bytes, err = server.AnonymousBytes()
	return took, bytes, err
}
