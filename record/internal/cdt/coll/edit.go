package coll

import "github.com/aerolith/aerolith/record/internal/cdt/pack"

// Edit returns a builder for what becomes of the collection, with room for grown more bytes.
func (c *Collection) Edit(flags uint8, grown int) *Builder {
	return NewBuilder(c.Kind, flags, len(c.body)+grown)
}

// Splice returns the collection with the removed members from a position on replaced by count others.
func (c *Collection) Splice(position, removed int, members []byte, count int) []byte {
	b := c.Edit(c.Flags, len(members))
	b.AddRange(c, 0, position)
	b.Add(members, count)
	b.AddRange(c, position+removed, c.Len()-position-removed)
	return b.Bytes()
}

// Remove returns the collection without the marked members.
func (c *Collection) Remove(marked []bool) []byte {
	b := c.Edit(c.Flags, 0)
	for start := 0; start < c.Len(); {
		end := start
		for end < c.Len() && !marked[end] {
			end++
		}
		b.AddRange(c, start, end-start)
		for end < c.Len() && marked[end] {
			end++
		}
		start = end
	}
	return b.Bytes()
}

// Reflag returns the collection with other flags. A map is put into the order of its keys, and a list that becomes
// ordered into that of its elements.
func (c *Collection) Reflag(flags uint8) []byte {
	b := c.Edit(flags, 0)
	switch {
	case c.IsMap() && !c.StoredByKey():
		for index := range c.Len() {
			b.AddRange(c, c.PositionOfIndex(index), 1)
		}
	case !c.IsMap() && flags&pack.FlagOrdered != 0 && !c.Ordered():
		for rank := range c.Len() {
			b.AddRange(c, c.PositionOfRank(rank), 1)
		}
	default:
		b.Add(c.body, c.Len())
	}
	return b.Bytes()
}
