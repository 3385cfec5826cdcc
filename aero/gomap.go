package aero

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
)

// mapOfStrings turns a Go map into an unordered Map whose entries are sorted, so that equal maps have equal bytes.
func mapOfStrings(m map[string]any) Map {
	entries := make([]MapEntry, 0, len(m))
	for _, k := range slices.Sorted(maps.Keys(m)) {
		entries = append(entries, MapEntry{Key: k, Value: m[k]})
	}
	return Map{Entries: entries}
}

// mapOfAny is mapOfStrings for a map with keys of any type; they are sorted by their encoded form. It returns
// ErrUnsupportedValue for a key that cannot be stored.
func mapOfAny(m map[any]any) (Map, error) {
	// pair is an entry with its sort key.
	type pair struct {
		packed string
		entry  MapEntry
	}
	pairs := make([]pair, 0, len(m))
	for k, v := range m {
		packed, err := appendPacked(nil, k, 0)
		if err != nil {
			return Map{}, fmt.Errorf("map key: %w", err)
		}
		pairs = append(pairs, pair{string(packed), MapEntry{Key: k, Value: v}})
	}
	slices.SortFunc(pairs, func(a, b pair) int { return cmp.Compare(a.packed, b.packed) })
	entries := make([]MapEntry, len(pairs))
	for i, p := range pairs {
		entries[i] = p.entry
	}
	return Map{Entries: entries}, nil
}
