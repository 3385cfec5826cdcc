package pager

import (
	"errors"
	"strings"
	"testing"

	"github.com/aerolith/aerolith/zerodb/internal/ids"
)

// TestPatchMeetsLayingOut lays a patch out while the writer looks how much room there is for another one: what the first has taken counts all the same.
func TestPatchMeetsLayingOut(t *testing.T) {
	long := strings.Repeat("v", 900)
	b, ref := patchBench(t, true, map[string]string{"a": long, "b": long, "c": long})
	if _, done := b.patch(t, ref, "d", long); !done {
		t.Fatal("the first patch was refused")
	}
	store := &interruptedStore{Store: b.pager.store}
	b.pager.store = store
	limit, state := b.free.HighWater(), b.tx
	store.then = func() {
		if _, err := b.pager.Read(ref, limit, state); err != nil {
			t.Error(err)
		}
	}
	if _, done := b.patch(t, ref, "e", long); done {
		t.Error("there was room for a fifth entry")
	}
	if store.then != nil {
		t.Fatal("the writer has not looked at the page of the file")
	}
	if n := len(b.entriesOf(t, ref, b.tx)); n != 4 {
		t.Errorf("%d entries are there, want 4", n)
	}
}

// errUnreadable is what unreadableStore fails with.
var errUnreadable = errors.New("unreadable")

// unreadableStore is a Store of which nothing can be read.
type unreadableStore struct{ Store }

// At fails.
func (*unreadableStore) At(int64, int) ([]byte, error) { return nil, errUnreadable }

// TestPatchOverUnreadablePage changes a page with a patch when what lies under that can no longer be read: neither memory nor a page number is taken for it.
func TestPatchOverUnreadablePage(t *testing.T) {
	b, ref := patchBench(t, true, map[string]string{"a": "1"})
	if _, done := b.patch(t, ref, "b", "2"); !done {
		t.Fatal("the patch was refused")
	}
	b.pager.store = &unreadableStore{Store: b.pager.store}
	b.begin()
	b.work.AllowTwins(0, 1)
	for range 3 {
		if _, ok := (&TreeTwins{Work: b.work}).EditTwin(ref, ids.PageRef{}, 1); ok {
			t.Fatal("a page that cannot be read has got a twin")
		}
		if _, _, err := b.work.Edit(ref); !errors.Is(err, errUnreadable) {
			t.Fatalf("a page that cannot be read is changed: %v", err)
		}
	}
	if b.work.Bytes() != 0 || b.work.Twins() != 0 || b.work.Len() != 0 || b.work.ledger.HasFreed() {
		t.Errorf("%d bytes, %d twins and %d pages are left of changes that have failed", b.work.Bytes(), b.work.Twins(), b.work.Len())
	}
}
