package hll

import (
	"testing"

	"github.com/aerolith/aerolith/aero"
)

// BenchmarkSketch carries out operations on a sketch of 14 index bits, with and without minimum hash.
func BenchmarkSketch(b *testing.B) {
	for name, minhash := range map[string]int{"plain": 0, "minhash": 20} {
		k := build(b, 14, minhash, list(0, 10_000))
		value := aero.Particle{Type: aero.ParticleHLL, Data: k}
		next := make([]byte, len(k))
		reuse := func(n int) ([]byte, bool) { return next[:n], true }
		for operation, op := range map[string]aero.Particle{
			"add": encode(opAdd, list(0, 10)), "unite": encode(opUnion, k), "count": encode(opGetCount),
			"union": encode(opGetUnion, k), "similarity": encode(opSimilarity, k),
		} {
			b.Run(name+"/"+operation, func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					if operation == "add" || operation == "unite" {
						Modify(reuse, value, op)
					} else {
						Read(value, op)
					}
				}
			})
		}
	}
}
