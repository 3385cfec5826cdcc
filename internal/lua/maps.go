package lua

import (
	lua "github.com/yuin/gopher-lua"

	"github.com/aerolith/aerolith/aero"
)

// openMap adds the type map and its functions.
func (s *state) openMap() {
	library := s.library("map", map[string]lua.LGFunction{
		"create": s.mapCreate, "size": s.mapSize, "pairs": s.mapPairs, "iterator": s.mapPairs,
		"keys": s.mapKeys, "values": s.mapValues, "remove": s.mapRemove, "clone": s.mapClone,
		"merge": s.mapMerge, "diff": s.mapDiff, "tostring": s.valueText,
	})
	s.constructor(library, s.mapNew)
	s.tables.dict = s.metatable(map[string]lua.LGFunction{
		"__index": s.mapGet, "__newindex": s.mapSet, "__len": s.mapSize, "__tostring": s.valueText, "__eq": sameValue,
	})
}

// checkMap returns an argument that must be a map.
func checkMap(l *lua.LState, n int) *mapValue {
	if data, ok := l.Get(n).(*lua.LUserData); ok {
		if m, ok := data.Value.(*mapValue); ok {
			return m
		}
	}
	l.ArgError(n, "map expected")
	return newMap(aero.MapUnordered)
}

// mapNew is map(), map(capacity) and map{...}; its first argument is the library.
func (s *state) mapNew(l *lua.LState) int {
	m := newMap(aero.MapUnordered)
	if table, ok := l.Get(2).(*lua.LTable); ok {
		table.ForEach(func(key, value lua.LValue) {
			s.put(l, m, pullOr(l, key), pullOr(l, value))
		})
	}
	l.Push(s.push(m))
	return 1
}

// mapCreate is map.create(capacity).
func (s *state) mapCreate(l *lua.LState) int {
	l.Push(s.push(newMap(aero.MapUnordered)))
	return 1
}

// pullOr returns what a Lua value is inside the sandbox, or ends the call.
func pullOr(l *lua.LState, v lua.LValue) any {
	inner, err := pull(v)
	if err != nil {
		l.RaiseError("%s", err.Error())
	}
	return inner
}

// put sets an entry of a map, or removes it for nil, and charges for it.
func (s *state) put(l *lua.LState, m *mapValue, key, value any) {
	if value == nil {
		m.remove(key)
		return
	}
	if key == nil {
		l.RaiseError("map key is nil")
	}
	if !m.has(key) {
		s.meter.take(l, entryOverhead+sizeOf(key))
	}
	s.meter.take(l, sizeOf(value))
	m.set(key, value)
}

// entryOverhead is about what an entry of a map takes beside key and value, in bytes.
const entryOverhead = 96

// mapSize is map.size(m) and #m.
func (s *state) mapSize(l *lua.LState) int {
	l.Push(lua.LNumber(checkMap(l, 1).live))
	return 1
}

// mapGet is m[key].
func (s *state) mapGet(l *lua.LState) int {
	l.Push(s.push(checkMap(l, 1).get(need(l, 2))))
	return 1
}

// mapSet is m[key] = value.
func (s *state) mapSet(l *lua.LState) int {
	s.put(l, checkMap(l, 1), need(l, 2), need(l, 3))
	return 0
}

// mapPairs is map.pairs(m): an iterator over keys and values.
func (s *state) mapPairs(l *lua.LState) int {
	return s.walkMap(l, func(p mapPair) []any { return []any{p.key, p.value} })
}

// mapKeys is map.keys(m).
func (s *state) mapKeys(l *lua.LState) int {
	return s.walkMap(l, func(p mapPair) []any { return []any{p.key} })
}

// mapValues is map.values(m).
func (s *state) mapValues(l *lua.LState) int {
	return s.walkMap(l, func(p mapPair) []any { return []any{p.value} })
}

// walkMap pushes an iterator over what pick takes of each entry.
func (s *state) walkMap(l *lua.LState, pick func(mapPair) []any) int {
	m, at := checkMap(l, 1), 0
	entries := m.entries
	l.Push(l.NewFunction(func(l *lua.LState) int {
		for at < len(entries) && !entries[at].live {
			at++
		}
		if at >= len(entries) {
			l.Push(lua.LNil)
			return 1
		}
		picked := pick(entries[at])
		at++
		for _, v := range picked {
			l.Push(s.push(v))
		}
		return len(picked)
	}))
	return 1
}

// mapRemove is map.remove(m, key).
func (s *state) mapRemove(l *lua.LState) int {
	checkMap(l, 1).remove(need(l, 2))
	return 0
}

// mapClone is map.clone(m).
func (s *state) mapClone(l *lua.LState) int {
	m := checkMap(l, 1)
	s.meter.take(l, m.live*entryOverhead)
	l.Push(s.push(m.clone()))
	return 1
}

// mapMerge is map.merge(m1, m2, f): both maps' entries; f decides about keys that both have, m2 without f.
func (s *state) mapMerge(l *lua.LState) int {
	first, second := checkMap(l, 1), checkMap(l, 2)
	s.meter.take(l, (first.live+second.live)*entryOverhead)
	merged := first.clone()
	choose, _ := l.Get(3).(*lua.LFunction)
	second.each(func(key, value any) bool {
		if choose != nil && merged.has(key) {
			l.Push(choose)
			l.Push(s.push(merged.get(key)))
			l.Push(s.push(value))
			l.Call(2, 1)
			value = pullOr(l, l.Get(-1))
			l.Pop(1)
		}
		s.put(l, merged, key, value)
		return true
	})
	l.Push(s.push(merged))
	return 1
}

// mapDiff is map.diff(m1, m2): the entries whose key only one of them has.
func (s *state) mapDiff(l *lua.LState) int {
	first, second := checkMap(l, 1), checkMap(l, 2)
	s.meter.take(l, (first.live+second.live)*entryOverhead)
	diff := newMap(aero.MapUnordered)
	only := func(from, without *mapValue) {
		from.each(func(key, value any) bool {
			if !without.has(key) {
				diff.set(key, value)
			}
			return true
		})
	}
	only(first, second)
	only(second, first)
	l.Push(s.push(diff))
	return 1
}
