package meta

import (
	"errors"
	"reflect"
	"testing"
	"time"

	"github.com/aerolith/aerolith/zerodb/internal/fault"
	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/page"
)

// sample returns a meta page with every field set.
func sample() Meta {
	return Meta{
		Tx:        0x1122,
		PageSize:  page.MinSize,
		UUID:      [16]byte{0xa0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 0xaf},
		Catalog:   Tree{Root: ids.PageRef{ID: 7, Birth: 0x1120}, Count: 3, Depth: 2},
		FreeSpace: ids.PageRef{ID: 9, Birth: 0x1122},
		HighWater: 0x4000,
		Log:       LogPosition{LSN: 0x123456789a, Segment: 0x12, Chain: 0xdeadbeef},
		Clean:     true,
		WallTime:  time.Unix(1_700_000_000, 123_456_789),
	}
}

// encode returns the page of m in a slot.
func encode(slot int, m Meta) []byte {
	b := make([]byte, m.PageSize)
	Encode(b, slot, m)
	return b
}

// TestRoundTrip encodes and decodes pages of every size in both slots.
func TestRoundTrip(t *testing.T) {
	for size := page.MinSize; size <= page.MaxSize; size *= 2 {
		for slot := range 2 {
			m := sample()
			m.PageSize = size
			m.Clean = slot == 0
			got, err := Decode(encode(slot, m), slot)
			if err != nil || !got.WallTime.Equal(m.WallTime) {
				t.Fatalf("size %d slot %d: %v, %v", size, slot, got, err)
			}
			got.WallTime = m.WallTime
			if !reflect.DeepEqual(got, m) {
				t.Fatalf("size %d slot %d: got %+v, want %+v", size, slot, got, m)
			}
		}
	}
}

// TestFieldsFitInOneSector checks that a torn write cannot mix the fields of two checkpoints.
func TestFieldsFitInOneSector(t *testing.T) {
	if offsetFieldsEnd > 512 {
		t.Fatalf("fields end at %d", offsetFieldsEnd)
	}
}

// TestEveryFlippedBitIsFound flips each bit of a page in turn; the page must be refused as damaged.
func TestEveryFlippedBitIsFound(t *testing.T) {
	b := encode(1, sample())
	for bit := range len(b) * 8 {
		b[bit/8] ^= 1 << (bit % 8)
		_, err := Decode(b, 1)
		var damage *fault.CorruptionError
		if !errors.As(err, &damage) || damage.Page != 1 {
			t.Fatalf("bit %d: %v", bit, err)
		}
		b[bit/8] ^= 1 << (bit % 8)
	}
}

// TestDecodeRefusesImpossibleFields seals pages with fields that no checkpoint writes, and checks what is reported.
func TestDecodeRefusesImpossibleFields(t *testing.T) {
	cases := map[string]struct {
		change func(m *Meta)
		kind   fault.Kind
	}{
		"no transaction":       {func(m *Meta) { m.Tx = 0 }, fault.Birth},
		"no pages":             {func(m *Meta) { m.HighWater = 1 }, fault.Bounds},
		"too many pages":       {func(m *Meta) { m.HighWater = maxPages + 1 }, fault.Bounds},
		"catalog is a meta":    {func(m *Meta) { m.Catalog.Root.ID = 1 }, fault.Reference},
		"catalog out of file":  {func(m *Meta) { m.Catalog.Root.ID = m.HighWater }, fault.Reference},
		"catalog from future":  {func(m *Meta) { m.Catalog.Root.Birth = m.Tx + 1 }, fault.Reference},
		"catalog unborn":       {func(m *Meta) { m.Catalog.Root.Birth = 0 }, fault.Reference},
		"entries without root": {func(m *Meta) { m.Catalog.Root = ids.PageRef{} }, fault.Count},
		"free out of file":     {func(m *Meta) { m.FreeSpace.ID = m.HighWater + 5 }, fault.Reference},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			m := sample()
			c.change(&m)
			_, err := Decode(encode(0, m), 0)
			var damage *fault.CorruptionError
			if !errors.As(err, &damage) || damage.Kind != c.kind {
				t.Fatalf("got %v, want kind %q", err, c.kind)
			}
		})
	}
}

// TestDecodeRefusesAnotherSlot checks that a page copied into the other's place is not taken.
func TestDecodeRefusesAnotherSlot(t *testing.T) {
	var damage *fault.CorruptionError
	if _, err := Decode(encode(0, sample()), 1); !errors.As(err, &damage) {
		t.Fatalf("got %v", err)
	}
}

// TestUnknownFormIsNotDamage checks that intact pages of a later release are told from damaged ones.
func TestUnknownFormIsNotDamage(t *testing.T) {
	for name, offset := range map[string]int{"version": offsetVersion, "feature": offsetFeatures} {
		b := encode(0, sample())
		b[offset] ^= 0x40
		page.Seal(b)
		var unknown *VersionError
		if _, err := Decode(b, 0); !errors.As(err, &unknown) || unknown.Error() == "" {
			t.Fatalf("%s: got %v", name, err)
		}
	}
}

// FuzzDecode feeds arbitrary bytes, sealed so that they get past the checksum. What decodes must encode to the same
// fields again.
func FuzzDecode(f *testing.F) {
	f.Add(encode(0, sample())[:offsetFieldsEnd])
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, prefix []byte) {
		b := make([]byte, page.MinSize)
		copy(b, prefix)
		order.PutUint64(b[offsetNumber:], 0)
		page.Seal(b)
		m, err := Decode(b, 0)
		if err != nil {
			return
		}
		again, err := Decode(encode(0, m), 0)
		if err != nil || !reflect.DeepEqual(again, m) {
			t.Fatalf("got %+v, %v; want %+v", again, err, m)
		}
	})
}
