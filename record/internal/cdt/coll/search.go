package coll

import (
	"cmp"
	"sort"

	"github.com/aerolith/aerolith/record/internal/cdt/pack"
)

// CountBelow returns how many values come before the value: the lowest rank that it has or would have.
func (c *Collection) CountBelow(value []byte) int {
	if !c.searchable() {
		return c.count(func(order int) bool { return order < 0 }, value)
	}
	p := c.probeFor(value)
	return sort.Search(c.Len(), func(rank int) bool { return p.compare(rank) >= 0 })
}

// CountUpTo returns how many values come before the value or equal it.
func (c *Collection) CountUpTo(value []byte) int {
	if !c.searchable() {
		return c.count(func(order int) bool { return order <= 0 }, value)
	}
	p := c.probeFor(value)
	return sort.Search(c.Len(), func(rank int) bool { return p.compare(rank) > 0 })
}

// SearchRanks prepares the collection for searching many values: their order is worked out, and their prefixes.
func (c *Collection) SearchRanks() {
	if c.prefixes != nil {
		return
	}
	c.ranks()
	c.prefixes = make([]uint64, c.Len())
	for rank := range c.prefixes {
		c.prefixes[rank], _ = pack.Prefix(c.Value(c.PositionOfRank(rank)))
	}
}

// searchable reports whether values can be searched by rank without sorting first.
func (c *Collection) searchable() bool { return c.byValue.known || !c.IsMap() && c.Ordered() }

// probe is a value that is searched among those of a collection.
type probe struct {
	c       *Collection
	value   []byte
	prefix  uint64
	compact bool // the prefix may be compared
}

// probeFor returns the probe for a value.
func (c *Collection) probeFor(value []byte) probe {
	prefix, known := pack.Prefix(value)
	return probe{c: c, value: value, prefix: prefix, compact: known && c.prefixes != nil}
}

// compare compares the value with a rank with the one that is searched.
func (p *probe) compare(rank int) int {
	if p.compact {
		if order := cmp.Compare(p.c.prefixes[rank], p.prefix); order != 0 {
			return order
		}
	}
	return pack.Compare(p.c.Value(p.c.PositionOfRank(rank)), p.value)
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
