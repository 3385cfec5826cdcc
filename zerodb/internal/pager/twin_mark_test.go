package pager

import (
	"testing"

	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/page"
	"github.com/aerolith/aerolith/zerodb/internal/space"
)

// interruptedStore runs something once, just before it returns bytes.
type interruptedStore struct {
	Store
	then func()
}

// At runs it.
func (s *interruptedStore) At(offset int64, n int) ([]byte, error) {
	if then := s.then; then != nil {
		s.then = nil
		then()
	}
	return s.Store.At(offset, n)
}

// twinBench is a bench with one leaf, which has the number 1 and is in the store.
func twinBench(t *testing.T) (b *bench, store *interruptedStore, ref ids.PageRef) {
	t.Helper()
	b = newBench(t, 1<<20)
	store = &interruptedStore{Store: b.pager.store}
	b.pager.store = store
	b.work.LimitOverlays(1 << 20)
	ref = keepLeaf(t, b, 1)
	if err := b.pager.WriteKept(); err != nil {
		t.Fatal(err)
	}
	return b, store, ref
}

// keepTwin gives a leaf another number in its place, in a transaction of its own beside which a checkpoint runs that sees the pages up to another one.
func keepTwin(t *testing.T, b *bench, ref ids.PageRef, above ids.TxID, n uint64) {
	t.Helper()
	b.begin()
	b.work.AllowTwins(above, 1)
	content, ok := (&TreeTwins{Work: b.work}).EditTwin(ref, ids.PageRef{}, 1)
	if !ok {
		t.Fatal("the leaf gets no twin")
	}
	stamp(content, n)
	b.work.KeepTwins()
	if err := b.work.Finish(); err != nil {
		t.Fatal(err)
	}
}

// reads checks which number a state finds.
func (b *bench) reads(t *testing.T, ref ids.PageRef, state ids.TxID, want string) {
	t.Helper()
	content, err := b.pager.Read(ref, b.free.HighWater(), state)
	if err != nil {
		t.Errorf("state %d: %v", state, err)
	} else if stamped(content) != want {
		t.Errorf("state %d finds %q, want %q", state, stamped(content), want)
	}
}

// TestReaderDoesNotHideTwin lets a reader of an earlier state verify a page in the file while, or after, it gets other content in memory. Readers of the
// later state must find that all the same, and so must who copies the page: else the change is lost.
func TestReaderDoesNotHideTwin(t *testing.T) {
	for name, c := range map[string]struct {
		mode   ChecksumMode
		within bool
	}{
		"first verification":      {mode: ChecksumOnce, within: true},
		"each read":               {mode: ChecksumAlways},
		"each read, at that time": {mode: ChecksumAlways, within: true},
	} {
		t.Run(name, func(t *testing.T) {
			b, store, ref := twinBench(t)
			b.pager.opts.Checksums = c.mode
			b.pager.births.set(ref.ID, 0) // as if another process had written it
			before := b.tx
			if change := func() { keepTwin(t, b, ref, before, 2) }; c.within {
				store.then = change
			} else {
				change()
			}
			b.reads(t, ref, before, "1")
			b.reads(t, ref, b.tx, "2")
			b.reads(t, ref, before, "1")
			b.reads(t, ref, b.tx, "2")
		})
	}
}

// TestSearchForDamageDoesNotHideTwin gives a page that somebody has changed in the file other content in memory while it is being found.
func TestSearchForDamageDoesNotHideTwin(t *testing.T) {
	b, store, ref := twinBench(t)
	damaged := make([]byte, 1)
	if err := store.WriteAt(damaged, int64(ref.ID)*pageSize); err != nil {
		t.Fatal(err)
	}
	before := b.tx
	store.then = func() { keepTwin(t, b, ref, before, 2) }
	_ = b.pager.FindChanged()
	b.reads(t, ref, b.tx, "2")
}

// TestWrittenPagesLeaveWithTheWriter writes a page that has a former content. It stays in memory for that, and leaves when nobody needs it any more, but only
// by who holds the writer lock: the list of a checkpoint does not have it, so that no twin can come to it at the same time.
func TestWrittenPagesLeaveWithTheWriter(t *testing.T) {
	b := newBench(t, 1<<20)
	b.work.LimitOverlays(1 << 20)
	ref := keepLeaf(t, b, 1)
	before := b.tx
	keepTwin(t, b, ref, 0, 2)
	if err := b.pager.Unwritten().Write(); err != nil {
		t.Fatal(err)
	}
	b.reads(t, ref, before, "1")
	if list := b.pager.Unwritten().list; len(list) != 0 {
		t.Errorf("%d pages are to be written again", len(list))
	}
	b.reads(t, ref, before, "1")
	b.work.ReleaseFormer(b.tx)
	if list := b.pager.Unwritten().list; len(list) != 0 || b.pager.kept.at(ref) != nil {
		t.Errorf("%d pages are to be written, in memory: %v", len(list), b.pager.kept.at(ref) != nil)
	}
	b.reads(t, ref, b.tx, "2")
	if content, err := b.pager.raw(ref, 1, b.free.HighWater()); err != nil || page.VerifyChecksum(content, ref.ID) != nil {
		t.Errorf("the file does not have the page: %v", err)
	}
}

// TestFormersAreBounded changes pages of 64 KiB in their place beside a reader that stays: former contents take a bounded memory, then there are no more twins.
func TestFormersAreBounded(t *testing.T) {
	const large = 64 << 10
	p := New(NewHeapStore(), Options{PageSize: large, GrowthStep: large, SizeMax: 1 << 30})
	free, err := space.NewManager(space.FirstPage, 1<<18, nil)
	if err != nil {
		t.Fatal(err)
	}
	b := &bench{pager: p, free: free, work: NewWorkspace(p, free, 1<<30)}
	b.work.LimitOverlays(1 << 30)
	var refs []ids.PageRef
	for range 20 {
		refs = append(refs, keepLeaf(t, b, 1))
	}
	kept := 0
	for more := true; more; kept++ {
		b.begin()
		b.work.AllowTwins(0, 1)
		var content []byte
		if content, more = (&TreeTwins{Work: b.work}).EditTwin(refs[kept%len(refs)], ids.PageRef{}, 1); more {
			stamp(content, 2)
		}
		b.work.KeepTwins()
		if err := b.work.Finish(); err != nil {
			t.Fatal(err)
		}
	}
	kept -= len(refs) // the first content of each is that of the file
	if kept*large > formersBytes+large {
		t.Errorf("%d contents of %d bytes wait for readers", kept, large)
	}
}
