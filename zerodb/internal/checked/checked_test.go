package checked

import (
	"math"
	"math/big"
	"testing"
)

// FuzzChecked compares every function with arithmetic on numbers of any length.
func FuzzChecked(f *testing.F) {
	for _, n := range [...]uint64{0, 1, 2, 4095, 4096, math.MaxUint32, math.MaxInt, math.MaxInt + 1, math.MaxUint64 - 1, math.MaxUint64} {
		f.Add(n, n, n)
		f.Add(n, uint64(1), uint64(math.MaxUint64))
		f.Add(uint64(math.MaxUint64), n, uint64(0))
		f.Add(math.MaxUint64-n, n, uint64(math.MaxUint64))
	}
	f.Fuzz(func(t *testing.T, a, b, c uint64) {
		if want := new(big.Int).Add(large(a), large(b)).Cmp(large(c)) <= 0; Within(a, b, c) != want {
			t.Errorf("Within(%d, %d, %d) = %v", a, b, c, !want)
		}
		if want := new(big.Int).Add(large(a), large(b)); End(a, b) != math.MaxUint64 && want.Cmp(large(End(a, b))) != 0 || End(a, b) == math.MaxUint64 && want.Cmp(large(math.MaxUint64)) < 0 {
			t.Errorf("End(%d, %d) = %d, not %d", a, b, End(a, b), want)
		}
		if b != 0 {
			up := new(big.Int).Add(large(a), large(b-1))
			if want := up.Div(up, large(b)); !want.IsUint64() || want.Uint64() != Units(a, b) {
				t.Errorf("Units(%d, %d) = %d, not %d", a, b, Units(a, b), want)
			}
		}
	})
}

// large returns a number of any length.
func large(n uint64) *big.Int { return new(big.Int).SetUint64(n) }
