package coll

import (
	"sort"

	"github.com/aerolith/aerolith/record/internal/cdt/pack"
)

// CountBelow returns how many values come before the value: the lowest rank that it has or would have.
func (c *Collection) CountBelow(value []byte) int {
	if !c.searchable() {
		return c.count(func(order int) bool { return order < 0 }, value)
	}
	return sort.Search(c.Len(), func(rank int) bool { return c.compareRank(rank, value) >= 0 })
}

// CountUpTo returns how many values come before the value or equal it.
func (c *Collection) CountUpTo(value []byte) int {
	if !c.searchable() {
		return c.count(func(order int) bool { return order <= 0 }, value)
	}
	return sort.Search(c.Len(), func(rank int) bool { return c.compareRank(rank, value) > 0 })
}

// SearchRanks has the order of values worked out, for who searches many of them.
func (c *Collection) SearchRanks() { c.ranks() }

// searchable reports whether values can be searched by rank without sorting first.
func (c *Collection) searchable() bool { return c.byValue.known || !c.IsMap() && c.Ordered() }

// compareRank compares the value with a rank with another.
func (c *Collection) compareRank(rank int, value []byte) int {
	return pack.Compare(c.Value(c.PositionOfRank(rank)), value)
}

// count returns how many values compare with the value as asked for.
func (c *Collection) count(as func(order int) bool, value []byte) int {
	n := 0
	for i := range c.Len() {
		if as(pack.Compare(c.Value(i), value)) {
			n++
		}
	}
	return n
}

// FindKey returns the index that the key has or would have in a map, and whether it has one. Of the keys that equal a
// wildcard it returns the first.
func (c *Collection) FindKey(key []byte) (index int, found bool) {
	index = c.KeysBelow(key)
	return index, index < c.Len() && c.compareIndex(index, key) == 0
}

// KeysBelow returns how many keys of a map come before the key.
func (c *Collection) KeysBelow(key []byte) int {
	return sort.Search(c.Len(), func(index int) bool { return c.compareIndex(index, key) >= 0 })
}

// KeysUpTo returns how many keys of a map come before the key or equal it.
func (c *Collection) KeysUpTo(key []byte) int {
	return sort.Search(c.Len(), func(index int) bool { return c.compareIndex(index, key) > 0 })
}

// compareIndex compares the key with an index of a map with another.
func (c *Collection) compareIndex(index int, key []byte) int {
	return pack.Compare(c.Key(c.PositionOfIndex(index)), key)
}

// StoredByKey reports whether the pairs of a map stand in the order of their keys.
func (c *Collection) StoredByKey() bool { return c.indexes().positions == nil }
