package space

import (
	"testing"

	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/page"
)

// TestRoomForCapture compares the room that is kept for the next free set with what that reserves, for every number of runs around the bounds of pages, one of which single pages come from: else a commit could
// take the last page that the next checkpoint needs.
func TestRoomForCapture(t *testing.T) {
	most := 2*int(entriesPerPage(page.MinSize)) + 3
	var free []Run
	for n := range most {
		free = append(free, Run{Start: ids.PageID(10 + 4*n), Count: 2})
		m, err := NewManager(20_000, 1<<20, free[:len(free):len(free)])
		if err != nil {
			t.Fatal(err)
		}
		if _, err := m.Allocate(1); err != nil { // the rest of its run is in no set
			t.Fatal(err)
		}
		room := m.CaptureRoom(0, page.MinSize)
		capture, err := m.Capture(page.MinSize)
		if err != nil {
			t.Fatal(err)
		}
		if reserved := uint64(len(capture.Reserved())); room < reserved {
			t.Fatalf("%d runs: room for %d pages is kept, %d are reserved", n+1, room, reserved)
		}
	}
}

// TestAllocateBelow asks for pages that end at or before a bound: what would not is refused, and nothing has changed.
func TestAllocateBelow(t *testing.T) {
	for _, c := range []struct {
		count     uint64
		limit     ids.PageID
		want      ids.PageID
		available bool
	}{
		{1, 11, 10, true},
		{2, 12, 10, true},
		{2, 11, 0, false},
		{3, 23, 20, true},
		{3, 22, 0, false},
		{6, 100, 0, false},
		{0, 100, 0, false},
	} {
		m := manager(t, Run{20, 5}, Run{10, 2})
		before := m.Stats(nil)
		got, ok := m.AllocateBelow(c.count, c.limit)
		if ok != c.available || ok && got != c.want {
			t.Errorf("%d pages below %d: page %d, %v; want %d, %v", c.count, c.limit, got, ok, c.want, c.available)
		}
		if err := m.Verify(); err != nil {
			t.Errorf("%d pages below %d: %v", c.count, c.limit, err)
		}
		if after := m.Stats(nil); !ok && (after.Available != before.Available || after.HighWater != before.HighWater) {
			t.Errorf("%d pages below %d were refused, and %+v became %+v", c.count, c.limit, before, after)
		}
	}
}

// TestRestamp counts what was retired as freed later: readers keep it that see what came between, and would not have kept it before.
func TestRestamp(t *testing.T) {
	for _, restamped := range []bool{false, true} {
		m := manager(t)
		if err := m.Free(Run{50, 1}, 3, 5); err != nil {
			t.Fatal(err)
		}
		if restamped {
			if err := m.Restamp(9); err != nil {
				t.Fatal(err)
			}
		}
		for _, c := range []struct {
			pins []ids.TxID
			want uint64
		}{{[]ids.TxID{7}, 1}, {nil, 1}} {
			if restamped && len(c.pins) > 0 {
				c.want = 0
			}
			if err := m.Reclaim(9, c.pins); err != nil {
				t.Fatal(err)
			}
			if got := m.Stats(nil).Available; got != c.want {
				t.Errorf("restamped %v, pins %v: %d pages are available, want %d", restamped, c.pins, got, c.want)
			}
		}
	}
}
