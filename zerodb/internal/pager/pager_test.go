package pager

import (
	"bytes"
	"errors"
	"testing"

	"github.com/aerolith/aerolith/zerodb/internal/fault"
	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/page"
)

// written makes one leaf and one large value, written to a store.
func written(t *testing.T, b *bench) (leaf, run ids.PageRef, value []byte) {
	t.Helper()
	b.begin()
	leaf, content, err := b.work.New(page.KindLeaf)
	if err != nil {
		t.Fatal(err)
	}
	stamp(content, 1)
	value = valueFor(9000)
	run, err = b.work.NewRun(value)
	if err != nil {
		t.Fatal(err)
	}
	b.commit(t)
	return leaf, run, value
}

// TestVerifiedOncePerBirth damages pages after they were written and verified: with ChecksumOnce this process trusts what
// it wrote, another finds the damage; with ChecksumAlways this one does, with ChecksumOff nobody.
func TestVerifiedOncePerBirth(t *testing.T) {
	cases := []struct {
		mode         ChecksumMode
		same, others bool
	}{
		{ChecksumOnce, false, true},
		{ChecksumAlways, true, true},
		{ChecksumOff, false, false},
	}
	for _, c := range cases {
		b := newBench(t, 1<<20)
		b.pager.opts.Checksums = c.mode
		leaf, run, _ := written(t, b)
		limit := b.free.HighWater()
		for _, ref := range []ids.PageRef{leaf, run} {
			raw, err := b.pager.store.At(int64(ref.ID)*pageSize, pageSize)
			if err != nil {
				t.Fatal(err)
			}
			raw[pageSize/2] ^= 1
		}
		check := func(p *Pager, want bool) {
			t.Helper()
			var damage *fault.CorruptionError
			if _, err := p.Read(leaf, limit, 0); errors.As(err, &damage) != want {
				t.Errorf("mode %d, leaf: got %v, want damage: %v", c.mode, err, want)
			}
			if _, err := p.ReadRun(run, 9000, limit); errors.As(err, &damage) != want {
				t.Errorf("mode %d, run: got %v, want damage: %v", c.mode, err, want)
			}
		}
		check(b.pager, c.same)
		check(New(b.pager.store, b.pager.opts), c.others)
	}
}

// TestRunReuseForgetsPages writes a run over pages that were verified before: no reference to the former pages passes
// without being verified.
func TestRunReuseForgetsPages(t *testing.T) {
	b := newBench(t, 1<<20)
	b.begin()
	var leaves []ids.PageRef
	for range 3 {
		ref, content, err := b.work.New(page.KindLeaf)
		if err != nil {
			t.Fatal(err)
		}
		stamp(content, 1)
		leaves = append(leaves, ref)
	}
	b.commit(t)
	b.begin()
	for _, ref := range leaves {
		if err := b.work.Free(ref); err != nil {
			t.Fatal(err)
		}
	}
	b.commit(t)
	b.begin()
	run, err := b.work.NewRun(bytes.Repeat([]byte{0xff}, 9000))
	if err != nil || run.ID != leaves[0].ID {
		t.Fatal(run, err)
	}
	b.commit(t)
	for _, ref := range leaves {
		var damage *fault.CorruptionError
		if _, err := b.pager.Read(ref, b.free.HighWater(), 0); !errors.As(err, &damage) {
			t.Errorf("page %v: got %v", ref, err)
		}
	}
}

// TestFreeSetForgetsPages writes a page of a free set over one that was verified before: no reference to the former page passes without being verified.
func TestFreeSetForgetsPages(t *testing.T) {
	b := newBench(t, 1<<20)
	leaf, _, _ := written(t, b)
	other := make([]byte, pageSize)
	page.Init(other, page.KindLeaf, ids.PageRef{ID: leaf.ID, Birth: leaf.Birth + 1})
	page.Seal(other)
	if err := b.pager.WritePage(leaf.ID, other); err != nil {
		t.Fatal(err)
	}
	var damage *fault.CorruptionError
	if _, err := b.pager.Read(leaf, b.free.HighWater(), 0); !errors.As(err, &damage) {
		t.Errorf("got %v", err)
	}
}

// TestStaleRunDoesNotHidePage reads a large value by a reference that only damage can have kept, while its number belongs to a page that is in memory only. The file still has the value; the
// page is found all the same.
func TestStaleRunDoesNotHidePage(t *testing.T) {
	b := newBench(t, 1<<20)
	_, run, value := written(t, b)
	b.begin()
	if err := b.work.FreeRun(run, uint64(len(value))); err != nil {
		t.Fatal(err)
	}
	b.commit(t)
	ref := keepLeaf(t, b, 7)
	if ref.ID != run.ID {
		t.Fatalf("the page has the number %d, want %d", ref.ID, run.ID)
	}
	if _, err := b.pager.ReadRun(run, uint64(len(value)), b.free.HighWater()); err != nil {
		t.Fatal(err)
	}
	b.reads(t, ref, b.tx, "7")
}

// TestAuditLooksAtTheStore reads through an Audit what ChecksumOnce trusts.
func TestAuditLooksAtTheStore(t *testing.T) {
	b := newBench(t, 1<<20)
	leaf, run, value := written(t, b)
	audit := &Audit{View: View{Pager: b.pager, Limit: b.free.HighWater()}}
	if _, err := audit.Read(leaf); err != nil {
		t.Error(err)
	}
	if got, err := audit.ReadRun(run, 9000); err != nil || !bytes.Equal(got, value) {
		t.Error(err)
	}
	raw, err := b.pager.store.At(int64(leaf.ID)*pageSize, pageSize)
	if err != nil {
		t.Fatal(err)
	}
	raw[pageSize/2] ^= 1
	if _, err := audit.Read(leaf); err == nil {
		t.Error("the damage was not seen")
	}
}

// TestReserveGrowsInSteps reserves more and more: the store grows by steps, never beyond the limit where that suffices,
// and never less than needed.
func TestReserveGrowsInSteps(t *testing.T) {
	p := New(NewHeapStore(), Options{PageSize: pageSize, GrowthStep: 10 * pageSize, SizeMax: 100 << 20})
	for limit := ids.PageID(1); limit < 4000; limit += 13 {
		before := p.Size()
		grown, err := p.Reserve(limit)
		if err != nil || p.Size() < int64(limit)*pageSize || p.Size() != before+grown {
			t.Fatalf("%d pages: size %d, grown %d, %v", limit, p.Size(), grown, err)
		}
	}
}

// TestHeapStoreAcrossChunks writes and reads around the border of two chunks.
func TestHeapStoreAcrossChunks(t *testing.T) {
	s := NewHeapStore()
	if err := s.Grow(2*heapChunk - 5); err != nil {
		t.Fatal(err)
	}
	want := valueFor(1000)
	if err := s.WriteAt(want, heapChunk-500); err != nil {
		t.Fatal(err)
	}
	got, err := s.At(heapChunk-500, 1000)
	if err != nil || !bytes.Equal(got, want) {
		t.Error(err)
	}
	for _, offset := range []int64{-1, 2*heapChunk - 999, 1 << 62} {
		if _, err := s.At(offset, 1000); err == nil {
			t.Errorf("1000 bytes at %d were readable", offset)
		}
		if err := s.WriteAt(want, offset); err == nil {
			t.Errorf("1000 bytes at %d were writable", offset)
		}
	}
}
