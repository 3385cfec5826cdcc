package pager

import (
	"context"
	"runtime"
	"testing"
	"time"
)

// TestSupply asks for memory like a writer who goes on and on, and checks that another goroutine brings pages that are whole and each handed out once, not before he has
// made a number of pages himself, and that no more waits than it should.
func TestSupply(t *testing.T) {
	if runtime.GOMAXPROCS(0) == 1 {
		t.Skip("there is one processor: nothing can be done beside the writer")
	}
	w := newBench(t, 1<<30).work
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		w.SupplyPages(ctx)
	}()
	seen := make(map[*byte]bool)
	kept := make([][]byte, 0, 2000)
	for supplied := 0; supplied < 1000; {
		b := w.supply.take()
		if b == nil {
			runtime.Gosched()
			continue
		}
		if len(b) != w.PageSize() || cap(b) != w.PageSize() {
			t.Fatalf("page %d has %d bytes and room for %d; want %d", supplied, len(b), cap(b), w.PageSize())
		}
		if seen[&b[0]] {
			t.Fatalf("page %d was handed out before", supplied)
		}
		seen[&b[0]] = true
		kept = append(kept, b)
		supplied++
	}
	runtime.KeepAlive(kept)
	if w.supply.made != supplyAfter {
		t.Errorf("the writer made %d pages himself before he asked; want %d", w.supply.made, supplyAfter)
	}
	if waits := len(w.supply.ready); waits > lotsMost {
		t.Errorf("%d lots wait; want at most %d", waits, lotsMost)
	}
	cancel()
	select {
	case <-ended:
	case <-time.After(time.Minute):
		t.Fatal("the supply goes on although its context has ended")
	}
}

// TestSupplyKeepsAwayFromSmallWriters checks that a writer who needs few pages never asks.
func TestSupplyKeepsAwayFromSmallWriters(t *testing.T) {
	w := newBench(t, 1<<30).work
	for range supplyAfter {
		if b := w.supply.take(); b != nil {
			t.Fatal("there is memory that nobody has asked for")
		}
	}
	if len(w.supply.wanted) != 0 {
		t.Errorf("memory was asked for after %d pages", supplyAfter)
	}
	if w.supply.take(); len(w.supply.wanted) != 1 {
		t.Errorf("no memory was asked for after %d pages", supplyAfter+1)
	}
}
