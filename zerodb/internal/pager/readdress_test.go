package pager

import (
	"errors"
	"testing"

	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/page"
)

// readdressBench is a bench with a leaf that the file has with the number 1 and an overlay with the number 2.
func readdressBench(t *testing.T) (b *bench, ref ids.PageRef) {
	t.Helper()
	b, _, ref = twinBench(t)
	keepTwin(t, b, ref, b.tx, 2)
	return b, ref
}

// readdress gives a page another reference in a transaction of its own, which stays open.
func (b *bench) readdress(t *testing.T, ref ids.PageRef) ids.PageRef {
	t.Helper()
	b.begin()
	to, err := b.work.Readdress(ref)
	if err != nil || to == ref || to.Birth != b.tx {
		t.Fatalf("%+v became %+v, %v", ref, to, err)
	}
	return to
}

// finish commits the open transaction, whose pages stay in memory, and makes nothing available.
func (b *bench) finish(t *testing.T) {
	t.Helper()
	_, err := b.pager.Reserve(b.free.HighWater())
	if err = errors.Join(err, b.work.Keep(), b.work.Finish()); err != nil {
		t.Fatal(err)
	}
}

// TestReaddressed gives a page with an overlay another reference. Readers of each state go on to find what they saw, the file gets the page under its new
// number, and memory is no more than before.
func TestReaddressed(t *testing.T) {
	b, ref := readdressBench(t)
	overlaid := b.tx
	to := b.readdress(t, ref)
	b.finish(t)
	b.work.ForgetOverlaid(b.tx)
	if &b.pager.kept.at(ref).buffer[0] != &b.pager.kept.at(to).buffer[0] {
		t.Error("the content was copied")
	}
	for range 2 {
		b.reads(t, ref, overlaid-1, "1")
		b.reads(t, ref, overlaid, "2")
		b.reads(t, to, b.tx, "2")
		audit := Audit{View{Pager: b.pager, Limit: b.free.HighWater(), State: b.tx}}
		if _, err := audit.Read(to); err != nil {
			t.Error(err)
		}
		if err := b.pager.Unwritten().Write(); err != nil {
			t.Fatal(err)
		}
	}
	b.work.ReleaseFormer(b.tx)
	b.reads(t, to, b.tx, "2")
	content, err := b.pager.raw(to, 1, b.free.HighWater())
	if err != nil || page.VerifyChecksum(content, to.ID) != nil || page.Validate(content, to, pageSize) != nil {
		t.Errorf("the file does not have the page: %v", err)
	}
}

// TestReaddressedIsFreed frees a page that has taken an overlay's memory over, and uses its number again, while a reader of an earlier state is there. That
// reader goes on to find the overlay.
func TestReaddressedIsFreed(t *testing.T) {
	b, ref := readdressBench(t)
	overlaid := b.tx
	to := b.readdress(t, ref)
	b.finish(t)
	b.work.ForgetOverlaid(b.tx)
	b.begin()
	if err := b.work.Free(to); err != nil {
		t.Fatal(err)
	}
	b.finish(t)
	if err := b.free.Reclaim(b.tx, []ids.TxID{overlaid}); err != nil { // nobody sees the page itself
		t.Fatal(err)
	}
	b.begin()
	for again, n := (ids.PageRef{}), uint64(10); again.ID != to.ID; n++ {
		if n > 20 {
			t.Fatal("the number is not used again")
		}
		var content []byte
		var err error
		if again, content, err = b.work.New(page.KindLeaf); err != nil {
			t.Fatal(err)
		}
		stamp(content, n)
	}
	b.reads(t, ref, overlaid, "2")
	b.finish(t)
	b.reads(t, ref, overlaid, "2")
	b.work.ReleaseFormer(b.tx)
	if b.pager.kept.at(ref) != nil {
		t.Error("the overlay is in memory still")
	}
}

// TestReaddressedGetsTwin gives the page twins, before and after the overlay is released: each state finds its own content.
func TestReaddressedGetsTwin(t *testing.T) {
	b, ref := readdressBench(t)
	overlaid := b.tx
	to := b.readdress(t, ref)
	b.finish(t)
	copied := b.tx
	b.work.ForgetOverlaid(copied)
	keepTwin(t, b, to, 1, 3)
	b.reads(t, ref, overlaid, "2")
	b.work.ReleaseFormer(copied)
	b.reads(t, to, copied, "2")
	if got := page.RefOf(b.pager.kept.at(to).buffer); got != to {
		t.Errorf("the twin says that it is %+v, want %+v", got, to)
	}
	keepTwin(t, b, to, 1, 4)
	b.reads(t, to, copied, "2")
	b.reads(t, to, copied+1, "3")
	b.work.ReleaseFormer(b.tx)
	keepTwin(t, b, to, 1, 5)
	b.reads(t, to, b.tx-1, "4")
	b.reads(t, to, b.tx, "5")
}

// TestReaddressingIsGivenUp discards the transaction: the overlay keeps its memory, and can be given another reference again.
func TestReaddressingIsGivenUp(t *testing.T) {
	b, ref := readdressBench(t)
	overlaid := b.tx
	b.readdress(t, ref)
	if err := b.work.Discard(); err != nil {
		t.Fatal(err)
	}
	b.begin()
	for n := range uint64(3) { // would find the memory among what is used again
		_, content, err := b.work.New(page.KindLeaf)
		if err != nil {
			t.Fatal(err)
		}
		stamp(content, 10+n)
	}
	b.reads(t, ref, overlaid, "2")
	b.finish(t)
	to := b.readdress(t, ref)
	b.finish(t)
	b.reads(t, to, b.tx, "2")
}

// TestReaddressedIsChanged changes the page in the same transaction: it gets memory of its own first.
func TestReaddressedIsChanged(t *testing.T) {
	b, ref := readdressBench(t)
	overlaid := b.tx
	to := b.readdress(t, ref)
	_, content, err := b.work.Edit(to)
	if err != nil {
		t.Fatal(err)
	}
	stamp(content, 7)
	b.finish(t)
	b.reads(t, ref, overlaid, "2")
	b.reads(t, to, b.tx, "7")
	if got := page.RefOf(b.pager.kept.at(to).buffer); got != to {
		t.Errorf("the page says that it is %+v, want %+v", got, to)
	}
}
