package pager

import (
	"bytes"
	"strings"
	"testing"

	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/page"
)

// Goal: the memory of patches is counted, limited and, where somebody may look at it, never used again. Method: one leaf, on the bench.

// openPatch begins a transaction and returns what puts an entry into a leaf in it.
func (b *bench) openPatch(ref ids.PageRef) func(key, value string) (existed, done bool) {
	b.begin()
	b.work.AllowTwins(0, 1)
	b.work.AllowPatches()
	tree := &TreeTwins{Work: b.work, Name: "t"}
	return func(key, value string) (existed, done bool) {
		return tree.Patch(ref, ids.PageRef{ID: 9999, Birth: 1}, 2, []byte(key), page.AppendInline(nil, []byte(value)))
	}
}

// TestPatchesAreCharged makes patches in one transaction: they count against its memory, no more than a page would, until it gives them up, and where there is no memory there are none.
func TestPatchesAreCharged(t *testing.T) {
	long := strings.Repeat("v", 900)
	b, ref := patchBench(t, true, map[string]string{"a": long})
	put := b.openPatch(ref)
	for n := 1; ; n++ {
		_, done := put("a", long)
		if got := b.work.Bytes(); got < int64(min(n, 4))*int64(len(long)) && done || got > pageSize {
			t.Fatalf("%d patches of %d bytes count as %d", n, len(long), got)
		}
		if !done {
			break
		}
	}
	b.work.DropTwin(ref)
	if got := b.work.Bytes(); got != 0 {
		t.Errorf("without its patches the transaction has %d bytes", got)
	}
	if err := b.work.Discard(); err != nil {
		t.Fatal(err)
	}
	put = b.openPatch(ref)
	b.work.bytesMax = 1000
	if _, done := put("a", long); done || b.work.Bytes() != 0 {
		t.Errorf("a patch of %d bytes was made where a transaction may have %d (%d are taken)", len(long), b.work.bytesMax, b.work.Bytes())
	}
}

// TestPatchesCountAsOverlays makes patches over a page of the file in many transactions, and pages that wait in memory: each counts against what they may come to together.
func TestPatchesCountAsOverlays(t *testing.T) {
	long := strings.Repeat("v", 900)
	b, ref := patchBench(t, true, map[string]string{"a": long})
	b.work.LimitOverlays(16 * pageSize)
	n := 0
	for ; !b.work.OverlaidFull(); n++ {
		if _, done := b.patch(t, ref, "a", long); !done {
			b.entriesOf(t, ref, b.tx) // lays it out
		}
		b.work.SettlePatches()
		b.work.ReleaseFormer(b.tx)
		if n*len(long) > 16*pageSize {
			t.Fatalf("%d patches of %d bytes do not count", n, len(long))
		}
	}
	if n*(len(long)+patchFixed+100) < 16*pageSize/2 {
		t.Errorf("%d patches of %d bytes count as %d pages", n, len(long), 16)
	}
	b.work.LimitOverlays(1 << 30)
	b.work.LimitLaidOut(8 * pageSize)
	if b.work.OverlaidFull() || b.work.PatchesDue() {
		t.Error("one page counts as eight, or as four")
	}
	for pages := 1; pages < 8; pages++ {
		if b.work.OverlaidFull() {
			t.Errorf("%d pages that wait and one with overlays count as eight", pages-1)
		}
		if got, want := b.work.PatchesDue(), pages == 4; got != want {
			t.Errorf("patches are due with %d pages that wait: %v", pages-1, got)
		}
		b.begin()
		if _, content, err := b.work.New(page.KindLeaf); err != nil || !page.Node(content).Put([]byte("k"), page.AppendInline(nil, nil)) {
			t.Fatal(err)
		}
		b.commitToMemory(t)
	}
	if !b.work.OverlaidFull() {
		t.Error("seven pages that wait and one with overlays are not eight")
	}
}

// TestMemoryBehindPatchesIsLeft lets what lies behind a patch go, after which somebody may still be looking at it who came to lay the patch out: other pages get other memory.
func TestMemoryBehindPatchesIsLeft(t *testing.T) {
	b, ref := patchBench(t, false, map[string]string{"a": "1"})
	under := b.pager.kept.at(ref).laidOut()
	before := bytes.Clone(under)
	b.patch(t, ref, "a", "2")
	first := b.entriesOf(t, ref, b.tx)
	laid := b.pager.kept.at(ref).laidOut()
	b.work.SettlePatches()
	b.work.ReleaseFormer(b.tx)
	if b.pager.kept.at(ref).former.Load() != nil {
		t.Fatal("what lies behind the patch has not gone")
	}
	for range 8 {
		b.begin()
		for range 8 {
			_, content, err := b.work.New(page.KindLeaf)
			if err != nil {
				t.Fatal(err)
			}
			if &content[0] == &under[0] || &content[0] == &laid[0] {
				t.Fatal("a page has memory that somebody looks at")
			}
			clear(content)
		}
		if err := b.work.Discard(); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(under, before) || b.entriesOf(t, ref, b.tx)["a"] != first["a"] {
		t.Error("memory has changed that somebody looks at")
	}
}
