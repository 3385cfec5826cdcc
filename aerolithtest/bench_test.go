package aerolithtest_test

import (
	"testing"

	"github.com/aerolith/aerolith/aerolithtest"
)

// test is a test within a benchmark: what it wants cleaned up is done when it ends.
type test struct {
	testing.TB
	cleanups []func()
}

// Cleanup notes a function for the end.
func (t *test) Cleanup(f func()) { t.cleanups = append(t.cleanups, f) }

// end runs what was noted, the last first.
func (t *test) end() {
	for i := len(t.cleanups) - 1; i >= 0; i-- {
		t.cleanups[i]()
	}
}

// BenchmarkNewServer measures what a server of its own costs a test: start, and stop with the test's end.
func BenchmarkNewServer(b *testing.B) {
	for name, options := range map[string][]aerolithtest.Option{"memory": nil, "disk": {aerolithtest.WithDisk()}} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				t := &test{TB: b}
				if server := aerolithtest.NewServer(t, options...); server.Address() == "" {
					b.Fatal("no address")
				}
				t.end()
			}
		})
	}
}
