package bits

import (
	"testing"

	"github.com/aerolith/aerolith/aero"
)

// BenchmarkRange carries out operations on nearly all of a blob of 64 KiB, at an offset that is not a whole byte.
func BenchmarkRange(b *testing.B) {
	const size = 64 << 10
	value := aero.Particle{Type: aero.ParticleBlob, Data: make([]byte, size)}
	next := make([]byte, size)
	reuse := func(n int) ([]byte, bool) { return next[:n], true }
	for name, op := range map[string]aero.Particle{
		"not": encode(opNot, 3, size*8-7), "shift": encode(opLeftShift, 3, size*8-7, 13),
		"get": encode(opGet, 3, size*8-7), "count": encode(opCount, 3, size*8-7),
		"left scan": encode(opLeftScan, 3, size*8-7, true), "add": encode(opAdd, 3, 40, 7),
	} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(size)
			b.ReportAllocs()
			for b.Loop() {
				if op.Data[9] >= opGet {
					Read(value, op)
				} else {
					Modify(reuse, value, op)
				}
			}
		})
	}
}
