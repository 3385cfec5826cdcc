package pager

import (
	"testing"

	"github.com/aerolith/aerolith/zerodb/internal/ids"
)

// rawStamp returns the number that the store has in a leaf.
func (b *bench) rawStamp(t *testing.T, ref ids.PageRef) string {
	t.Helper()
	content, err := b.pager.raw(ref, 1, b.free.HighWater())
	if err != nil {
		t.Fatal(err)
	}
	return stamped(content)
}

// TestOverlayIsNotWritten writes all pages that wait in memory: a page of the file keeps there what a checkpoint saw, whatever is over it.
func TestOverlayIsNotWritten(t *testing.T) {
	b, ref := readdressBench(t)
	if err := b.pager.WriteKept(); err != nil {
		t.Fatal(err)
	}
	if err := b.pager.Unwritten().Write(); err != nil {
		t.Fatal(err)
	}
	if got := b.rawStamp(t, ref); got != "1" {
		t.Errorf("the file has %q, want what it had", got)
	}
	b.reads(t, ref, b.tx, "2")
}

// TestWrittenContentServesNoOther lets a checkpoint make its list, a writer write the pages first, and one of these contents be given up and others come: what the checkpoint has in its list is not
// in use for another page by then, which it would write.
func TestWrittenContentServesNoOther(t *testing.T) {
	b := newBench(t, 1<<20)
	b.work.LimitOverlays(1 << 20)
	other := keepLeaf(t, b, 1)
	if err := b.pager.WriteKept(); err != nil {
		t.Fatal(err)
	}
	ref := keepLeaf(t, b, 1)
	keepTwin(t, b, ref, 0, 2)
	list := b.pager.Unwritten()
	if err := b.pager.WriteKept(); err != nil {
		t.Fatal(err)
	}
	keepTwin(t, b, ref, b.tx, 3)
	b.work.ReleaseFormer(b.tx)
	keepTwin(t, b, other, b.tx, 4)
	if err := list.Write(); err != nil {
		t.Fatal(err)
	}
	if got := b.rawStamp(t, other); got != "1" {
		t.Errorf("the file has %q in a page that the checkpoint does not have in its list, want what it had", got)
	}
	if got := b.rawStamp(t, ref); got != "2" {
		t.Errorf("the file has %q, want what the checkpoint has", got)
	}
}

// TestContentsBehindAPageAreBounded changes one page beside a reader that stays: so many contents wait behind it, then there are no more twins.
func TestContentsBehindAPageAreBounded(t *testing.T) {
	b, _, ref := twinBench(t)
	for kept := 0; ; kept++ {
		b.begin()
		b.work.AllowTwins(b.tx-1, 1)
		content, ok := (&TreeTwins{Work: b.work}).EditTwin(ref, ids.PageRef{}, 1)
		if !ok {
			if kept > formerMax+1 {
				t.Errorf("%d contents stand over each other, want %d at most", kept, formerMax+1)
			}
			return
		}
		if kept > 2*formerMax {
			t.Fatalf("%d contents stand over each other", kept)
		}
		stamp(content, 2)
		b.work.KeepTwins()
		if err := b.work.Finish(); err != nil {
			t.Fatal(err)
		}
	}
}

// TestNoTwinInSavepoint asks for twins within a savepoint, which could not be taken back alone.
func TestNoTwinInSavepoint(t *testing.T) {
	b, _, ref := twinBench(t)
	b.begin()
	b.work.AllowTwins(b.tx-1, 1)
	b.work.Savepoint()
	if _, ok := (&TreeTwins{Work: b.work}).EditTwin(ref, ids.PageRef{}, 1); ok {
		t.Error("a leaf gets a twin in a savepoint")
	}
	b.work.Release()
	if _, ok := (&TreeTwins{Work: b.work}).EditTwin(ref, ids.PageRef{}, 1); !ok {
		t.Error("a leaf gets no twin behind a savepoint")
	}
}
