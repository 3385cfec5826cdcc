package lua

import "github.com/aerolith/aerolith/aero"

// mapValue is a map inside the sandbox. It keeps the order in which keys were added. Removing a key while the map is
// walked is safe.
type mapValue struct {
	order   aero.MapOrder
	index   map[any]int
	entries []mapPair
	live    int
}

// mapPair is an entry of a map, or the place of one that was removed.
type mapPair struct {
	key, value any
	live       bool
}

// bytesKey is how bytes are found as keys: by content.
type bytesKey string

// newMap returns an empty map.
func newMap(order aero.MapOrder) *mapValue { return &mapValue{order: order, index: map[any]int{}} }

// keyOf returns what finds a key: its value, or the reference for lists and maps.
func keyOf(key any) any {
	switch key := key.(type) {
	case *bytesValue:
		return bytesKey(key.data)
	case opaque:
		return nil
	default:
		return key
	}
}

// get returns the value under a key, nil if there is none.
func (m *mapValue) get(key any) any {
	if at, ok := m.index[keyOf(key)]; ok {
		return m.entries[at].value
	}
	return nil
}

// set gives a key a value.
func (m *mapValue) set(key, value any) {
	found := keyOf(key)
	if at, ok := m.index[found]; ok {
		m.entries[at].value = value
		return
	}
	m.index[found] = len(m.entries)
	m.entries = append(m.entries, mapPair{key, value, true})
	m.live++
}

// has reports whether there is a key.
func (m *mapValue) has(key any) bool {
	_, ok := m.index[keyOf(key)]
	return ok
}

// remove removes a key.
func (m *mapValue) remove(key any) {
	found := keyOf(key)
	at, ok := m.index[found]
	if !ok {
		return
	}
	delete(m.index, found)
	m.entries[at] = mapPair{}
	m.live--
	if len(m.entries) > compactFrom && m.live < len(m.entries)/2 {
		m.compact()
	}
}

// compactFrom is how many entries a map has before removed ones are looked at.
const compactFrom = 32

// compact forgets the places of removed entries. Walks under way keep the old ones.
func (m *mapValue) compact() {
	kept := make([]mapPair, 0, m.live)
	for _, pair := range m.entries {
		if pair.live {
			m.index[keyOf(pair.key)] = len(kept)
			kept = append(kept, pair)
		}
	}
	m.entries = kept
}

// each calls visit for each entry until it returns false.
func (m *mapValue) each(visit func(key, value any) bool) {
	for _, pair := range m.entries {
		if pair.live && !visit(pair.key, pair.value) {
			return
		}
	}
}

// clone returns a copy that shares what keys and values refer to.
func (m *mapValue) clone() *mapValue {
	c := newMap(m.order)
	m.each(func(key, value any) bool {
		c.set(key, value)
		return true
	})
	return c
}
