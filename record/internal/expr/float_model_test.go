package expr

import (
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/aerolith/aerolith/internal/exprcode"
)

// nearest returns the float that is nearest to a fraction, as a fraction again; nil if there is none that is finite.
func nearest(exact *big.Rat) *big.Rat {
	f, _ := exact.Float64()
	return new(big.Rat).SetFloat64(f)
}

// whole returns the greatest integer that is not above a fraction.
func whole(x *big.Rat) *big.Rat {
	return new(big.Rat).SetInt(new(big.Int).Div(x.Num(), x.Denom())) // Euclid's division: the denominator is positive
}

// float makes an expression that is a float together with what it comes to, worked out with exact fractions of which each is
// then rounded; nil where that is not finite.
func (g *generator) float(depth int) (any, *big.Rat) {
	if depth <= 0 {
		f := math.Ldexp(float64(g.r.Int64N(1<<54)-1<<53), g.r.IntN(80)-60)
		if g.r.IntN(4) == 0 {
			f = float64(g.r.IntN(9) - 4)
		}
		return f, new(big.Rat).SetFloat64(f)
	}
	if g.r.IntN(4) == 0 {
		return g.floatOfOne(depth)
	}
	op := []exprcode.Opcode{
		exprcode.Add, exprcode.Subtract, exprcode.Multiply, exprcode.Divide, exprcode.Minimum, exprcode.Maximum,
	}[g.r.IntN(6)]
	a, x := g.float(depth - 1)
	b, y := g.float(depth - 1)
	if x == nil || y == nil || op == exprcode.Divide && y.Sign() == 0 {
		return code(op, a, b), nil
	}
	z := new(big.Rat)
	switch op {
	case exprcode.Add:
		z.Add(x, y)
	case exprcode.Subtract:
		z.Sub(x, y)
	case exprcode.Multiply:
		z.Mul(x, y)
	case exprcode.Divide:
		z.Quo(x, y)
	default:
		z = x
		if (y.Cmp(x) < 0) == (op == exprcode.Minimum) {
			z = y
		}
	}
	return code(op, a, b), nearest(z)
}

// floatOfOne makes an expression of one operand.
func (g *generator) floatOfOne(depth int) (any, *big.Rat) {
	if g.r.IntN(4) == 0 {
		n := int(g.r.Uint64())
		return code(exprcode.ToFloat, n), nearest(new(big.Rat).SetInt64(int64(n)))
	}
	op := []exprcode.Opcode{exprcode.Absolute, exprcode.Floor, exprcode.Ceiling}[g.r.IntN(3)]
	a, x := g.float(depth - 1)
	if x == nil {
		return code(op, a), nil
	}
	switch op {
	case exprcode.Floor:
		x = whole(x)
	case exprcode.Ceiling:
		x = new(big.Rat).Neg(whole(new(big.Rat).Neg(x)))
	default:
		x = new(big.Rat).Abs(x)
	}
	return code(op, a), x
}

// runFloats makes an expression of a seed and compares what it comes to with the model: a float, a comparison of two, or the
// integer that is left of one.
func runFloats(t *testing.T, seed uint64) {
	t.Helper()
	const depth = 4
	g := generator{rand.New(rand.NewPCG(seed, 11))}
	a, x := g.float(depth)
	e, want := a, ""
	switch g.r.IntN(3) {
	case 0:
		b, y := g.float(depth)
		e = code(exprcode.Less, a, b)
		if x != nil && y != nil {
			want = fmt.Sprint(x.Cmp(y) < 0)
		}
	case 1:
		e = code(exprcode.ToInt, a)
		if x != nil {
			n := new(big.Int).Quo(x.Num(), x.Denom())
			if n.IsInt64() {
				want = n.String()
			}
		}
	default:
		if x != nil {
			f, _ := x.Float64()
			want = fmt.Sprintf("%gf", f)
		}
	}
	got := show(t, e)
	if got == "-0f" {
		got = "0f" // fractions have one zero
	}
	if got == "refused" || got == "exhausted" || want != "" && got != want {
		t.Fatalf("seed %d: %v: %s, want %s", seed, e, got, want)
	}
}

// TestFloatsAgainstModel evaluates expressions on floats and compares with exact fractions.
func TestFloatsAgainstModel(t *testing.T) {
	for seed := range uint64(4000) {
		runFloats(t, seed)
	}
}

// FuzzFloatsAgainstModel does the same for any seed.
func FuzzFloatsAgainstModel(f *testing.F) {
	f.Add(uint64(1))
	f.Fuzz(runFloats)
}
