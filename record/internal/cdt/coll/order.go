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

// sortPositions returns n positions in the order of less, ties by position; nil if that is their own order.
func sortPositions(n int, compare func(i, j int) int) []int32 {
	sorted := true
	for i := 1; i < n && sorted; i++ {
		sorted = compare(i-1, i) <= 0
	}
	if sorted {
		return nil
	}
	positions := make([]int32, n)
	for i := range positions {
		positions[i] = int32(i)
	}
	slices.SortFunc(positions, func(i, j int32) int {
		return cmp.Or(compare(int(i), int(j)), cmp.Compare(i, j))
	})
	return positions
}

// indexes returns the order of indexes: of a list its own, of a map that of its keys.
func (c *Collection) indexes() *order {
	if !c.byKey.known {
		c.byKey.known = true
		if c.IsMap() && !c.Ordered() {
			c.byKey.positions = sortPositions(c.Len(), func(i, j int) int { return pack.Compare(c.Key(i), c.Key(j)) })
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
		c.byValue.positions = sortPositions(c.Len(), func(i, j int) int {
			if order := pack.Compare(c.Value(i), c.Value(j)); order != 0 {
				return order
			}
			return pack.Compare(c.Key(i), c.Key(j))
		})
	case !c.Ordered():
		c.byValue.positions = sortPositions(c.Len(), c.compareElements)
	}
	return &c.byValue
}

// compareElements compares the elements at two positions of a list.
func (c *Collection) compareElements(i, j int) int { return pack.Compare(c.Member(i), c.Member(j)) }

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
	c.ranks()
	return c.CountBelow(c.Member(position))
}
