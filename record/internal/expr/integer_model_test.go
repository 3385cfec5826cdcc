package expr

import (
	"fmt"
	"math/big"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/aerolith/aerolith/internal/exprcode"
)

// bitText returns the 64 bits of a number, the highest first.
func bitText(n *big.Int) string {
	modulus := new(big.Int).Lsh(big.NewInt(1), 64)
	return fmt.Sprintf("%064s", new(big.Int).Mod(n, modulus).Text(2))
}

// ofBits returns the number that a text of 64 bits stands for.
func ofBits(text string) *big.Int {
	n, _ := new(big.Int).SetString(text, 2)
	return wrap64(n)
}

// bitwise works on the texts of two numbers, place by place.
func bitwise(x, y *big.Int, holds func(a, b bool) bool) *big.Int {
	a, b := bitText(x), bitText(y)
	var out strings.Builder
	for i := range a {
		if holds(a[i] == '1', b[i] == '1') {
			out.WriteByte('1')
		} else {
			out.WriteByte('0')
		}
	}
	return ofBits(out.String())
}

// shift moves the bits of a number: by cutting its text and filling it up.
func shift(op exprcode.Opcode, x *big.Int, by int) *big.Int {
	text := bitText(x)
	switch op {
	case exprcode.LeftShift:
		return ofBits(text[by:] + strings.Repeat("0", by))
	case exprcode.RightShift:
		return ofBits(strings.Repeat("0", by) + text[:64-by])
	}
	return ofBits(strings.Repeat(text[:1], by) + text[:64-by])
}

// bits makes an expression on the bits of numbers together with what it comes to, worked out on texts of zeros and ones.
func (g *generator) bits(depth int) (any, modelled) {
	a, x := g.number(depth - 1)
	if x == nil {
		return code(exprcode.BitNot, a), nil
	}
	n := x.(*big.Int)
	switch g.r.IntN(5) {
	case 0:
		return code(exprcode.BitNot, a), bitwise(n, n, func(a, _ bool) bool { return !a })
	case 1:
		return code(exprcode.BitCount, a), big.NewInt(int64(strings.Count(bitText(n), "1")))
	case 2:
		wanted, find := g.r.IntN(2) == 0, map[bool]string{true: "1", false: "0"}
		if g.r.IntN(2) == 0 {
			return code(exprcode.LeftScan, a, wanted), big.NewInt(int64(strings.Index(bitText(n), find[wanted])))
		}
		return code(exprcode.RightScan, a, wanted), big.NewInt(int64(strings.LastIndex(bitText(n), find[wanted])))
	case 3:
		by := g.r.IntN(64)
		op := []exprcode.Opcode{exprcode.LeftShift, exprcode.RightShift, exprcode.ArithmeticShift}[g.r.IntN(3)]
		return code(op, a, by), shift(op, n, by)
	}
	b, y := g.number(depth - 1)
	if y == nil {
		return code(exprcode.BitOr, a, b), nil
	}
	return code(exprcode.BitOr, a, b), bitwise(n, y.(*big.Int), func(a, b bool) bool { return a || b })
}

// sizes makes an expression that compares numbers by their sizes together with what it comes to.
func (g *generator) sizes(depth int) (any, modelled) {
	a, x := g.number(depth - 1)
	if x == nil {
		return code(exprcode.Absolute, a), nil
	}
	n := x.(*big.Int)
	if g.r.IntN(2) == 0 {
		return code(exprcode.Absolute, a), wrap64(new(big.Int).Abs(n))
	}
	b, y := g.number(depth - 1)
	if y == nil {
		return code(exprcode.Maximum, a, b), nil
	}
	if other := y.(*big.Int); other.Cmp(n) > 0 {
		n = other
	}
	return code(exprcode.Maximum, a, b), n
}

// exclusive makes an expression that wants exactly one of its booleans. What comes behind a second one that holds does not
// matter any more.
func (g *generator) exclusive(depth int) (any, modelled) {
	var elements []any
	held, open := 0, false
	for range 2 + g.r.IntN(3) {
		e, m := g.boolean(depth - 1)
		elements = append(elements, e)
		switch {
		case m == modelled(true):
			held++
		case m == nil && held < 2:
			open = true
		}
	}
	if open {
		return code(exprcode.Exclusive, elements...), nil
	}
	return code(exprcode.Exclusive, elements...), held == 1
}

// runModel makes an expression of a seed and compares what it comes to with the model.
func runModel(t *testing.T, seed uint64) {
	t.Helper()
	const depth = 5
	g := generator{rand.New(rand.NewPCG(seed, 9))}
	makers := []func(int) (any, modelled){g.boolean, g.number, g.bits, g.sizes, g.exclusive}
	e, m := makers[g.r.IntN(len(makers))](depth)
	want := fmt.Sprint(m)
	if m == nil {
		want = "unknown"
	}
	if got := show(t, e); got != want {
		t.Fatalf("seed %d: %v: %s, want %s", seed, e, got, want)
	}
}

// TestIntegersAgainstModel evaluates expressions on bits, sizes and exclusions and compares with the model.
func TestIntegersAgainstModel(t *testing.T) {
	for seed := range uint64(4000) {
		runModel(t, seed)
	}
}

// FuzzAgainstModel does the same for any seed.
func FuzzAgainstModel(f *testing.F) {
	f.Add(uint64(1))
	f.Fuzz(runModel)
}
