package pager

import (
	"bytes"
	"errors"
	"sync"
	"testing"

	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/page"
	"github.com/aerolith/aerolith/zerodb/internal/space"
)

// store writes the pages, or keeps them in memory, or writes what was kept too, in turn.
func (b *bench) store() error {
	switch b.tx % 5 {
	case 0:
		return b.work.Write()
	case 1:
		return errors.Join(b.work.Keep(), b.pager.Unwritten().Write())
	case 2:
		return errors.Join(b.work.Keep(), b.pager.WriteKept())
	}
	return b.work.Keep()
}

// keepLeaf commits a leaf with a number in it that stays in memory.
func keepLeaf(t *testing.T, b *bench, n uint64) ids.PageRef {
	t.Helper()
	for b.begin(); b.tx%5 != 3; b.begin() { // the number decides what commit does
		b.commit(t)
	}
	ref, content, err := b.work.New(page.KindLeaf)
	if err != nil {
		t.Fatal(err)
	}
	stamp(content, n)
	b.commit(t)
	return ref
}

// TestResident follows a page that is kept in memory: readers find it though the store has nothing of it, a write
// brings it there sealed, and from then on it is read from there.
func TestResident(t *testing.T) {
	b := newBench(t, 1<<20)
	ref := keepLeaf(t, b, 42)
	limit := b.free.HighWater()
	raw, err := b.pager.raw(ref, 1, limit)
	if err != nil || page.KindOf(raw) == page.KindLeaf || b.pager.UnwrittenBytes() != pageSize {
		t.Fatalf("kind %v is in the store, %d bytes in memory, error %v", page.KindOf(raw), b.pager.UnwrittenBytes(), err)
	}
	for range 2 {
		got, err := b.pager.Read(ref, limit, 0)
		if err != nil || string(page.Node(got).AppendKey(nil, 0)) != "42" {
			t.Fatalf("read: %v", err)
		}
		if _, err := (&Audit{View: View{Pager: b.pager, Limit: limit}}).Read(ref); err != nil {
			t.Fatal(err)
		}
		if err := b.pager.WriteKept(); err != nil {
			t.Fatal(err)
		}
	}
	if b.pager.UnwrittenBytes() != 0 || page.VerifyChecksum(raw, ref.ID) != nil {
		t.Errorf("%d bytes in memory, checksum: %v", b.pager.UnwrittenBytes(), page.VerifyChecksum(raw, ref.ID))
	}
}

// TestResidentOfOtherBirth refuses references to a kept page that name another birth, or that lie beyond the state.
func TestResidentOfOtherBirth(t *testing.T) {
	b := newBench(t, 1<<20)
	ref := keepLeaf(t, b, 1)
	for _, wrong := range []ids.PageRef{{ID: ref.ID, Birth: ref.Birth - 1}, {ID: ref.ID, Birth: ref.Birth + 1}, {ID: ref.ID}} {
		if _, err := b.pager.Read(wrong, b.free.HighWater(), 0); err == nil {
			t.Errorf("%+v was read, the page is %+v", wrong, ref)
		}
	}
	if _, err := b.pager.Read(ref, ref.ID, 0); err == nil {
		t.Error("a page beyond the state was read")
	}
}

// TestFreedResidentStaysForReaders frees a kept page: a checkpoint leaves it out, the pressure of memory does not, and
// when its number is used for something else it is forgotten.
func TestFreedResidentStaysForReaders(t *testing.T) {
	b := newBench(t, 1<<20)
	ref := keepLeaf(t, b, 7)
	limit := b.free.HighWater()
	b.begin() // keeps
	if err := b.work.Free(ref); err != nil {
		t.Fatal(err)
	}
	b.commit(t)
	if u := b.pager.Unwritten(); len(u.list) != 0 {
		t.Errorf("%d pages for a checkpoint to write", len(u.list))
	}
	if _, err := b.pager.Read(ref, limit, 0); err != nil {
		t.Error(err)
	}
	b.pager.Forget(space.Run{Start: ref.ID, Count: 1})
	if _, err := b.pager.Read(ref, limit, 0); err == nil || b.pager.UnwrittenBytes() != 0 {
		t.Errorf("the page is still there: %v, %d bytes", err, b.pager.UnwrittenBytes())
	}
}

// countedStore counts writes.
type countedStore struct {
	Store
	writes int
}

// WriteAt counts.
func (s *countedStore) WriteAt(b []byte, offset int64) error {
	s.writes++
	return s.Store.WriteAt(b, offset)
}

// TestResidentIsWrittenOnce takes the list of a checkpoint, lets the writer write everything before the checkpoint does, and
// expects that the checkpoint leaves the pages alone that readers now read in the file.
func TestResidentIsWrittenOnce(t *testing.T) {
	b := newBench(t, 1<<20)
	store := &countedStore{Store: b.pager.store}
	b.pager.store = store
	ref := keepLeaf(t, b, 5)
	before, list := store.writes, b.pager.Unwritten()
	if err := b.pager.WriteKept(); err != nil {
		t.Fatal(err)
	}
	if err := list.Write(); err != nil {
		t.Fatal(err)
	}
	if len(list.list) != 1 || store.writes != before+1 {
		t.Errorf("%d writes for %d pages", store.writes-before, len(list.list))
	}
	if _, err := b.pager.Read(ref, b.free.HighWater(), 0); err != nil {
		t.Error(err)
	}
}

// TestWritersOfResidentsTakeTurns writes the same pages as a checkpoint and as the holder of the writer lock at once, while
// somebody reads all their bytes: the race detector sees a page that is written under its readers.
func TestWritersOfResidentsTakeTurns(t *testing.T) {
	b := newBench(t, 1<<24)
	for range 10 {
		var refs []ids.PageRef
		for range 40 {
			refs = append(refs, keepLeaf(t, b, 9))
		}
		list, limit := b.pager.Unwritten(), b.free.HighWater()
		var writers sync.WaitGroup
		failures := make([]error, 3)
		writers.Go(func() { failures[0] = list.Write() })
		writers.Go(func() { failures[1] = b.pager.WriteKept() })
		writers.Go(func() {
			for _, ref := range append(refs, refs...) {
				content, err := b.pager.Read(ref, limit, 0)
				failures[2] = errors.Join(failures[2], err)
				_ = bytes.Count(content, []byte{0})
			}
		})
		writers.Wait()
		if err := errors.Join(failures...); err != nil {
			t.Fatal(err)
		}
	}
}
