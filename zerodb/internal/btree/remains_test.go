package btree

import (
	"errors"
	"testing"

	"github.com/aerolith/aerolith/zerodb/internal/fault"
)

// TestRemains frees a tree with large values in steps of several sizes, with failures in between: each walk shows exactly the pages that
// the store still has, and in the end none is left.
func TestRemains(t *testing.T) {
	for _, limit := range []int{1, 3, 10, 1000} {
		for _, calls := range []int{-1, 5, 12} {
			s, tree, _ := failureTree(t)
			m := RemainsOf(tree.State)
			steps := 0
			for done := false; !done; steps++ {
				before := s.liveCount()
				s.callsLeft = calls
				var err error
				done, err = m.Free(s, limit)
				s.callsLeft = -1
				if err != nil && !errors.Is(err, errInjected) {
					t.Fatal(err)
				}
				if freed := before - s.liveCount(); freed > limit+MaxDepth {
					t.Fatalf("a step of %d freed %d", limit, freed)
				}
				if got, want := walkRemains(t, s, &m, done), s.liveCount(); got != want {
					t.Fatalf("after step %d the walk shows %d pages, the store has %d", steps, got, want)
				}
				if calls > 0 && steps > 100 {
					calls = -1
				}
			}
			if s.liveCount() != 0 {
				t.Fatalf("%d pages are left", s.liveCount())
			}
			if limit == 1000 && calls < 0 && steps != 1 {
				t.Errorf("%d steps", steps)
			}
		}
	}
}

// walkRemains counts what is left of a tree.
func walkRemains(t *testing.T, s *memStore, m *Remains, gone bool) int {
	t.Helper()
	if gone {
		return 0
	}
	count := 0
	err := m.Walk(s, func(v Visit) error {
		count++
		return v.Fault
	})
	if err != nil {
		t.Fatal(err)
	}
	return count
}

// TestRemainsRefusesNonsense frees and walks what cannot be a tree.
func TestRemainsRefusesNonsense(t *testing.T) {
	s, tree, _ := failureTree(t)
	for _, m := range []Remains{{Depth: 3}, {Root: tree.Root}, {Root: tree.Root, Depth: MaxDepth + 1}} {
		var damage *fault.CorruptionError
		if _, err := m.Free(s, 1); !errors.As(err, &damage) {
			t.Errorf("%+v: %v", m, err)
		}
		if err := m.Walk(s, func(v Visit) error { return v.Fault }); !errors.As(err, &damage) {
			t.Errorf("%+v: %v", m, err)
		}
	}
}
