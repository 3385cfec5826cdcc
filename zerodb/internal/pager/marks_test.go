package pager

import (
	"bytes"
	"errors"
	"testing"

	"github.com/aerolith/aerolith/zerodb/internal/fault"
	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/page"
	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// Goal: a page counts as verified only as long as the file has it as it was then.

// TestCutPagesAreForgotten cuts a page off that was verified, and lets the file grow again: a reference to what was there is not served unverified.
func TestCutPagesAreForgotten(t *testing.T) {
	file, err := memfs.New(memfs.Options{}).Create("/data", 0o600)
	p := overFile(t, file, err)
	ref := ids.PageRef{ID: 9, Birth: 1}
	if _, err := p.Reserve(ref.ID + 1); err != nil {
		t.Fatal(err)
	}
	writeLeaf(t, p, ref)
	if _, err := p.Read(ref, ref.ID+1, ref.Birth); err != nil {
		t.Fatal(err)
	}
	if _, err := p.Shrink(ref.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := p.Reserve(ref.ID + 1); err != nil {
		t.Fatal(err)
	}
	if _, err := p.Read(ref, ref.ID+1, ref.Birth); !errors.As(err, new(*fault.CorruptionError)) {
		t.Errorf("a page that was cut off was read: %v", err)
	}
}

// TestChangedPagesAreVerifiedAgain changes pages in the file behind the pager's back, and lets it look for such: it names the first, and none of them is served again.
func TestChangedPagesAreVerifiedAgain(t *testing.T) {
	b := newBench(t, 1<<20)
	leaf, run, _ := written(t, b)
	limit := b.free.HighWater()
	if err := b.pager.FindChanged(); err != nil {
		t.Fatal(err)
	}
	for _, id := range []ids.PageID{leaf.ID, run.ID} {
		raw, err := b.pager.store.At(int64(id)*pageSize, pageSize)
		if err != nil {
			t.Fatal(err)
		}
		raw[pageSize/2] ^= 1
	}
	if _, err := b.pager.Read(leaf, limit, b.tx); err != nil {
		t.Fatal(err) // it was verified
	}
	var damage *fault.CorruptionError
	if err := b.pager.FindChanged(); !errors.As(err, &damage) || damage.Page != min(leaf.ID, run.ID) {
		t.Errorf("found %v, want page %d", err, min(leaf.ID, run.ID))
	}
	if _, err := b.pager.Read(leaf, limit, b.tx); !errors.As(err, &damage) {
		t.Errorf("a changed page was read: %v", err)
	}
	if _, err := b.pager.ReadRun(run, 9000, limit); !errors.As(err, &damage) {
		t.Errorf("a changed value was read: %v", err)
	}
}

// TestMovedValueBringsNothingAlong moves a large value into memory that was used before: behind the value the page has zeros.
func TestMovedValueBringsNothingAlong(t *testing.T) {
	const size = 9000
	b := newBench(t, 1<<20)
	b.begin()
	below, err := b.work.NewRun(bytes.Repeat([]byte{1}, size))
	if err != nil {
		t.Fatal(err)
	}
	ref, err := b.work.NewRun(bytes.Repeat([]byte{2}, size))
	if err != nil {
		t.Fatal(err)
	}
	b.commit(t)
	b.begin()
	if err := b.work.FreeRun(below, size); err != nil {
		t.Fatal(err)
	}
	b.commit(t)
	pages := int(page.RunPages(pageSize, size))
	b.work.runBuffers = nil // so that it gets this memory
	b.work.keepRunBuffer(bytes.Repeat([]byte{0xff}, pages*pageSize))
	b.begin()
	moved, ok, err := b.work.MoveRun(ref, size, ref.ID)
	if err != nil || !ok || moved.ID != below.ID {
		t.Fatalf("%v was moved to %v, %v, %v", ref, moved, ok, err)
	}
	if rest := b.work.own(moved).buffer[page.HeaderSize+size:]; len(rest) == 0 || len(bytes.Trim(rest, "\x00")) > 0 {
		t.Errorf("behind the value are %d bytes that are not all zero", len(rest))
	}
}
