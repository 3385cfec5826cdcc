package main

import (
	"fmt"
	"os"
	"slices"
	"strings"
)

// addLists writes the list of specs that passed and counts those of another run, as the command line asks for.
func (o *outcome) addLists(s settings) error {
	o.together = o.passed
	if s.list != "" {
		if err := os.WriteFile(s.list, []byte(strings.Join(o.names, "\n")+"\n"), 0o644); err != nil {
			return fmt.Errorf("list of specs: %w", err)
		}
	}
	if s.beside == "" {
		return nil
	}
	text, err := os.ReadFile(s.beside)
	if err != nil {
		return fmt.Errorf("list of the other run: %w", err)
	}
	o.together = union(o.names, strings.Split(strings.TrimSuffix(string(text), "\n"), "\n"))
	return nil
}

// union returns how many specs passed in at least one of two runs. Several specs may have the same name: each run has as many
// of it, so the larger number counts.
func union(first, second []string) (total int) {
	counts := func(names []string) map[string]int {
		all := map[string]int{}
		for _, name := range names {
			all[name]++
		}
		return all
	}
	one, other := counts(first), counts(second)
	for _, name := range slices.Compact(slices.Sorted(slices.Values(slices.Concat(first, second)))) {
		total += max(one[name], other[name])
	}
	return total
}
