package main

import (
	"encoding/binary"
	"slices"
	"sort"
)

// keys are keys of one size, one behind the other. A slice of a million slices would be a million objects that each run of Go's garbage
// collector has to mark: the engines in Go would be measured together with the work that this command makes for the collector.
type keys struct {
	joined []byte
	size   int
}

// len returns the number of keys.
func (k keys) len() int { return len(k.joined) / k.size }

// at returns one key.
func (k keys) at(i int) []byte { return k.joined[i*k.size : (i+1)*k.size : (i+1)*k.size] }

// part returns the keys from..to-1.
func (k keys) part(from, to int) keys {
	return keys{joined: k.joined[from*k.size : to*k.size : to*k.size], size: k.size}
}

// shuffledKeys makes keys of keySize bytes in a seeded random order.
func shuffledKeys(count int) keys {
	k := keys{joined: make([]byte, 0, count*keySize), size: keySize}
	for i := range uint64(count) {
		k.joined = binary.BigEndian.AppendUint64(k.joined, i*11400714819323198485>>1)
		k.joined = binary.BigEndian.AppendUint64(k.joined, i)
	}
	return k
}

// sorted returns the keys in byte order.
func (k keys) sorted() keys {
	s := keys{joined: slices.Clone(k.joined), size: k.size}
	sort.Sort(&byOrder{keys: s, swapped: make([]byte, k.size)})
	return s
}

// byOrder sorts keys where they lie.
type byOrder struct {
	keys
	// swapped is memory for a key.
	swapped []byte
}

// Len implements sort.Interface.
func (b *byOrder) Len() int { return b.len() }

// Less implements sort.Interface.
func (b *byOrder) Less(i, j int) bool { return string(b.at(i)) < string(b.at(j)) }

// Swap implements sort.Interface.
func (b *byOrder) Swap(i, j int) {
	copy(b.swapped, b.at(i))
	copy(b.at(i), b.at(j))
	copy(b.at(j), b.swapped)
}
