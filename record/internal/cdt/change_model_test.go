package cdt

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/aerolith/aerolith/aero"
)

// The write flags of lists and maps, as the protocol numbers them.
const (
	listUnique, listBounded = 1, 2
	mapCreate, mapUpdate    = 1, 2
	noFail                  = 4
)

// changeModel is a list or a map in the model that changes; both are plain Go values.
type changeModel struct {
	t       testing.TB
	r       *rand.Rand
	ordered bool
	list    []any
	values  map[string]any
}

// element returns a random value: small numbers mostly, so that they meet again, and a text now and then.
func (m *changeModel) element() any {
	if m.r.IntN(8) == 0 {
		return "text"
	}
	return m.r.IntN(6)
}

// place returns a random index: mostly within the list or a step beyond, from either end.
func (m *changeModel) place() int { return m.r.IntN(2*len(m.list)+5) - len(m.list) - 2 }

// compare orders elements: numbers before texts.
func compare(a, b any) int {
	x, isNumber := a.(int)
	y, otherNumber := b.(int)
	switch {
	case a == nil || b == nil:
		return len(kinds(a)) - len(kinds(b))
	case isNumber && otherNumber:
		return x - y
	}
	return len(kinds(a)) - len(kinds(b))
}

// kinds returns a text whose length is the rank of a value's type.
func kinds(v any) string {
	switch v.(type) {
	case nil:
		return ""
	case int:
		return "n"
	}
	return "nt"
}

// modelStep is an operation with what the model says of it.
type modelStep struct {
	operand []byte
	code    aero.ResultCode
	result  any
	// silent says that the result is not compared.
	silent bool
}

// refuse makes a step that is refused, or does nothing with the flag that says so.
func (m *changeModel) refuse(operand []byte, flags int, code aero.ResultCode, result any) modelStep {
	if flags&noFail != 0 {
		return modelStep{operand: operand, result: result}
	}
	return modelStep{operand: operand, code: code, silent: true}
}

// window returns the part of the list that starts at a place and has so many elements.
func (m *changeModel) window(from, count int) (low, high int) {
	n := len(m.list)
	if from < 0 {
		from += n
	}
	high = min(max(from+count, 0), n)
	return min(max(from, 0), high), high
}

// listStep makes a random operation on the list and changes the model.
func (m *changeModel) listStep() modelStep {
	i, v := m.place(), m.element()
	switch m.r.IntN(9) {
	case 0, 1:
		return m.add(v)
	case 2:
		return m.insert(i, v)
	case 3:
		return m.set(i, v)
	case 4:
		return m.pop(i)
	case 5:
		count := m.r.IntN(4)
		low, high := m.window(i, count)
		m.list = slices.Delete(m.list, low, high)
		return modelStep{operand: operand(m.t, opListRemoveRange, i, count), result: high - low}
	case 6:
		count := m.r.IntN(len(m.list) + 3)
		low, high := m.window(i, count)
		gone := len(m.list) - (high - low)
		m.list = slices.Clone(m.list[low:high])
		return modelStep{operand: operand(m.t, opListTrim, i, count), result: gone}
	case 7:
		return m.increment(i)
	}
	return m.sort()
}

// add appends a value.
func (m *changeModel) add(v any) modelStep {
	flags := []int{0, 0, listUnique, listUnique | noFail}[m.r.IntN(4)]
	op := operand(m.t, opListAppend, v, boolNumber(m.ordered), flags)
	if flags&listUnique != 0 && slices.Contains(m.list, v) {
		return m.refuse(op, flags, aero.CodeElementExists, len(m.list))
	}
	m.list = append(m.list, v)
	m.settle()
	return modelStep{operand: op, result: len(m.list)}
}

// boolNumber returns 1 for true.
func boolNumber(b bool) int {
	if b {
		return 1
	}
	return 0
}

// settle puts an ordered list into its order.
func (m *changeModel) settle() {
	if m.ordered {
		slices.SortStableFunc(m.list, compare)
	}
}

// insert puts a value before a place. Ordered lists take none there: they get one appended.
func (m *changeModel) insert(i int, v any) modelStep {
	if m.ordered {
		return m.add(v)
	}
	flags := []int{0, listBounded, listBounded | noFail, listUnique}[m.r.IntN(4)]
	op := operand(m.t, opListInsert, i, v, flags)
	n := len(m.list)
	if i < 0 {
		i += n
	}
	switch {
	case i < 0:
		return modelStep{operand: op, code: aero.CodeOpNotApplicable, silent: true}
	case flags&listUnique != 0 && slices.Contains(m.list, v):
		return m.refuse(op, flags, aero.CodeElementExists, n)
	case i > n && flags&listBounded != 0:
		return m.refuse(op, flags, aero.CodeOpNotApplicable, n)
	}
	for len(m.list) < i {
		m.list = append(m.list, nil)
	}
	m.list = slices.Insert(m.list, i, v)
	return modelStep{operand: op, result: len(m.list)}
}

// set replaces the value at a place.
func (m *changeModel) set(i int, v any) modelStep {
	if m.ordered {
		return m.add(v)
	}
	op := operand(m.t, opListSet, i, v)
	if i < 0 {
		i += len(m.list)
	}
	if i < 0 {
		return modelStep{operand: op, code: aero.CodeOpNotApplicable, silent: true}
	}
	for len(m.list) <= i {
		m.list = append(m.list, nil)
	}
	m.list[i] = v
	return modelStep{operand: op, silent: true}
}

// pop takes the value at a place away.
func (m *changeModel) pop(i int) modelStep {
	op := operand(m.t, opListPop, i)
	if i < 0 {
		i += len(m.list)
	}
	if i < 0 || i >= len(m.list) {
		return modelStep{operand: op, code: aero.CodeOpNotApplicable, silent: true}
	}
	v := m.list[i]
	m.list = slices.Delete(m.list, i, i+1)
	return modelStep{operand: op, result: v}
}

// increment adds to the number at a place. Places that are not there are left to the table tests.
func (m *changeModel) increment(i int) modelStep {
	at := i
	if at < 0 {
		at += len(m.list)
	}
	if at < 0 || at >= len(m.list) {
		return m.pop(i)
	}
	op := operand(m.t, opListIncrement, i, 3)
	n, isNumber := m.list[at].(int)
	if !isNumber {
		return modelStep{operand: op, code: aero.CodeParameter, silent: true}
	}
	m.list[at] = n + 3
	m.settle()
	return modelStep{operand: op, result: n + 3}
}

// sort sorts the list, and drops what is there twice now and then.
func (m *changeModel) sort() modelStep {
	flags := m.r.IntN(2) * 2
	op := operand(m.t, opListSort, flags)
	slices.SortStableFunc(m.list, compare)
	if flags != 0 {
		m.list = slices.Compact(m.list)
	}
	return modelStep{operand: op, silent: true}
}
