package space

import (
	"errors"
	"testing"

	"github.com/aerolith/aerolith/zerodb/internal/ids"
)

// manager returns a manager of a file of 100 pages, at most 110, with the given free runs.
func manager(t *testing.T, free ...Run) *Manager {
	t.Helper()
	m, err := NewManager(100, 110, free)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// mustAllocate draws a run or fails the test.
func mustAllocate(t *testing.T, m *Manager, count uint64) ids.PageID {
	t.Helper()
	start, err := m.Allocate(count)
	if err != nil {
		t.Fatal(err)
	}
	if err := m.Verify(); err != nil {
		t.Fatalf("after allocating %d pages: %v", count, err)
	}
	return start
}

// TestAllocationPolicy checks the place of each allocation from a known set of free runs.
func TestAllocationPolicy(t *testing.T) {
	cases := map[string]struct {
		free []Run
		want []Run // allocations in order: length asked for, place expected
		high ids.PageID
	}{
		"single pages fill the lowest places":  {[]Run{{50, 2}, {10, 1}, {20, 9}}, []Run{{10, 1}, {20, 1}, {21, 1}}, 100},
		"single pages go on in the next run":   {[]Run{{10, 1}, {50, 1}}, []Run{{10, 1}, {50, 1}, {100, 1}}, 101},
		"a run takes the best fit":             {[]Run{{10, 9}, {30, 4}, {50, 3}}, []Run{{50, 3}, {30, 3}, {10, 3}}, 100},
		"of equal fits the lowest":             {[]Run{{50, 4}, {30, 4}}, []Run{{30, 2}, {32, 2}, {50, 2}}, 100},
		"adjacent runs are one":                {[]Run{{10, 2}, {14, 2}, {12, 2}}, []Run{{10, 6}}, 100},
		"a run grows from the end of the file": {[]Run{{98, 2}}, []Run{{98, 5}}, 103},
		"or behind it":                         {[]Run{{97, 2}}, []Run{{100, 5}}, 105},
		"runs and pages mixed":                 {[]Run{{10, 3}, {40, 2}}, []Run{{10, 1}, {11, 2}, {40, 1}, {100, 3}, {41, 1}}, 103},
		"the rest of a broken run joins":       {[]Run{{10, 8}}, []Run{{10, 3}, {13, 1}, {14, 4}}, 100},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			m := manager(t, c.free...)
			for i, want := range c.want {
				if got := mustAllocate(t, m, want.Count); got != want.Start {
					t.Fatalf("allocation %d of %d pages: page %d, want %d", i, want.Count, got, want.Start)
				}
			}
			if m.HighWater() != c.high {
				t.Fatalf("high-water mark %d, want %d", m.HighWater(), c.high)
			}
		})
	}
}

// TestLowerPageGoesFirst checks that a page that becomes free below the run in use is handed out next.
func TestLowerPageGoesFirst(t *testing.T) {
	m := manager(t, Run{50, 10})
	mustAllocate(t, m, 1)
	if err := m.Return(Run{20, 1}); err != nil {
		t.Fatal(err)
	}
	for _, want := range []ids.PageID{20, 51} {
		if got := mustAllocate(t, m, 1); got != want {
			t.Fatalf("page %d, want %d", got, want)
		}
	}
}

// TestAllocateErrors checks the limit of the file and that a refused allocation changes nothing.
func TestAllocateErrors(t *testing.T) {
	m := manager(t, Run{99, 1})
	if _, err := m.Allocate(12); !errors.Is(err, ErrFull) {
		t.Fatalf("12 pages: %v", err)
	}
	if _, err := m.Allocate(0); !errors.Is(err, ErrRange) {
		t.Fatalf("no pages: %v", err)
	}
	if _, err := m.Allocate(1 << 63); !errors.Is(err, ErrFull) {
		t.Fatalf("2^63 pages: %v", err)
	}
	if got := mustAllocate(t, m, 11); got != 99 || m.HighWater() != 110 {
		t.Fatalf("page %d, high-water mark %d", got, m.HighWater())
	}
	if _, err := m.Allocate(1); !errors.Is(err, ErrFull) {
		t.Fatalf("a full file: %v", err)
	}
}

// TestBadRunsAreRefused checks what Return, Free and NewManager do with runs that contradict the file or each other.
func TestBadRunsAreRefused(t *testing.T) {
	m := manager(t, Run{10, 5})
	returned := map[Run]error{
		{9, 2}: ErrOverlap, {14, 3}: ErrOverlap, {11, 1}: ErrOverlap, {5, 50}: ErrOverlap,
		{20, 0}: ErrRange, {1, 3}: ErrRange, {99, 2}: ErrRange, {100, 1}: ErrRange, {50, 1<<64 - 1}: ErrRange,
	}
	for r, want := range returned {
		if err := m.Return(r); !errors.Is(err, want) {
			t.Errorf("Return(%v): %v, want %v", r, err, want)
		}
	}
	if err := m.Free(Run{99, 2}, 1, 2); !errors.Is(err, ErrRange) {
		t.Errorf("Free beyond the file: %v", err)
	}
	if err := m.Free(Run{50, 1}, 3, 2); !errors.Is(err, ErrOrder) {
		t.Errorf("Free before birth: %v", err)
	}
	if err := errors.Join(m.Free(Run{50, 1}, 1, 9), m.Free(Run{50, 1}, 1, 9)); err != nil {
		t.Fatal(err)
	}
	if err := m.Free(Run{60, 1}, 1, 8); !errors.Is(err, ErrOrder) {
		t.Errorf("Free in a past transaction: %v", err)
	}
	if err := m.Reclaim(9, nil); !errors.Is(err, ErrOverlap) {
		t.Errorf("page freed twice: %v", err)
	}
	if s := m.Stats(nil); s.Available != 6 || s.Retired != 0 || s.Runs != 2 || s.Largest != 5 {
		t.Errorf("afterwards: %+v", s)
	}
	if _, err := NewManager(100, 99, nil); !errors.Is(err, ErrRange) {
		t.Errorf("high-water mark above limit: %v", err)
	}
	if _, err := NewManager(100, 200, []Run{{10, 2}, {11, 1}}); !errors.Is(err, ErrOverlap) {
		t.Errorf("overlapping free set: %v", err)
	}
}

// TestTrim checks that the high-water mark falls to the last page in use, and no further than the retired ones.
func TestTrim(t *testing.T) {
	m := manager(t, Run{90, 10}, Run{80, 5})
	if err := m.Free(Run{88, 2}, 1, 2); err != nil {
		t.Fatal(err)
	}
	for _, want := range []ids.PageID{90, 90} {
		if got := m.Trim(); got != want || m.HighWater() != want {
			t.Fatalf("trimmed to %d, want %d", got, want)
		}
	}
	if err := m.Reclaim(2, nil); err != nil {
		t.Fatal(err)
	}
	if got := m.Trim(); got != 88 {
		t.Fatalf("trimmed to %d after the reclaim", got)
	}
	if s := m.Stats(nil); s.Available != 5 || s.Runs != 1 {
		t.Fatalf("left over: %+v", s)
	}
}
