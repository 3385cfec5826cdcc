package cdt

import (
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/aerolith/aerolith/aero"
)

// mapStep makes a random operation on the map and changes the model.
func (m *changeModel) mapStep() modelStep {
	key := keyOf(m.r.IntN(6))
	name := key.(string)
	old, there := m.values[name]
	switch m.r.IntN(8) {
	case 0:
		n, isNumber := old.(int)
		op := operand(m.t, opMapIncrement, key, 4)
		if there && !isNumber {
			return modelStep{operand: op, code: aero.CodeParameter, silent: true}
		}
		m.values[name] = n + 4
		return modelStep{operand: op, result: n + 4}
	case 1:
		delete(m.values, name)
		op := operand(m.t, opMapRemoveByKey, returnCount, key)
		return modelStep{operand: op, result: boolNumber(there)}
	case 2:
		return m.putAll()
	}
	flags := []int{0, 0, mapCreate, mapUpdate, mapCreate | noFail, mapUpdate | noFail}[m.r.IntN(6)]
	v := m.element()
	op := operand(m.t, opMapPut, key, v, boolNumber(m.ordered), flags)
	switch {
	case flags&mapCreate != 0 && there:
		return m.refuse(op, flags, aero.CodeElementExists, len(m.values))
	case flags&mapUpdate != 0 && !there:
		return m.refuse(op, flags, aero.CodeElementNotFound, len(m.values))
	}
	m.values[name] = v
	return modelStep{operand: op, result: len(m.values)}
}

// putAll puts several pairs.
func (m *changeModel) putAll() modelStep {
	var pairs []any
	next := maps.Clone(m.values)
	for range m.r.IntN(4) {
		key, v := keyOf(m.r.IntN(6)), m.element()
		if slices.Contains(pairs, key) {
			continue
		}
		pairs = append(pairs, key, v)
		next[key.(string)] = v
	}
	m.values = next
	given := aero.Map{}
	for i := 0; i < len(pairs); i += 2 {
		given.Entries = append(given.Entries, aero.MapEntry{Key: pairs[i], Value: pairs[i+1]})
	}
	return modelStep{operand: operand(m.t, opMapPutItems, given, boolNumber(m.ordered)), result: len(next)}
}

// start makes a random list or map, and the value that it is.
func (m *changeModel) start(isMap bool) aero.Particle {
	if isMap {
		m.values = map[string]any{}
		for range m.r.IntN(5) {
			m.values[keyOf(m.r.IntN(6)).(string)] = m.element()
		}
		return particle(m.t, m.asMap())
	}
	for range m.r.IntN(6) {
		m.list = append(m.list, m.element())
	}
	m.settle()
	return particle(m.t, m.asList())
}

// asList returns the list as a value.
func (m *changeModel) asList() aero.List { return aero.List{Items: m.list, Ordered: m.ordered} }

// asMap returns the map as a value. Pairs are in the order of their keys; those of unordered maps are compared in that order.
func (m *changeModel) asMap() aero.Map {
	var all aero.Map
	if m.ordered {
		all.Order = aero.MapKeyOrdered
	}
	for _, key := range slices.Sorted(maps.Keys(m.values)) {
		all.Entries = append(all.Entries, aero.MapEntry{Key: key, Value: m.values[key]})
	}
	return all
}

// sorted returns the value with the pairs of an unordered map in the order of their keys.
func sorted(t testing.TB, p aero.Particle) aero.Particle {
	t.Helper()
	v, err := p.Value()
	if err != nil {
		t.Fatal(err)
	}
	if all, isMap := v.(aero.Map); isMap {
		slices.SortFunc(all.Entries, func(a, b aero.MapEntry) int { return len(a.Key.(string)) - len(b.Key.(string)) })
		return particle(t, all)
	}
	return p
}

// runChanges makes a random list or map, changes it some times and compares value, code and answer with the model each time.
func runChanges(t testing.TB, seed uint64) {
	const steps = 12
	m := &changeModel{t: t, r: rand.New(rand.NewPCG(seed, 7))}
	isMap := m.r.IntN(2) == 0
	m.ordered = m.r.IntN(2) == 0
	value := m.start(isMap)
	for i := range steps {
		var s modelStep
		if isMap {
			s = m.mapStep()
		} else {
			s = m.listStep()
		}
		want := particle(t, m.asList())
		if isMap {
			want = particle(t, m.asMap())
		}
		out, code := Modify(value, s.operand, testLimit)
		if code != s.code || show(t, sorted(t, out.Value)) != show(t, want) {
			t.Fatalf("seed %d, step %d: %x on %s: %v, %s; want %v, %s",
				seed, i, s.operand, show(t, value), code, show(t, out.Value), s.code, show(t, want))
		}
		if !s.silent && show(t, out.Result) != show(t, particle(t, s.result)) {
			t.Fatalf("seed %d, step %d: %x on %s answers %s, want %v", seed, i, s.operand, show(t, value), show(t, out.Result), s.result)
		}
		value = out.Value
	}
}

// TestChangesAgainstModel changes random lists and maps and compares with the model.
func TestChangesAgainstModel(t *testing.T) {
	for seed := range uint64(2000) {
		runChanges(t, seed)
	}
}

// FuzzChanges does the same for any seed.
func FuzzChanges(f *testing.F) {
	f.Add(uint64(1))
	f.Fuzz(func(t *testing.T, seed uint64) { runChanges(t, seed) })
}
