package space

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/aerolith/aerolith/zerodb/internal/fault"
	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/page"
)

// disk is a data file in memory, of the pages that were written.
type disk map[ids.PageID][]byte

// errMissing says that a page was never written.
var errMissing = errors.New("missing page")

// read returns a page.
func (d disk) read(id ids.PageID) ([]byte, error) {
	if b, ok := d[id]; ok {
		return b, nil
	}
	return nil, fmt.Errorf("%w: %d", errMissing, id)
}

// write keeps a copy of a page.
func (d disk) write(id ids.PageID, b []byte) error {
	d[id] = slices.Clone(b)
	return nil
}

// store captures and encodes the free set of m for transaction tx.
func store(t *testing.T, m *Manager, tx ids.TxID) (disk, Written, ids.PageID) {
	t.Helper()
	capture, err := m.Capture(page.MinSize)
	if err != nil {
		t.Fatal(err)
	}
	d := disk{}
	written, err := capture.Encode(tx, d.write)
	if err != nil {
		t.Fatal(err)
	}
	return d, written, capture.HighWater
}

// TestCodecRoundTrip encodes sets with gaps and lengths beyond 32 bits, and ones that fill several pages.
func TestCodecRoundTrip(t *testing.T) {
	const wide = math.MaxUint32
	scattered := make([]Run, 2000)
	for i := range scattered {
		scattered[i] = Run{Start: ids.PageID(10 + 3*i), Count: 1}
	}
	cases := map[string][]Run{
		"nothing":               nil,
		"one page":              {{7, 1}},
		"from the first page":   {{2, 1000}},
		"long run":              {{9, 3*wide + 5}},
		"exactly long":          {{9, 2*wide + 1}},
		"wide gap":              {{9, 2}, {5*wide + 77, 8}},
		"exactly wide gap":      {{9, 1}, {10 + wide, 1}, {11 + 3*wide, 1}},
		"long runs, wide gaps":  {{wide + 9, wide + 1}, {4 * wide, wide - 1}, {6*wide + 1, wide}},
		"several pages":         scattered,
		"several pages, a long": append(slices.Clone(scattered), Run{1 << 20, 9*wide + 3}),
	}
	for name, free := range cases {
		t.Run(name, func(t *testing.T) {
			const highWater = 1 << 40
			m, err := NewManager(highWater, highWater, free)
			if err != nil {
				t.Fatal(err)
			}
			d, written, high := store(t, m, 6)
			got, err := Decode(written.Head, high, page.MinSize, d.read)
			if err != nil {
				t.Fatal(err)
			}
			back, err := NewManager(high, high, append(got.Free, got.Chain...))
			if err != nil {
				t.Fatal(err)
			}
			want, _ := NewManager(highWater, highWater, free)
			if !slices.Equal(slices.Collect(back.byPlace.Freeze().All()), slices.Collect(want.byPlace.Freeze().All())) {
				t.Fatalf("got %v and chain %v", got.Free, got.Chain)
			}
			if !slices.Equal(got.Chain, written.Chain) {
				t.Fatalf("chain %v, want %v", got.Chain, written.Chain)
			}
		})
	}
}

// TestUnneededReservedPagesAreFree checks that a set of many adjacent retired pages takes few pages on disk, and that
// the reserved pages that were not needed count as free there.
func TestUnneededReservedPagesAreFree(t *testing.T) {
	m, err := NewManager(20_000, 1<<20, nil)
	if err != nil {
		t.Fatal(err)
	}
	for p := ids.PageID(1000); p < 9000; p++ {
		if err := m.Free(Run{p, 1}, 1, 2); err != nil {
			t.Fatal(err)
		}
	}
	d, written, high := store(t, m, 3)
	if len(d) != 1 || len(written.Unused) != 1 || written.Unused[0].Count < 10 {
		t.Fatalf("%d pages written, chain %v, unused %v", len(d), written.Chain, written.Unused)
	}
	got, err := Decode(written.Head, high, page.MinSize, d.read)
	if err != nil || !slices.Equal(got.Free, []Run{{1000, 8000}, written.Unused[0]}) {
		t.Fatalf("got %+v, %v", got, err)
	}
}

// TestCaptureWithoutRoom checks that a failed capture gives back what it has drawn.
func TestCaptureWithoutRoom(t *testing.T) {
	m := manager(t, Run{10, 1})
	if err := m.Free(Run{20, 1}, 1, 2); err != nil {
		t.Fatal(err)
	}
	m.limit = 100
	mustAllocate(t, m, 1)
	if _, err := m.Capture(page.MinSize); !errors.Is(err, ErrFull) {
		t.Fatalf("got %v", err)
	}
	if s := m.Stats(nil); s.Available != 0 || s.HighWater != 100 {
		t.Fatalf("afterwards: %+v", s)
	}
}

// TestWriteErrorEndsEncoding checks that the writer's error comes back as it is.
func TestWriteErrorEndsEncoding(t *testing.T) {
	capture, err := manager(t, Run{10, 5}).Capture(page.MinSize)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := capture.Encode(1, func(ids.PageID, []byte) error { return errMissing }); !errors.Is(err, errMissing) {
		t.Fatalf("got %v", err)
	}
}

// TestCaptureStaysAsItWas changes the manager after a capture and checks that the capture does not follow.
func TestCaptureStaysAsItWas(t *testing.T) {
	m := manager(t, Run{10, 5}, Run{30, 5})
	capture, err := m.Capture(page.MinSize)
	if err != nil {
		t.Fatal(err)
	}
	for range 9 {
		mustAllocate(t, m, 1)
	}
	if err := m.Free(Run{70, 9}, 1, 2); err != nil {
		t.Fatal(err)
	}
	if got := slices.Collect(capture.runs(nil)); !slices.Equal(got, []Run{{11, 4}, {30, 5}}) {
		t.Fatalf("captured %v", got)
	}
}

// TestEveryFlippedBitIsFound flips each bit of a stored free set; decoding must name the damaged page.
func TestEveryFlippedBitIsFound(t *testing.T) {
	m := manager(t, Run{10, 5}, Run{30, 5})
	d, written, high := store(t, m, 6)
	b := d[written.Head.ID]
	for bit := range len(b) * 8 {
		b[bit/8] ^= 1 << (bit % 8)
		_, err := Decode(written.Head, high, page.MinSize, d.read)
		var damage *fault.CorruptionError
		if !errors.As(err, &damage) || damage.Page != written.Head.ID {
			t.Fatalf("bit %d: %v", bit, err)
		}
		b[bit/8] ^= 1 << (bit % 8)
	}
}
