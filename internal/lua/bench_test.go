package lua

import (
	"context"
	"testing"
)

// BenchmarkApplyRecord is a function that changes one bin.
func BenchmarkApplyRecord(b *testing.B) {
	m := mustCompile(b, "function f(r, n) r.n = r.n + n aerospike:update(r) return r.n end", Limits{})
	r, call := record(b, map[string]any{"n": 1}), &Call{Function: "f", Arguments: []any{int64(2)}}
	b.ReportAllocs()
	for b.Loop() {
		if _, _, err := m.ApplyRecord(context.Background(), call, r); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkInstructions is a loop of 100,000 rounds, about 400,000 instructions.
func BenchmarkInstructions(b *testing.B) {
	m := mustCompile(b, "function f(r) local n = 0 for i = 1, 100000 do n = n + i % 7 end return n end", Limits{})
	for b.Loop() {
		if _, _, err := m.ApplyRecord(context.Background(), &Call{Function: "f"}, &Record{}); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkStream is a sum over 1000 records.
func BenchmarkStream(b *testing.B) {
	m := mustCompile(b, `function f(s) return s : map(function(r) return r.n end) : reduce(function(a, b) return a + b end) end`, Limits{})
	one := record(b, map[string]any{"n": 1})
	for b.Loop() {
		left := 1000
		err := m.ApplyStream(context.Background(), &Call{Function: "f"}, &Stream{
			Next: func() (any, bool, error) { left--; return one, left >= 0, nil }, Emit: func(any) error { return nil },
		})
		if err != nil {
			b.Fatal(err)
		}
	}
}
