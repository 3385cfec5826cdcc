package coll

import (
	"cmp"
	"slices"

	"github.com/aerolith/aerolith/record/internal/cdt/pack"
)

// order is a permutation of the positions.
type order struct {
	known     bool
	positions []int32 // by place; nil if every member stands at its own position
	places    []int32 // the inverse, made when it is first asked for
}

// at returns the position of the member at a place.
func (o *order) at(place int) int {
	if o.positions == nil {
		return place
	}
	return int(o.positions[place])
}

// placeOf returns the place of the member at a position.
func (o *order) placeOf(position int) int {
	if o.positions == nil {
		return position
	}
	if o.places == nil {
		o.places = make([]int32, len(o.positions))
		for place, p := range o.positions {
			o.places[p] = int32(place)
		}
	}
	return int(o.places[position])
}

// ranked is a position together with the prefix of what it is sorted by.
type ranked struct {
	prefix   uint64
	position int32
}

// sortPositions returns n positions in the order of the values that by gives for them, those of equal values in the
// order of tie, and then as they stand; nil if that is their own order.
func sortPositions(n int, by func(position int) []byte, tie func(i, j int) int) []int32 {
	sorted := true
	for i := 1; i < n && sorted; i++ {
		sorted = cmp.Or(pack.Compare(by(i-1), by(i)), tie(i-1, i)) <= 0
	}
	if sorted {
		return nil
	}
	entries := make([]ranked, n)
	for i := range entries {
		prefix, _ := pack.Prefix(by(i))
		entries[i] = ranked{prefix: prefix, position: int32(i)}
	}
	slices.SortFunc(entries, func(a, b ranked) int {
		if order := cmp.Compare(a.prefix, b.prefix); order != 0 {
			return order
		}
		i, j := int(a.position), int(b.position)
		if order := pack.Compare(by(i), by(j)); order != 0 {
			return order
		}
		return cmp.Or(tie(i, j), cmp.Compare(i, j))
	})
	positions := make([]int32, n)
	for place, entry := range entries {
		positions[place] = entry.position
	}
	return positions
}

// noTie leaves equal values as they stand.
func noTie(_, _ int) int { return 0 }

// indexes returns the order of indexes: of a list its own, of a map that of its keys.
func (c *Collection) indexes() *order {
	if !c.byKey.known {
		c.byKey.known = true
		if c.IsMap() && !c.Ordered() {
			c.byKey.positions = sortPositions(c.Len(), c.Key, noTie)
		}
	}
	return &c.byKey
}

// ranks returns the order of ranks: by value, in maps of equal values by key.
func (c *Collection) ranks() *order {
	if c.byValue.known {
		return &c.byValue
	}
	c.byValue.known = true
	switch {
	case c.IsMap():
		c.byValue.positions = sortPositions(c.Len(), c.Value, c.compareKeys)
	case !c.Ordered():
		c.byValue.positions = sortPositions(c.Len(), c.Member, noTie)
	}
	return &c.byValue
}

// compareKeys compares the keys at two positions of a map.
func (c *Collection) compareKeys(i, j int) int { return pack.Compare(c.Key(i), c.Key(j)) }

// PositionOfIndex returns the position of the member with an index.
func (c *Collection) PositionOfIndex(index int) int { return c.indexes().at(index) }

// IndexOf returns the index of the member at a position.
func (c *Collection) IndexOf(position int) int { return c.indexes().placeOf(position) }

// PositionOfRank returns the position of the member with a rank.
func (c *Collection) PositionOfRank(rank int) int { return c.ranks().at(rank) }

// RankOf returns the rank of the member at a position. Equal elements of an unordered list share the lowest of theirs.
func (c *Collection) RankOf(position int) int {
	if c.IsMap() || c.Ordered() {
		return c.ranks().placeOf(position)
	}
	if c.lowest == nil {
		c.lowest = c.lowestRanks()
	}
	return int(c.lowest[position])
}

// lowestRanks returns, by position, the lowest rank of an element that equals the one there.
func (c *Collection) lowestRanks() []int32 {
	lowest := make([]int32, c.Len())
	for rank := 1; rank < len(lowest); rank++ {
		before, position := c.PositionOfRank(rank-1), c.PositionOfRank(rank)
		lowest[position] = int32(rank)
		if pack.Compare(c.Member(before), c.Member(position)) == 0 {
			lowest[position] = lowest[before]
		}
	}
	return lowest
}
