package cdt

import (
	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/aero/op"
)

// MapFlags say how entries are put into a map.
type MapFlags int

// The flags.
const (
	// MapCreateOnly refuses keys that are there already.
	MapCreateOnly MapFlags = 1 << 0
	// MapUpdateOnly refuses keys that are not there.
	MapUpdateOnly MapFlags = 1 << 1
	// MapNoFail does nothing where entries are refused.
	MapNoFail MapFlags = 1 << 2
	// MapPartial puts those of several entries that are not refused.
	MapPartial MapFlags = 1 << 3
)

// The numbers of the operations on maps.
const (
	mapSetType   = 64
	mapPut       = 67
	mapPutItems  = 68
	mapIncrement = 73
	mapDecrement = 74
	mapClear     = 75
	mapSize      = 96
)

// MapOf is a map in a bin.
type MapOf struct {
	Finder
	order aero.MapOrder
	flags MapFlags
}

// Map begins an operation on the map of a bin, or on one to which a path leads.
func Map(bin string, path ...Step) MapOf {
	return MapOf{Finder: Finder{target{bin, path}, &mapFinding}}
}

// Under returns the map with an order for maps that are made, and flags for entries that are put.
func (m MapOf) Under(order aero.MapOrder, flags MapFlags) MapOf {
	m.order, m.flags = order, flags
	return m
}

// SetOrder changes how the map keeps its entries.
func (m MapOf) SetOrder(order aero.MapOrder) op.Step { return m.modify(mapSetType, int(order)) }

// Put puts a value under a key. It returns the number of entries.
func (m MapOf) Put(key, value any) op.Step {
	return m.modify(mapPut, key, value, int(m.order), int(m.flags))
}

// PutAll puts the entries of a map. It returns the number of entries.
func (m MapOf) PutAll(entries any) op.Step {
	return m.modify(mapPutItems, entries, int(m.order), int(m.flags))
}

// Increment adds to the number under a key and returns the sum.
func (m MapOf) Increment(key, by any) op.Step {
	return m.modify(mapIncrement, key, by, int(m.order))
}

// Decrement subtracts from the number under a key and returns the difference.
func (m MapOf) Decrement(key, by any) op.Step {
	return m.modify(mapDecrement, key, by, int(m.order))
}

// Clear removes all entries.
func (m MapOf) Clear() op.Step { return m.modify(mapClear) }

// Size returns the number of entries.
func (m MapOf) Size() op.Step { return m.read(mapSize) }
