package page

import (
	"errors"
	"testing"

	"github.com/aerolith/aerolith/zerodb/internal/fault"
	"github.com/aerolith/aerolith/zerodb/internal/ids"
)

// sampleLeaf returns a valid leaf with three entries that share a prefix, the last one with a large value.
func sampleLeaf() Node {
	var a Assembly
	a.Reset(KindLeaf, MinSize)
	a.Insert(0, []byte("user/alice"), AppendInline(nil, []byte("first value")))
	a.Insert(1, []byte("user/bob"), AppendInline(nil, nil))
	a.Insert(2, []byte("user/carol"), AppendRun(nil, ids.PageRef{ID: 1234, Birth: 900}, 5000))
	n := newNode(KindLeaf, MinSize)
	a.Build(n, 0, a.Count())
	return n
}

// sampleBranch returns a valid branch with three children whose separators share a prefix.
func sampleBranch() Node {
	var a Assembly
	a.Reset(KindBranch, MinSize)
	a.Insert(0, nil, AppendChild(nil, ids.PageRef{ID: 10, Birth: 1}))
	a.Insert(1, []byte("user/b"), AppendChild(nil, ids.PageRef{ID: 11, Birth: 1000}))
	a.Insert(2, []byte("user/carol"), AppendChild(nil, ids.PageRef{ID: 12, Birth: 30}))
	n := newNode(KindBranch, MinSize)
	a.Build(n, 0, a.Count())
	return n
}

// cellAt returns where cell i begins.
func cellAt(n Node, i int) int {
	offset, _ := n.slot(i)
	return offset
}

// bodyAt returns where the body of cell i begins.
func bodyAt(n Node, i int) int {
	offset, length := n.slot(i)
	return offset + length
}

// rebuildBranch makes the page a branch with the keys as they are.
func rebuildBranch(n Node, keys ...string) {
	Init(n, KindBranch, testRef)
	for i, key := range keys {
		n.Insert(i, []byte(key), AppendChild(nil, ids.PageRef{ID: 10, Birth: 1}))
	}
}

// damages are single changes to a good page, each with the kind of fault that Validate must name.
var damages = []struct {
	name   string
	page   func() Node
	damage func(Node)
	want   fault.Kind
}{
	{"kind unknown", sampleLeaf, func(n Node) { n[offsetKind] = 9 }, fault.PageKind},
	{"kind zero", sampleLeaf, func(n Node) { n[offsetKind] = 0 }, fault.PageKind},
	{"flags", sampleLeaf, func(n Node) { n[offsetFlags] = 1 }, fault.Flags},
	{"number", sampleLeaf, func(n Node) { n[offsetNumber]++ }, fault.PageNumber},
	{"birth", sampleLeaf, func(n Node) { n[offsetBirth]++ }, fault.Birth},
	{"empty", sampleLeaf, func(n Node) { n.setCount(0) }, fault.Count},
	{"too many slots", sampleLeaf, func(n Node) { n.setCount(60000) }, fault.Bounds},
	{"upper beyond page", sampleLeaf, func(n Node) { n.setUpper(MinSize + 1) }, fault.Bounds},
	{"upper huge", sampleLeaf, func(n Node) { order.PutUint32(n[offsetUpper:], ^uint32(0)) }, fault.Bounds},
	{"upper in header", sampleLeaf, func(n Node) { n.setUpper(8) }, fault.Bounds},
	{"upper above a cell", sampleLeaf, func(n Node) { n.setUpper(n.upper() + 1) }, fault.Bounds},
	{"upper below the cells", sampleLeaf, func(n Node) { n.setUpper(n.upper() - 1) }, fault.Space},
	{"garbage", sampleLeaf, func(n Node) { n.addGarbage(1) }, fault.Space},
	{"prefix too long", sampleLeaf, func(n Node) { order.PutUint16(n[offsetPrefix:], 1000) }, fault.Prefix},
	{"offset beyond page", sampleLeaf, func(n Node) { n.putSlot(0, 5000, []byte("alice"), n.word(0)) }, fault.Bounds},
	{"key beyond page", sampleLeaf, func(n Node) { n.putSlot(0, cellAt(n, 0), make([]byte, 60000), n.word(0)) }, fault.Bounds},
	{"key too long", sampleLeaf, func(n Node) {
		n.setUpper(HeaderSize + 5 + 3*slotSize)
		n.putSlot(0, n.upper(), make([]byte, 1500), 0)
	}, fault.KeySize},
	{"cells overlap", sampleLeaf, func(n Node) { n.putSlot(1, cellAt(n, 0), n.Suffix(0), n.word(0)) }, fault.Overlap},
	{"value beyond page", sampleLeaf, func(n Node) { n.setWord(0, 4000) }, fault.Bounds},
	{"value too long", sampleLeaf, func(n Node) {
		n.setUpper(1000)
		n.putSlot(0, 1000, []byte("alice"), 1500)
		copy(n[1000:], "alice")
	}, fault.ValueSize},
	{"large word", sampleLeaf, func(n Node) { n.setWord(2, valueLargeFlag|23) }, fault.ValueSize},
	{"large length", sampleLeaf, func(n Node) { n[bodyAt(n, 2)+refSize+7] = 1 }, fault.ValueSize},
	{"run is meta page", sampleLeaf, func(n Node) { order.PutUint64(n[bodyAt(n, 2):], 1) }, fault.Reference},
	{"run is the page", sampleLeaf, func(n Node) { order.PutUint64(n[bodyAt(n, 2):], 77) }, fault.Reference},
	{"run born later", sampleLeaf, func(n Node) { order.PutUint64(n[bodyAt(n, 2)+8:], 1001) }, fault.Reference},
	{"head", sampleLeaf, func(n Node) { n[n.slotAt(1)]++ }, fault.Head},
	{"key changed", sampleLeaf, func(n Node) { n[cellAt(n, 1)]++ }, fault.Head},
	{"order", sampleLeaf, func(n Node) {
		n[cellAt(n, 1)] = 'z'
		n.putSlot(1, cellAt(n, 1), []byte("zob"), n.word(1))
	}, fault.Order},
	{"child is meta page", sampleBranch, func(n Node) { n.SetChild(1, ids.PageRef{ID: 0, Birth: 5}) }, fault.Reference},
	{"child is the page", sampleBranch, func(n Node) { n.SetChild(1, testRef) }, fault.Reference},
	{"child born later", sampleBranch, func(n Node) { n.SetChild(1, ids.PageRef{ID: 9, Birth: 1001}) }, fault.Reference},
	{"child never born", sampleBranch, func(n Node) { n.SetChild(1, ids.PageRef{ID: 9}) }, fault.Reference},
	{"child out of range", sampleBranch, func(n Node) { n.SetChild(1, ids.PageRef{ID: 1 << 60, Birth: 1}) }, fault.Reference},
	{"first key", sampleBranch, func(n Node) { rebuildBranch(n, "a") }, fault.KeySize},
	{"empty key", sampleBranch, func(n Node) { rebuildBranch(n, "", "") }, fault.KeySize},
	{"order in branch", sampleBranch, func(n Node) {
		n[cellAt(n, 2)] = 'a'
		n.putSlot(2, cellAt(n, 2), []byte("aarol"), 0)
	}, fault.Order},
	{"value word in branch", sampleBranch, func(n Node) { n.setWord(1, 16) }, fault.ValueSize},
}

// TestValidateNamesDamage damages good pages in one place each and expects the fault by its name.
func TestValidateNamesDamage(t *testing.T) {
	for _, c := range damages {
		n := c.page()
		mustValidate(t, n)
		c.damage(n)
		var got *fault.CorruptionError
		if err := Validate(n, testRef, MinSize); !errors.As(err, &got) {
			t.Errorf("%s: %v, want a CorruptionError", c.name, err)
			continue
		}
		if got.Kind != c.want || got.Page != testRef.ID {
			t.Errorf("%s: %v, want kind %q", c.name, got, c.want)
		}
	}
}

// TestValidateSizes refuses pages of another size than the database's, and sizes that no database has.
func TestValidateSizes(t *testing.T) {
	n := sampleLeaf()
	if err := Validate(n[:MinSize-1], testRef, MinSize); err == nil {
		t.Error("a short page passed")
	}
	if err := Validate(n[:100], testRef, 100); err == nil {
		t.Error("a page size of 100 passed")
	}
	for size, want := range map[int]bool{2048: false, 4096: true, 5000: false, 65536: true, 131072: false} {
		if ValidSize(size) != want {
			t.Errorf("ValidSize(%d) is not %v", size, want)
		}
	}
}

// TestLimits makes sure for every page size that four entries of the greatest size fit in a leaf and in a branch, and
// that such a page is valid.
func TestLimits(t *testing.T) {
	for size := MinSize; size <= MaxSize; size *= 2 {
		for _, kind := range []Kind{KindLeaf, KindBranch} {
			n := newNode(kind, size)
			if kind == KindBranch {
				n.Insert(0, nil, AppendChild(nil, ids.PageRef{ID: 2, Birth: 1}))
			}
			for i := range 4 - n.Count() {
				key := make([]byte, MaxKeySize(size))
				key[0] = byte(i + 1)
				payload := AppendChild(nil, ids.PageRef{ID: 2, Birth: 1})
				if kind == KindLeaf {
					payload = AppendRun(nil, ids.PageRef{ID: 2, Birth: 1}, MaxValueSize)
				}
				if !n.Insert(n.Count(), key, payload) {
					t.Errorf("page size %d: %s entry %d does not fit", size, kind, i)
				}
			}
			mustValidate(t, n)
		}
	}
}
