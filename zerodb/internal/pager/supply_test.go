package pager

import (
	"context"
	"runtime"
	"testing"
	"time"

	"github.com/aerolith/aerolith/zerodb/internal/ids"
)

// startSupply supplies memory until the test ends, and waits until that has ended.
func startSupply(t *testing.T, w *Workspace) {
	t.Helper()
	if runtime.GOMAXPROCS(0) == 1 {
		t.Skip("there is one processor: nothing can be done beside the writer")
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		w.SupplyMemory(ctx)
	}()
	t.Cleanup(func() {
		cancel()
		select {
		case <-ended:
		case <-time.After(time.Minute):
			t.Error("the supply goes on although its context has ended")
		}
	})
}

// TestSupplyOfPages takes lots of pages like a writer who goes on and on, while another goroutine brings them: they are whole, each is handed out once, and no more wait than should.
func TestSupplyOfPages(t *testing.T) {
	w := newBench(t, 1<<30).work
	startSupply(t, w)
	w.pageSupply.alone = 0
	seen := make(map[*byte]bool)
	for lots := 0; lots < 3*lotsMost; {
		lot, ok := w.pageSupply.take()
		if !ok {
			runtime.Gosched()
			continue
		}
		lots++
		if len(lot) != lotBytes/pageSize {
			t.Fatalf("a lot has %d pages; want %d", len(lot), lotBytes/pageSize)
		}
		for _, b := range lot {
			if len(b) != pageSize || seen[&b[0]] {
				t.Fatalf("a page of %d bytes, handed out before: %v", len(b), seen[&b[0]])
			}
			seen[&b[0]] = true // which keeps it from being used again
		}
	}
	if waits := len(w.pageSupply.ready); waits > lotsMost {
		t.Errorf("%d lots wait; want at most %d", waits, lotsMost)
	}
}

// TestSupplyKeepsAwayFromSmallWriters checks that a writer who needs little memory gets it himself, and that who goes on asks for more, and gets pages meanwhile.
func TestSupplyKeepsAwayFromSmallWriters(t *testing.T) {
	w := newBench(t, 1<<30).work
	for i := range pagesAlone + 1 {
		if len(w.pageSupply.wanted) != 0 {
			t.Fatalf("memory was asked for before page %d", i)
		}
		if b := w.newPage(); len(b) != pageSize {
			t.Fatalf("page %d has %d bytes", i, len(b))
		}
	}
	if len(w.pageSupply.wanted) != 1 {
		t.Errorf("no memory was asked for after %d pages", pagesAlone+1)
	}
}

// TestSupplyOfPatches checks that patches that another goroutine has made ready are as empty as new ones.
func TestSupplyOfPatches(t *testing.T) {
	w := newBench(t, 1<<30).work
	startSupply(t, w)
	s := &w.twins.patches
	for s.supply.alone = 0; ; runtime.Gosched() {
		if lot, ok := s.supply.take(); ok {
			s.spare = lot
			break
		}
	}
	for range patchesInLot {
		p := w.newPatch(ids.PageRef{ID: 9, Birth: 1}, nil, []byte("key"), []byte{1, 0, 'v'}, 100, 7)
		if p == nil || p.patch.depth != 1 || string(p.patch.entry) != "key\x01\x00v" || p.laidOut() != nil || p.former.Load() != nil {
			t.Fatalf("a patch out of a lot is %+v", p)
		}
	}
}
