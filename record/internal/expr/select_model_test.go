package expr

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/internal/exprcode"
)

// pathStep is a step of a path in the model: which of a list's members it takes, by their index and value.
type pathStep struct {
	encoded []any
	takes   func(index, length int, value any) bool
}

// randomStep makes a step; last says that the members are numbers.
func randomStep(r *rand.Rand, last bool) pathStep {
	n := r.IntN(9) - 4
	kinds := 3
	if last {
		kinds = 5
	}
	switch r.IntN(kinds) {
	case 0:
		return pathStep{[]any{pathTruth, true}, func(int, int, any) bool { return true }}
	case 1:
		return pathStep{[]any{pathIndex, n}, func(index, length int, _ any) bool { return index == n || index == n+length && n < 0 }}
	case 2:
		return pathStep{[]any{pathTruth, code(exprcode.Greater, theIndex, n)}, func(index, _ int, _ any) bool { return index > n }}
	case 3:
		return pathStep{[]any{pathValue, n}, func(_, _ int, value any) bool { return value == n }}
	}
	return pathStep{[]any{pathTruth, code(exprcode.LessOrEqual, theValue, n)}, func(_, _ int, value any) bool { return value.(int) <= n }}
}

// randomTree makes lists in lists, as deep as the path is long, with numbers at the ends.
func randomTree(r *rand.Rand, depth int) any {
	if depth == 0 {
		return r.IntN(9) - 4
	}
	members := []any{}
	for range r.IntN(4) {
		members = append(members, randomTree(r, depth-1))
	}
	return members
}

// pathModel walks plain Go values.
type pathModel struct{ steps []pathStep }

// values returns what the path leads to, in order.
func (m *pathModel) values(from any, depth int) []any {
	if depth == len(m.steps) {
		return []any{from}
	}
	found := []any{}
	list := from.([]any)
	for i, member := range list {
		if m.steps[depth].takes(i, len(list), member) {
			found = append(found, m.values(member, depth+1)...)
		}
	}
	return found
}

// tree returns the value with only the members that the path leads through.
func (m *pathModel) tree(from any, depth int) any {
	if depth == len(m.steps) {
		return from
	}
	kept := []any{}
	list := from.([]any)
	for i, member := range list {
		if m.steps[depth].takes(i, len(list), member) {
			kept = append(kept, m.tree(member, depth+1))
		}
	}
	return kept
}

// changed returns the value with change applied to what the path leads to; nil as its outcome removes a member.
func (m *pathModel) changed(from any, depth int, change func(int) any) any {
	if depth == len(m.steps) {
		return change(from.(int))
	}
	kept := []any{}
	list := from.([]any)
	for i, member := range list {
		if m.steps[depth].takes(i, len(list), member) {
			member = m.changed(member, depth+1, change)
		}
		if member != nil {
			kept = append(kept, member)
		}
	}
	return kept
}

// runSelect makes a value and a path of a seed, and compares what is selected, and what is left after changes, with the model.
func runSelect(t *testing.T, seed uint64) {
	t.Helper()
	r := rand.New(rand.NewPCG(seed, 11))
	depth := 1 + r.IntN(3)
	from := randomTree(r, depth)
	m, path := &pathModel{}, []any{}
	for i := range depth {
		s := randomStep(r, i == depth-1)
		m.steps = append(m.steps, s)
		path = append(path, s.encoded...)
	}
	expect := func(what string, operand []any, got aero.Particle, code aero.ResultCode, want any) {
		t.Helper()
		if code != aero.CodeOK || string(got.Data) != string(encode(want)) {
			t.Fatalf("seed %d: %s: %v from %v: %x, %v; want %v", seed, what, operand, from, got.Data, code, want)
		}
	}
	for what, want := range map[int]any{values: m.values(from, 0), tree: m.tree(from, 0)} {
		budget := 1 << 20
		operand := selection(slices.Clone(path), what)
		got, code := ReadCollection(particleOf(from), encode(operand), &budget)
		expect("selected", operand, got, code, want)
	}
	for _, c := range []struct {
		change any
		model  func(int) any
	}{
		{code(exprcode.Multiply, theValue, 3), func(n int) any { return n * 3 }},
		{code(exprcode.Remove), func(int) any { return nil }},
	} {
		budget := 1 << 20
		operand := selection(slices.Clone(path), apply, c.change)
		got, code := ModifyCollection(particleOf(from), encode(operand), 1<<16, &budget)
		expect("changed", operand, got.Value, code, m.changed(from, 0, c.model))
	}
}

// TestSelectAgainstModel selects from random lists by random paths and compares with the model.
func TestSelectAgainstModel(t *testing.T) {
	for seed := range uint64(4000) {
		runSelect(t, seed)
	}
}

// FuzzSelectAgainstModel does the same for any seed.
func FuzzSelectAgainstModel(f *testing.F) {
	f.Add(uint64(1))
	f.Fuzz(runSelect)
}
