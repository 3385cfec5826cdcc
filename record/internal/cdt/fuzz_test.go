package cdt

import (
	"bytes"
	"math/rand/v2"
	"testing"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/record/internal/cdt/pack"
)

// FuzzModify carries out arbitrary operands on arbitrary values: it must end without failing, refusals must not change
// anything, and what was canonical must stay so.
func FuzzModify(f *testing.F) {
	for _, seed := range [][2][]byte{
		{particle(f, l(1, 2, 2)).Data, operand(f, opListAppendItems, l(3, 2), 0, 1)},
		{particle(f, ol(1, l(2))).Data, inside(f, []any{listIndex, 1}, opListAppend, 3)},
		{particle(f, m("a", 1)).Data, operand(f, opMapPutItems, m("b", 2), 1)},
		{particle(f, om("a", m("b", l()))).Data, inside(f, []any{mapKey, "a", newPadded, 5}, opListIncrement, 1, 5)},
		{particle(f, om(1, 2)).Data, operand(f, opMapGetByValueList, returnRank|returnInverted, l(2, wildcard))},
		{[]byte{0xdd, 0xff, 0xff, 0xff, 0xff}, {0, 1, 0x91, 1}},
	} {
		f.Add(seed[0], seed[1])
	}
	f.Fuzz(func(t *testing.T, data, operand []byte) {
		value := aero.Particle{Type: particleOf(pack.KindOf(data)), Data: data}
		if len(data) == 0 {
			value = aero.Particle{}
		}
		_, code := Canonical(value)
		checkApplied(t, value, operand, value.Type == aero.ParticleNil || code == aero.CodeOK)
	})
}

// checkApplied carries an operation out and checks what holds for every one. It returns the new value.
func checkApplied(t *testing.T, value aero.Particle, operand []byte, canonical bool) aero.Particle {
	t.Helper()
	before := bytes.Clone(value.Data)
	if value.Type != aero.ParticleNil {
		Read(value, operand)
	}
	out, code := Modify(value, operand, testLimit)
	if !bytes.Equal(before, value.Data) {
		t.Fatalf("%x on %x changed the old value", operand, before)
	}
	if code != aero.CodeOK {
		if out.Result.Type != aero.ParticleNil || !bytes.Equal(out.Value.Data, before) {
			t.Fatalf("%x on %x was refused with %v, but has an effect", operand, before, code)
		}
		return value
	}
	if out.Value.Type == aero.ParticleNil || !canonical {
		return out.Value
	}
	if _, code := Canonical(out.Value); code != aero.CodeOK {
		t.Fatalf("%x on %x left %x, which is not well formed", operand, before, out.Value.Data)
	}
	return out.Value
}

// TestChains carries out random operations one after the other on the same value, also inside of it, and checks that it
// stays canonical.
func TestChains(t *testing.T) {
	const seed = 7
	r := rand.New(rand.NewPCG(seed, 1))
	applied := 0
	for range 300 {
		var value aero.Particle
		for range 60 {
			operand := randomOperand(t, r)
			before := value
			value = checkApplied(t, value, operand, true)
			if value.Type == aero.ParticleNil {
				continue
			}
			if want, _ := Canonical(value); !bytes.Equal(want.Data, value.Data) {
				t.Fatalf("seed %d: %x on %x left %x, not %x", seed, operand, before.Data, value.Data, want.Data)
			}
			if !bytes.Equal(before.Data, value.Data) {
				applied++
			}
			if len(value.Data) > 2000 {
				value = aero.Particle{}
			}
		}
	}
	if applied < 1000 {
		t.Errorf("only %d operations changed anything", applied)
	}
}

// randomOperand returns an operation with parameters of the right kinds, in one of four cases inside of a context.
func randomOperand(t *testing.T, r *rand.Rand) []byte {
	t.Helper()
	var code opCode
	var op *operation
	for known := false; !known; {
		code = opCode(r.IntN(int(tableSize)))
		op, known = lookup(code)
	}
	var args []any
	for place, kind := range op.parameters {
		switch {
		case place >= len(op.parameters)-op.optional && r.IntN(3) == 0:
			return withContext(t, r, code, args)
		case kind == number:
			args = append(args, []any{0, 1, 2, 3, 5, 7, 13, 0x11, -1, 4, 12, int(returnInverted) | 7}[r.IntN(12)])
		default:
			args = append(args, randomValue(r, 2))
		}
	}
	return withContext(t, r, code, args)
}

// withContext returns the operation, in one of four cases inside of a random context.
func withContext(t *testing.T, r *rand.Rand, code opCode, args []any) []byte {
	t.Helper()
	if r.IntN(4) > 0 {
		return operand(t, code, args...)
	}
	var context []any
	for range 1 + r.IntN(2) {
		steps := []int{listIndex, listRank, listValue, mapIndex, mapRank, mapKey, newPadded, newOrdered, newMap, newKeyed, newByValue}
		context = append(context, steps[r.IntN(len(steps))], randomValue(r, 0))
	}
	return inside(t, context, code, args...)
}

// randomValue returns a value; lists and maps nest up to depth more levels.
func randomValue(r *rand.Rand, depth int) any {
	switch n := r.IntN(12); {
	case n < 5 || depth == 0 && n > 8:
		return r.IntN(6) - 1
	case n < 7:
		return []any{"a", "bb", []byte{1}, nil, true, 1.5, 300}[r.IntN(7)]
	case n < 9:
		return r.IntN(3)
	case n < 11:
		list := aero.List{}
		for range r.IntN(4) {
			list.Items = append(list.Items, randomValue(r, depth-1))
		}
		return list
	default:
		as := aero.Map{}
		for key := range r.IntN(4) {
			as.Entries = append(as.Entries, aero.MapEntry{Key: 3 - key, Value: randomValue(r, depth-1)})
		}
		return as
	}
}
