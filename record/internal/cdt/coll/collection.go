package coll

import "github.com/aerolith/aerolith/record/internal/cdt/pack"

// Collection is a list or map, taken apart.
type Collection struct {
	// Kind is pack.KindList or pack.KindMap.
	Kind pack.Kind
	// Flags are the flags of its marker.
	Flags uint8

	body   []byte
	starts []int32 // where members start, and as the last one where the body ends
	values []int32 // of maps: where the members' values start

	byKey   order // of maps: positions by key
	byValue order // positions by value; in maps of equal values by key

	lowest   []int32  // of unordered lists: what RankOf answers, by position; nil until it is first asked for
	prefixes []uint64 // the values' prefixes by rank; nil unless many values are searched
}

// Parse takes the list or map in b apart. It returns false if b is not exactly one.
func Parse(b []byte) (*Collection, bool) {
	head, ok := pack.ReadHead(b)
	if !ok {
		return nil, false
	}
	c := &Collection{Kind: head.Kind, Flags: head.Flags, body: b[head.Size:]}
	if head.Kind == pack.KindMap {
		c.values = make([]int32, 0, head.Count)
	}
	c.starts = make([]int32, 0, head.Count+1)
	at := 0
	for range head.Count {
		c.starts = append(c.starts, int32(at))
		if at, ok = c.skip(at); !ok {
			return nil, false
		}
		if head.Kind == pack.KindMap {
			c.values = append(c.values, int32(at))
			if at, ok = c.skip(at); !ok {
				return nil, false
			}
		}
	}
	c.starts = append(c.starts, int32(at))
	return c, at == len(c.body)
}

// Empty returns a list or map without members.
func Empty(kind pack.Kind, flags uint8) *Collection {
	return &Collection{Kind: kind, Flags: flags, starts: []int32{0}}
}

// skip returns the offset behind the value at the offset.
func (c *Collection) skip(at int) (int, bool) {
	size, ok := pack.Size(c.body[at:])
	return at + size, ok
}

// Len returns how many members there are.
func (c *Collection) Len() int { return len(c.starts) - 1 }

// IsMap reports whether it is a map.
func (c *Collection) IsMap() bool { return c.Kind == pack.KindMap }

// Ordered reports whether it is kept in order: a list by value, a map by key.
func (c *Collection) Ordered() bool {
	if c.IsMap() {
		return c.Flags != 0
	}
	return c.Flags&pack.FlagOrdered != 0
}

// RanksKept reports whether the order of a map's values is kept with it.
func (c *Collection) RanksKept() bool {
	return c.IsMap() && c.Flags&pack.FlagValueOrdered != 0 && c.Flags&pack.FlagIndexed != 0 && c.Len() > 1
}

// Body returns the members' bytes.
func (c *Collection) Body() []byte { return c.body }

// Member returns the bytes of the member at a position: an element, or a key and its value.
func (c *Collection) Member(position int) []byte {
	return c.body[c.starts[position]:c.starts[position+1]]
}

// Key returns the key of the pair at a position of a map.
func (c *Collection) Key(position int) []byte { return c.body[c.starts[position]:c.values[position]] }

// Value returns the element at a position of a list, or the value of the pair at a position of a map.
func (c *Collection) Value(position int) []byte {
	if c.IsMap() {
		return c.body[c.values[position]:c.starts[position+1]]
	}
	return c.Member(position)
}

// ValueOffset returns where the value of a member starts in the body.
func (c *Collection) ValueOffset(position int) int {
	if c.IsMap() {
		return int(c.values[position])
	}
	return int(c.starts[position])
}

// Range returns the bytes of count members from a position on.
func (c *Collection) Range(position, count int) []byte {
	return c.body[c.starts[position]:c.starts[position+count]]
}
