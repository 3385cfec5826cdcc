package main

import (
	"slices"
	"testing"
)

// TestKeys makes keys and sorts them: all of them must be there, in order, and the shuffled ones must stay as they are. A part has the keys that it
// was asked for.
func TestKeys(t *testing.T) {
	const count = 1000
	shuffled := shuffledKeys(count)
	before := slices.Clone(shuffled.joined)
	sorted := shuffled.sorted()
	if !slices.Equal(before, shuffled.joined) || sorted.len() != count {
		t.Fatalf("sorting changed the shuffled keys, or has left %d keys of %d", sorted.len(), count)
	}
	known := make(map[string]bool)
	for i := range count {
		known[string(shuffled.at(i))] = true
		if i > 0 && string(sorted.at(i-1)) >= string(sorted.at(i)) {
			t.Fatalf("key %d is not above the one before it", i)
		}
	}
	for i := range count {
		if !known[string(sorted.at(i))] {
			t.Fatalf("sorted key %d is none of the shuffled ones", i)
		}
	}
	if part := shuffled.part(10, 13); part.len() != 3 || !slices.Equal(part.at(2), shuffled.at(12)) {
		t.Fatalf("a part of three keys has %d, the last of which is %x", part.len(), part.at(part.len()-1))
	}
}
