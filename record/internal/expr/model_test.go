package expr

import (
	"fmt"
	"math/big"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/aerolith/aerolith/internal/exprcode"
)

// modelled is what the model says of an expression: nil for unknown, else a bool or a *big.Int within 64 bits.
type modelled any

// wrap64 takes a number modulo 2^64 into the range of an int64.
func wrap64(n *big.Int) *big.Int {
	modulus := new(big.Int).Lsh(big.NewInt(1), 64)
	n = new(big.Int).Mod(n, modulus)
	if n.Bit(63) == 1 {
		n.Sub(n, modulus)
	}
	return n
}

// generator makes random expressions together with what they come to, worked out with big integers and truth tables.
type generator struct{ r *rand.Rand }

// boolean makes an expression that is a boolean.
func (g *generator) boolean(depth int) (any, modelled) {
	if depth == 0 {
		switch g.r.IntN(3) {
		case 0:
			return noBool, nil
		case 1:
			return true, true
		}
		return false, false
	}
	switch g.r.IntN(4) {
	case 0:
		e, m := g.boolean(depth - 1)
		if m == nil {
			return code(exprcode.Not, e), nil
		}
		return code(exprcode.Not, e), m == modelled(false)
	case 1:
		return g.comparison(depth)
	case 2:
		return g.chosen(depth, g.boolean)
	}
	return g.logic(depth)
}

// logic makes an expression that joins booleans, and looks its value up in their counts.
func (g *generator) logic(depth int) (any, modelled) {
	op := []opcode{exprcode.And, exprcode.Or}[g.r.IntN(2)]
	var elements []any
	counts := map[modelled]int{}
	for range 2 + g.r.IntN(3) {
		e, m := g.boolean(depth - 1)
		elements = append(elements, e)
		counts[m]++
	}
	decides := modelled(op == exprcode.Or)
	switch {
	case counts[decides] > 0:
		return code(op, elements...), decides
	case counts[nil] > 0:
		return code(op, elements...), nil
	}
	return code(op, elements...), op == exprcode.And
}

// comparison makes an expression that compares numbers.
func (g *generator) comparison(depth int) (any, modelled) {
	a, x := g.number(depth - 1)
	b, y := g.number(depth - 1)
	op := exprcode.Equal + opcode(g.r.IntN(6))
	if x == nil || y == nil {
		return code(op, a, b), nil
	}
	order := x.(*big.Int).Cmp(y.(*big.Int))
	holds := map[opcode]bool{
		exprcode.Equal: order == 0, exprcode.NotEqual: order != 0, exprcode.Greater: order == 1, exprcode.GreaterOrEqual: order != -1,
		exprcode.Less: order == -1, exprcode.LessOrEqual: order != 1,
	}
	return code(op, a, b), holds[op]
}

// chosen makes a condition.
func (g *generator) chosen(depth int, value func(int) (any, modelled)) (any, modelled) {
	condition, c := g.boolean(depth - 1)
	then, x := value(depth - 1)
	otherwise, y := value(depth - 1)
	e := code(exprcode.Cond, condition, then, otherwise)
	switch c {
	case true:
		return e, x
	case false:
		return e, y
	}
	return e, nil
}

// number makes an expression that is an integer.
func (g *generator) number(depth int) (any, modelled) {
	if depth <= 0 {
		switch g.r.IntN(4) {
		case 0:
			return intBin, big.NewInt(7)
		case 1:
			return noInt, nil
		case 2:
			n := int(g.r.Uint64())
			return n, big.NewInt(int64(n))
		}
		n := g.r.IntN(7) - 3
		return n, big.NewInt(int64(n))
	}
	if g.r.IntN(5) == 0 {
		return g.chosen(depth, g.number)
	}
	a, x := g.number(depth - 1)
	b, y := g.number(depth - 1)
	op := []opcode{exprcode.Add, exprcode.Subtract, exprcode.Multiply, exprcode.Modulo, exprcode.Divide, exprcode.Minimum, exprcode.BitAnd, exprcode.BitXor}[g.r.IntN(8)]
	if x == nil || y == nil {
		return code(op, a, b), nil
	}
	return code(op, a, b), arithmetic(op, x.(*big.Int), y.(*big.Int))
}

// arithmetic computes with numbers of any size and wraps what comes out.
func arithmetic(op opcode, x, y *big.Int) modelled {
	z := new(big.Int)
	if y.Sign() == 0 && (op == exprcode.Modulo || op == exprcode.Divide) {
		return nil
	}
	switch op {
	case exprcode.Add:
		z.Add(x, y)
	case exprcode.Subtract:
		z.Sub(x, y)
	case exprcode.Multiply:
		z.Mul(x, y)
	case exprcode.Modulo:
		z.Rem(x, y)
	case exprcode.Divide:
		z.Quo(x, y)
	case exprcode.BitAnd:
		z.And(x, y)
	case exprcode.BitXor:
		z.Xor(x, y)
	default:
		z = x
		if y.Cmp(x) < 0 {
			z = y
		}
	}
	return wrap64(z)
}

// TestAgainstModel evaluates random expressions and compares with the model.
func TestAgainstModel(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	g := generator{rand.New(rand.NewPCG(seed, 5))}
	for range 2000 {
		e, m := g.boolean(5)
		if g.r.IntN(2) == 0 {
			e, m = g.number(5)
		}
		want := fmt.Sprint(m)
		if m == nil {
			want = "unknown"
		}
		if got := show(t, e); got != want {
			t.Fatalf("%v: %s, want %s", e, got, want)
		}
	}
}
