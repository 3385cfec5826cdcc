package cdt

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/record/internal/cdt/pack"
)

// question is a random operation that looks for members, and the members that it means.
type question struct {
	read, remove opCode
	args         []any // behind the return type
	chosen       []int // indexes in the model, before inversion
	inverted     bool
}

// operand returns the question as an operation.
func (q *question) operand(t testing.TB, as returnType, code opCode) []byte {
	t.Helper()
	if q.inverted {
		as |= returnInverted
	}
	return operand(t, code, append([]any{as}, q.args...)...)
}

// text returns the question for messages.
func (q *question) text(t testing.TB) string {
	t.Helper()
	return showPacked(t, q.operand(t, returnNone, q.read))
}

// answers reports whether the question can be answered in such a way.
func (q *question) answers(as returnType) bool {
	return as != returnKey || q.read >= opMapSetType
}

// randomQuestion returns a question about the model.
func randomQuestion(r *rand.Rand, m *model) question {
	u := universe()
	x, y := r.IntN(len(u)), r.IntN(len(u))
	start, count := int64(r.IntN(30)-15), uint64(r.IntN(15))
	some := []int{x, y, r.IntN(len(u))}
	slices.Sort(some)
	some = slices.Compact(some)
	q := question{inverted: r.IntN(3) == 0}
	is := func(a member) bool { return a.value == x }
	isIn := func(a member) bool { return a.value >= x && a.value < y }
	isSome := func(a member) bool { return slices.Contains(some, a.value) }
	isBelow := m.below(func(a member) bool { return a.value < x })
	kinds := [2]opCode{}
	pick := func(list, fromList, ofMap, fromMap opCode) {
		kinds = [2]opCode{list, fromList}
		q.read, q.remove = ofMap, fromMap
	}
	switch r.IntN(7) {
	case 0:
		pick(opListGetByIndexRange, opListRemoveByIndexRange, opMapGetByIndexRange, opMapRemoveByIndexRange)
		q.args, q.chosen = []any{start, count}, windowed(m.indexOrder(), start, count)
	case 1:
		pick(opListGetByRankRange, opListRemoveByRankRange, opMapGetByRankRange, opMapRemoveByRankRange)
		q.args, q.chosen = []any{start, count}, windowed(m.rankOrder(), start, count)
	case 2:
		pick(opListGetAllByValue, opListRemoveAllByValue, opMapGetAllByValue, opMapRemoveAllByValue)
		q.args, q.chosen = []any{u[x]}, m.where(is)
	case 3:
		pick(opListGetByValueInterval, opListRemoveByInterval, opMapGetByValueInterval, opMapRemoveByValueInterval)
		q.args, q.chosen = []any{u[x], u[y]}, m.where(isIn)
	case 4:
		pick(opListGetByValueList, opListRemoveByValueList, opMapGetByValueList, opMapRemoveByValueList)
		q.args, q.chosen = []any{itemsOf(some)}, m.where(isSome)
	case 5:
		pick(opListGetByRelativeRank, opListRemoveByRelativeRank, opMapGetByRelativeRank, opMapRemoveByRelativeRank)
		q.args, q.chosen = []any{u[x], start, count}, relative(m.rankOrder(), isBelow, start, count)
	default:
		return keyQuestion(r, m, q)
	}
	if !m.isMap {
		q.read, q.remove = kinds[0], kinds[1]
	}
	return q
}

// keyQuestion makes the question one about keys; of a list, one about everything.
func keyQuestion(r *rand.Rand, m *model, q question) question {
	if !m.isMap {
		q.read, q.remove, q.args, q.chosen = opListGetByIndexRange, opListRemoveByIndexRange, []any{0}, m.indexOrder()
		return q
	}
	x, y := r.IntN(24), r.IntN(24)
	start, count := int64(r.IntN(30)-15), uint64(r.IntN(15))
	switch r.IntN(3) {
	case 0:
		q.read, q.remove = opMapGetByKeyInterval, opMapRemoveByKeyInterval
		q.args = []any{keyOf(x), keyOf(y)}
		q.chosen = m.where(func(a member) bool { return a.key >= x && a.key < y })
	case 1:
		q.read, q.remove = opMapGetByKeyList, opMapRemoveByKeyList
		keys := []any{keyOf(x)}
		if x != y {
			keys = append(keys, keyOf(y))
		}
		q.args = []any{aero.List{Items: keys}}
		q.chosen = m.where(func(a member) bool { return a.key == x || a.key == y })
	default:
		q.read, q.remove = opMapGetByRelativeIndex, opMapRemoveByRelativeIndex
		q.args = []any{keyOf(x), start, count}
		q.chosen = relative(m.indexOrder(), m.below(func(a member) bool { return a.key < x }), start, count)
	}
	return q
}

// itemsOf returns the values with the numbers as a list.
func itemsOf(numbers []int) aero.List {
	var list aero.List
	for _, number := range numbers {
		list.Items = append(list.Items, universe()[number])
	}
	return list
}

// sortedShow is show for an answer whose order does not matter.
func sortedShow(t testing.TB, p aero.Particle) string {
	t.Helper()
	if p.Type != aero.ParticleList {
		return show(t, p)
	}
	head, ok := pack.ReadHead(p.Data)
	if !ok {
		t.Fatalf("%x is no list", p.Data)
	}
	r, words := reader{rest: p.Data[head.Size:]}, []string(nil)
	for range head.Count {
		words = append(words, showNext(t, &r))
	}
	slices.Sort(words)
	return showFlags(head.Flags) + "[" + strings.Join(words, " ") + "]"
}
