package peers

import (
	"errors"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"
	"unsafe"

	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/mvcc"
)

// memory returns words for so many blocks, aligned.
func memory(blocks int) []byte {
	words := make([]uint64, Size(blocks)/8)
	return unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(words))), 8*len(words))
}

// fresh returns an empty memory of so many blocks.
func fresh(t testing.TB, blocks int) *Memory {
	t.Helper()
	m, err := Open(memory(blocks))
	if !errors.Is(err, ErrForm) {
		t.Fatalf("memory that was never used: %v", err)
	}
	m.Reset(blocks)
	return m
}

// rootOf returns a root whose fields all follow from a number, so that a torn one shows.
func rootOf(n uint64) Root {
	return Root{
		Tx: ids.TxID(n), Catalog: ids.PageRef{ID: ids.PageID(n + 1), Birth: ids.TxID(n)}, Count: n + 2, Depth: uint32(n % 32),
		HighWater: ids.PageID(n + 3), End: ids.LSN(n + 4),
	}
}

// TestRootsAreWhole publishes from one goroutine and reads in others: every root is one that was published, and none is older
// than the number that was current before the reading.
func TestRootsAreWhole(t *testing.T) {
	m := fresh(t, 1)
	if _, err := m.Root(); !errors.Is(err, ErrNoRoot) {
		t.Fatalf("no root: %v", err)
	}
	const last = 3000
	var readers sync.WaitGroup
	for range 3 {
		readers.Go(func() {
			for m.Current() < last {
				before := m.Current()
				r, err := m.Root()
				if err != nil {
					if before > 0 {
						t.Error(err)
						return
					}
					continue
				}
				want := rootOf(r.Sequence)
				want.Sequence = r.Sequence
				if r != want || r.Sequence < before {
					t.Errorf("root %+v after %d", r, before)
					return
				}
			}
		})
	}
	for n := uint64(1); n <= last; n++ {
		m.Publish(rootOf(n))
	}
	readers.Wait()
	if m.Highest() != last+3 || m.Greatest() != last {
		t.Errorf("highest page %d, greatest transaction %d", m.Highest(), m.Greatest())
	}
}

// TestWriterDiesInTheMiddle stops a publication after each of its stores: the root before it stays readable, and the next writer goes on.
func TestWriterDiesInTheMiddle(t *testing.T) {
	for words := range cellWords {
		m := fresh(t, 1)
		m.Publish(rootOf(1))
		m.Publish(rootOf(2))
		at := cellAt(3)
		m.word(at).Store(0)
		for i := 1; i <= words && i < cellWords; i++ {
			m.word(at + 8*i).Store(uint64(i) * 77)
		}
		r, err := m.Root()
		if err != nil || r.Sequence != 2 {
			t.Fatalf("after %d words: %+v, %v", words, r, err)
		}
		m.Publish(rootOf(3))
		if r, err := m.Root(); err != nil || r.Sequence != 3 {
			t.Fatalf("the next writer: %+v, %v", r, err)
		}
	}
}

// TestDamagedMemory writes random words over a memory in use: reading it ends, with a root that was published or an error.
func TestDamagedMemory(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	for range 60 {
		m := fresh(t, 2)
		m.Publish(rootOf(1))
		m.Publish(rootOf(2))
		for range 1 + random.IntN(4) {
			m.word(8 * random.IntN((offsetCells+2*cellBytes)/8)).Store(random.Uint64() >> random.IntN(64))
		}
		if m.Current() == 0 || m.Current() > 2 {
			continue // no root can be as young as that; looking for it takes long
		}
		if r, err := m.Root(); err == nil && r.Tx != 1 && r.Tx != 2 {
			t.Fatalf("a root that nobody published: %+v", r)
		}
		for i := range m.Used() {
			m.Table(i).AppendPins(nil)
		}
		if again, err := Open(m.bytes); err == nil && (again.Blocks() < 1 || again.Blocks() > 2) {
			t.Fatalf("%d blocks in memory for 2", again.Blocks())
		}
	}
}

// TestBlocks claims blocks, pins in them, and checks what others see, before and after they are given back.
func TestBlocks(t *testing.T) {
	m := fresh(t, 3)
	since := time.Unix(5, 6)
	m.Take(1, Claim{Token: 11, Process: 100, Since: since})
	m.Take(0, Claim{Token: 12, Process: 101, Since: since})
	readers := mvcc.NewReadersIn[int](m.Table(1), 1000)
	if readers.Limit() != SlotsPerBlock {
		t.Errorf("%d readers in a block", readers.Limit())
	}
	readers.Publish(&mvcc.Version[int]{Tx: 7})
	leases := make([]mvcc.Lease, 3)
	for i := range leases {
		if _, err := readers.Acquire(&leases[i]); err != nil {
			t.Fatal(err)
		}
	}
	if pins := m.AppendPins(nil); !slices.Equal(pins, []ids.TxID{7, 7, 7}) {
		t.Errorf("pins %v", pins)
	}
	list := m.List()
	if len(list) != 2 || list[1].Token != 11 || list[1].Process != 100 || !list[1].Since.Equal(since) || list[1].Generation != 1 || len(list[1].Pins) != 3 {
		t.Errorf("blocks %+v", list)
	}
	m.GiveBack(1)
	m.Take(1, Claim{Token: 13})
	if pins := m.AppendPins(nil); len(pins) != 0 || m.Owner(1) != 13 || m.List()[1].Generation != 2 {
		t.Errorf("after giving back: pins %v, %+v", pins, m.List())
	}
}
