package cdt

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/aerolith/aerolith/aero"
)

// universe holds the values that the model works with, in ascending order; a value's number is its place here.
func universe() []any {
	return []any{nil, -3, 0, 1, 300, "", "b", l(), l(1), l(1, 2), m(1, 1), []byte("x"), 0.5, 1.5}
}

// member is a list's element or a map's pair in the model, by numbers of the universe. Elements have no key.
type member struct{ key, value int }

// model is a list or map as plain numbers, in the order of its indexes: of lists as they stand, of maps by key.
type model struct {
	isMap   bool
	ordered bool
	members []member
}

// rankOrder returns the indexes in the order of ranks.
func (m *model) rankOrder() []int {
	order := make([]int, len(m.members))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int { return m.members[i].value - m.members[j].value })
	return order
}

// below returns how many members satisfy the condition.
func (m *model) below(holds func(member) bool) int {
	n := 0
	for _, x := range m.members {
		if holds(x) {
			n++
		}
	}
	return n
}

// windowed returns the entries of an order whose places lie in a window.
func windowed(order []int, start int64, count uint64) []int {
	if start < 0 {
		start += int64(len(order))
	}
	var chosen []int
	for place, entry := range order {
		if int64(place) >= start && (count > 1<<40 || int64(place) < start+int64(count)) {
			chosen = append(chosen, entry)
		}
	}
	return chosen
}

// relative returns the entries of an order whose places lie in a window that starts so far from a base.
func relative(order []int, base int, start int64, count uint64) []int {
	var chosen []int
	for place, entry := range order {
		if from := int64(base) + start; int64(place) >= from && int64(place)-from < int64(count) {
			chosen = append(chosen, entry)
		}
	}
	return chosen
}

// where returns the indexes of the members that satisfy the condition.
func (m *model) where(holds func(member) bool) []int {
	var chosen []int
	for i, x := range m.members {
		if holds(x) {
			chosen = append(chosen, i)
		}
	}
	return chosen
}

// others returns the indexes that are not chosen.
func (m *model) others(chosen []int) []int {
	return slices.DeleteFunc(m.indexOrder(), func(i int) bool { return slices.Contains(chosen, i) })
}

// indexOrder returns all indexes.
func (m *model) indexOrder() []int {
	order := make([]int, len(m.members))
	for i := range order {
		order[i] = i
	}
	return order
}

// without returns the model without the chosen members.
func (m *model) without(chosen []int) model {
	rest := model{isMap: m.isMap, ordered: m.ordered}
	for _, i := range m.others(chosen) {
		rest.members = append(rest.members, m.members[i])
	}
	return rest
}

// value returns the list or map as a value.
func (m *model) value() any {
	u := universe()
	if !m.isMap {
		list := aero.List{Ordered: m.ordered}
		for _, x := range m.members {
			list.Items = append(list.Items, u[x.value])
		}
		return list
	}
	var as aero.Map
	if m.ordered {
		as.Order = aero.MapKeyOrdered
	}
	for _, x := range m.members {
		as.Entries = append(as.Entries, aero.MapEntry{Key: keyOf(x.key), Value: u[x.value]})
	}
	return as
}

// keyOf returns the key with a number; keys ascend with their numbers.
func keyOf(number int) any { return strings.Repeat("k", number) }

// randomModel returns a list or map of up to a dozen members.
func randomModel(r *rand.Rand) model {
	m := model{isMap: r.IntN(2) == 0, ordered: r.IntN(2) == 0}
	for key := range r.IntN(12) {
		m.members = append(m.members, member{key: key * 2, value: r.IntN(len(universe()))})
	}
	if m.ordered && !m.isMap {
		slices.SortFunc(m.members, func(a, b member) int { return a.value - b.value })
	}
	return m
}

// modelRounds is how many random operations are tried on each run.
const modelRounds = 8_000

// TestLookupsAgainstModel asks random lists and maps random questions and removes what they find, and compares with the
// model: the chosen members, their indexes, ranks, keys and values whatever their order, and what is left.
func TestLookupsAgainstModel(t *testing.T) {
	const seed = 20260101
	r := rand.New(rand.NewPCG(seed, 0))
	for round := range modelRounds {
		m := randomModel(r)
		q := randomQuestion(r, &m)
		chosen := q.chosen
		if q.inverted {
			chosen = m.others(chosen)
		}
		value := particle(t, m.value())
		for _, as := range []returnType{returnCount, returnExists, returnIndex, returnReverseIndex, returnValue, returnKey} {
			want, known := m.answer(t, as, chosen)
			if !known || !q.answers(as) {
				continue
			}
			result, code := Read(value, q.operand(t, as, q.read))
			if got := sortedShow(t, result); code != aero.CodeOK || got != want {
				t.Fatalf("seed %d, round %d: %s on %s, return %d: %v %s, want %s",
					seed, round, q.text(t), show(t, value), as, code, got, want)
			}
		}
		left := m.without(chosen)
		out, code := Modify(value, q.operand(t, returnNone, q.remove), testLimit)
		if got, want := show(t, out.Value), show(t, particle(t, left.value())); code != aero.CodeOK || got != want {
			t.Fatalf("seed %d, round %d: %s on %s left %s (%v), want %s", seed, round, q.text(t), show(t, value), got, code, want)
		}
	}
}

// answer returns what an operation that found the members answers with, lists sorted as text. known is false for
// questions that do not make sense.
func (m *model) answer(t *testing.T, as returnType, chosen []int) (text string, known bool) {
	t.Helper()
	answers := []any{}
	for _, i := range chosen {
		switch as {
		case returnIndex:
			answers = append(answers, i)
		case returnReverseIndex:
			answers = append(answers, len(m.members)-1-i)
		case returnKey:
			answers = append(answers, keyOf(m.members[i].key))
		case returnValue:
			answers = append(answers, universe()[m.members[i].value])
		}
	}
	switch as {
	case returnCount:
		return show(t, particle(t, len(chosen))), true
	case returnExists:
		return show(t, particle(t, len(chosen) > 0)), true
	}
	return sortedShow(t, particle(t, l(answers...))), m.isMap || as != returnKey
}
