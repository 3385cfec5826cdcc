package space

import (
	"errors"
	"testing"
)

// stashed returns a manager of 100 pages in use that has page 50 in its stash.
func stashed(t *testing.T) *Manager {
	t.Helper()
	m, err := NewManager(100, 200, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := m.Free(Run{Start: 50, Count: 1}, 1, 2); err != nil {
		t.Fatal(err)
	}
	if err := m.Reclaim(2, nil); err != nil {
		t.Fatal(err)
	}
	if len(m.stash) != 1 || m.pages != 1 {
		t.Fatalf("%d stashed, %d available pages; want 1, 1", len(m.stash), m.pages)
	}
	return m
}

// TestStashedPageTwice frees a page that waits in the stash once more: it must be found out and not be handed out twice.
func TestStashedPageTwice(t *testing.T) {
	m := stashed(t)
	if err := m.Free(Run{Start: 50, Count: 1}, 1, 3); err != nil {
		t.Fatal(err)
	}
	if err := m.Reclaim(3, nil); !errors.Is(err, ErrOverlap) {
		t.Errorf("Reclaim of an available page = %v, want ErrOverlap", err)
	}
	first, err := m.Allocate(1)
	if err != nil || first != 50 {
		t.Fatalf("Allocate = %d, %v; want the stashed page", first, err)
	}
	if second, err := m.Allocate(1); err != nil || second == first {
		t.Errorf("Allocate = %d, %v; want another page", second, err)
	}
}

// TestStashYieldsToCompaction asks for the lowest page: then stashed ones must not be handed out before lower ones.
func TestStashYieldsToCompaction(t *testing.T) {
	m := stashed(t)
	if err := m.Return(Run{Start: 20, Count: 1}); err != nil {
		t.Fatal(err)
	}
	if err := m.Free(Run{Start: 90, Count: 1}, 1, 3); err != nil {
		t.Fatal(err)
	}
	if err := m.Reclaim(3, nil); err != nil {
		t.Fatal(err)
	}
	if lowest := m.LowestFree(); lowest != 20 {
		t.Errorf("LowestFree = %d, want 20", lowest)
	}
	if page, err := m.Allocate(1); err != nil || page != 20 {
		t.Errorf("Allocate = %d, %v; want 20", page, err)
	}
	if err := m.Verify(); err != nil {
		t.Error(err)
	}
}
