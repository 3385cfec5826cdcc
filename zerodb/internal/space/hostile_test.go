package space

import (
	"errors"
	"slices"
	"testing"

	"github.com/aerolith/aerolith/zerodb/internal/fault"
	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/page"
)

// forge returns a sealed free-space page with the given fields and entries.
func forge(ref ids.PageRef, index uint32, base uint64, next ids.PageRef, entries ...[2]uint32) []byte {
	b := make([]byte, page.MinSize)
	page.Init(b, page.KindFree, ref)
	order.PutUint32(b[offsetEntries:], uint32(len(entries)))
	order.PutUint32(b[offsetIndex:], index)
	order.PutUint64(b[offsetNextID:], uint64(next.ID))
	order.PutUint64(b[offsetNextTx:], uint64(next.Birth))
	order.PutUint64(b[offsetBase:], base)
	for i, e := range entries {
		order.PutUint32(b[offsetRuns+i*entrySize:], e[0])
		order.PutUint32(b[offsetRuns+i*entrySize+4:], e[1])
	}
	page.Seal(b)
	return b
}

// patched returns the page with other bytes at an offset, sealed.
func patched(b []byte, offset int, bytes ...byte) []byte {
	b = slices.Clone(b)
	copy(b[offset:], bytes)
	page.Seal(b)
	return b
}

// TestDecodeRefusesContradictions decodes intact pages that contradict each other or the file.
func TestDecodeRefusesContradictions(t *testing.T) {
	const longest = maxEntryNumber
	five, six := ids.PageRef{ID: 5, Birth: 9}, ids.PageRef{ID: 6, Birth: 9}
	none := ids.PageRef{}
	good := forge(five, 0, 0, none, [2]uint32{10, 2})
	cases := map[string]struct {
		pages disk
		page  ids.PageID
		kind  fault.Kind
	}{
		"chain in a circle":      {disk{5: forge(five, 0, 0, five)}, 5, Sequence},
		"circle of two":          {disk{5: forge(five, 0, 0, six), 6: forge(six, 1, 0, five)}, 5, Sequence},
		"next out of the file":   {disk{5: forge(five, 0, 0, ids.PageRef{ID: 100, Birth: 9})}, 5, fault.Reference},
		"next is a meta page":    {disk{5: forge(five, 0, 0, ids.PageRef{ID: 1, Birth: 9})}, 5, fault.Reference},
		"next of another birth":  {disk{5: forge(five, 0, 0, ids.PageRef{ID: 6, Birth: 8})}, 5, fault.Reference},
		"page of another birth":  {disk{5: forge(ids.PageRef{ID: 5, Birth: 8}, 0, 0, none)}, 5, fault.Birth},
		"page says another":      {disk{5: patched(good, offsetNumber, 6)}, 5, fault.Checksum},
		"another kind":           {disk{5: patched(good, offsetKind, byte(page.KindLeaf))}, 5, fault.PageKind},
		"flags":                  {disk{5: patched(good, offsetKind+1, 1)}, 5, fault.PageKind},
		"too short":              {disk{5: good[:page.MinSize-1]}, 5, fault.Size},
		"empty":                  {disk{5: nil}, 5, fault.Size},
		"too many entries":       {disk{5: patched(good, offsetEntries, 0xfa, 1)}, 5, fault.Count},
		"very many entries":      {disk{5: patched(good, offsetEntries, 0xff, 0xff, 0xff, 0xff)}, 5, fault.Count},
		"base":                   {disk{5: forge(five, 0, 1, none)}, 5, FreeRun},
		"base of the second":     {disk{5: forge(five, 0, 0, six, [2]uint32{10, 2}), 6: forge(six, 1, 0, none)}, 6, FreeRun},
		"empty run":              {disk{5: forge(five, 0, 0, none, [2]uint32{10, 0})}, 5, FreeRun},
		"meta page free":         {disk{5: forge(five, 0, 0, none, [2]uint32{1, 1})}, 5, FreeRun},
		"adjacent runs":          {disk{5: forge(five, 0, 0, none, [2]uint32{10, 2}, [2]uint32{0, 1})}, 5, FreeRun},
		"run leaves the file":    {disk{5: forge(five, 0, 0, none, [2]uint32{98, 3})}, 5, FreeRun},
		"long run":               {disk{5: forge(five, 0, 0, none, [2]uint32{2, longest})}, 5, FreeRun},
		"wide gap":               {disk{5: forge(five, 0, 0, none, [2]uint32{longest, 0})}, 5, FreeRun},
		"page of the chain free": {disk{5: forge(five, 0, 0, none, [2]uint32{2, 7})}, 5, FreeChain},
		"head of the chain free": {disk{5: forge(five, 0, 0, none, [2]uint32{5, 1})}, 5, FreeChain},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			_, err := Decode(five, 100, page.MinSize, c.pages.read)
			var damage *fault.CorruptionError
			if !errors.As(err, &damage) || damage.Kind != c.kind || damage.Page != c.page {
				t.Fatalf("got %v, want %q in page %d", err, c.kind, c.page)
			}
		})
	}
	if got, err := Decode(five, 100, page.MinSize, disk{5: good}.read); err != nil || !slices.Equal(got.Free, []Run{{10, 2}}) {
		t.Fatalf("the page that the cases start from: %+v, %v", got, err)
	}
	if _, err := Decode(ids.PageRef{ID: 100, Birth: 1}, 100, page.MinSize, disk{}.read); !errors.As(err, new(*fault.CorruptionError)) {
		t.Fatalf("head out of the file: %v", err)
	}
	if _, err := Decode(six, 100, page.MinSize, disk{}.read); !errors.Is(err, errMissing) {
		t.Fatalf("read error: %v", err)
	}
}

// FuzzDecode feeds a chain of two pages with arbitrary content behind valid checksums. What decodes must be disjoint
// runs inside the file, which encode to a set that decodes equally.
func FuzzDecode(f *testing.F) {
	five, six := ids.PageRef{ID: 5, Birth: 9}, ids.PageRef{ID: 6, Birth: 9}
	f.Add(forge(five, 0, 0, six, [2]uint32{10, 2})[:offsetRuns+entrySize], forge(six, 1, 12, ids.PageRef{}, [2]uint32{3, 2})[:offsetRuns+entrySize], uint64(1<<40))
	f.Add([]byte{}, []byte{}, uint64(100))
	f.Fuzz(func(t *testing.T, first, second []byte, high uint64) {
		d := disk{5: make([]byte, page.MinSize), 6: make([]byte, page.MinSize)}
		copy(d[5], first)
		copy(d[6], second)
		for id, b := range d {
			order.PutUint64(b[offsetNumber:], uint64(id))
			page.Seal(b)
		}
		highWater := ids.PageID(high%(1<<47) + 7)
		got, err := Decode(five, highWater, page.MinSize, d.read)
		if err != nil {
			return
		}
		m, err := NewManager(highWater, 1<<48, got.Free)
		if err != nil {
			t.Fatalf("decoded %+v: %v", got, err)
		}
		again, written, high2 := store(t, m, 3)
		back, err := Decode(written.Head, high2, page.MinSize, again.read)
		if err != nil {
			t.Fatalf("stored %+v: %v", got, err)
		}
		var pages uint64
		for _, r := range slices.Concat(back.Free, back.Chain) {
			pages += r.Count
		}
		for _, r := range got.Free {
			pages -= r.Count
		}
		if pages != uint64(high2-highWater) {
			t.Fatalf("%+v became %+v", got, back)
		}
	})
}
