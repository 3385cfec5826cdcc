package mvcc

import (
	"errors"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"
	"unsafe"

	"github.com/aerolith/aerolith/zerodb/internal/ids"
)

// version returns a version whose state is not used.
func version(tx ids.TxID) *Version[int] { return &Version[int]{Tx: tx} }

// acquire takes a lease or fails the test.
func acquire(t *testing.T, r *Readers[int]) *Lease {
	t.Helper()
	var l Lease
	if _, err := r.Acquire(&l); err != nil {
		t.Fatal(err)
	}
	return &l
}

// TestPinsFollowReaders checks that pins are sorted and distinct, appended behind what the buffer holds, and vanish
// with their readers.
func TestPinsFollowReaders(t *testing.T) {
	r := NewReaders[int](8)
	var leases []*Lease
	for _, tx := range []ids.TxID{7, 7, 9, 1<<62 - 1} {
		r.Publish(version(tx))
		leases = append(leases, acquire(t, r))
	}
	pins, readers := r.Pins([]ids.TxID{42})
	if !slices.Equal(pins, []ids.TxID{42, 7, 9, 1<<62 - 1}) || readers != 4 {
		t.Fatalf("pins %v of %d readers", pins, readers)
	}
	r.Release(leases[0])
	r.Release(leases[2])
	if pins, readers = r.Pins(pins[:0]); !slices.Equal(pins, []ids.TxID{7, 1<<62 - 1}) || readers != 2 {
		t.Fatalf("pins %v of %d readers", pins, readers)
	}
	if again := acquire(t, r); again.index > 3 {
		t.Fatalf("slot %d taken while lower ones are free", again.index)
	}
}

// TestSupersededVersionIsNotPinned lets a reader come to pin the version that it has looked at once others have replaced it, found no pin and given it up: it gets the visible one, and pins
// that, in a slot that it has had before and in a new one.
func TestSupersededVersionIsNotPinned(t *testing.T) {
	r := NewReaders[int](2)
	var first, second Lease
	for tx, l := range []*Lease{&first, &second, &second} {
		r.Publish(version(ids.TxID(10 * tx)))
		stale := r.Visible()
		r.Publish(version(ids.TxID(10*tx + 1)))
		if pins, _ := r.Pins(nil); slices.Contains(pins, stale.Tx) {
			t.Fatalf("a version without a reader is pinned: %v", pins)
		}
		v, err := r.pin(l, stale)
		if err != nil || v != r.Visible() {
			t.Fatalf("got %v, %v; want the visible version", v, err)
		}
		if pins, _ := r.Pins(nil); !slices.Contains(pins, v.Tx) || slices.Contains(pins, stale.Tx) {
			t.Fatalf("pins %v beside a reader of %d", pins, v.Tx)
		}
		if l == &second {
			r.Release(l)
		}
	}
}

// TestTransactionZeroPins checks that a version of transaction 0 is a pin like any other.
func TestTransactionZeroPins(t *testing.T) {
	r := NewReaders[int](1)
	r.Publish(version(0))
	acquire(t, r)
	if pins, _ := r.Pins(nil); !slices.Equal(pins, []ids.TxID{0}) {
		t.Fatalf("pins %v", pins)
	}
}

// TestAcquireErrors checks both refusals, and that a slot serves again after its release.
func TestAcquireErrors(t *testing.T) {
	r := NewReaders[int](2)
	var l Lease
	if _, err := r.Acquire(&l); !errors.Is(err, ErrNothingVisible) {
		t.Fatalf("before Publish: %v", err)
	}
	r.Publish(version(1))
	first, second := acquire(t, r), acquire(t, r)
	if _, err := r.Acquire(&l); !errors.Is(err, ErrTooManyReaders) {
		t.Fatalf("with all slots taken: %v", err)
	}
	r.Release(first)
	if v, err := r.Acquire(&l); err != nil || v.Tx != 1 || l.index != first.index {
		t.Fatalf("after a release: %v, %v", v, err)
	}
	r.Release(second)
}

// TestSlotsDoNotShareCacheLines checks the distance of the slots in memory.
func TestSlotsDoNotShareCacheLines(t *testing.T) {
	if size := unsafe.Sizeof(slot{}); size != slotBytes {
		t.Fatalf("a slot takes %d bytes", size)
	}
}

// TestReadTransactionsDoNotAllocate checks the promise of the read path and of a scan into a sufficient buffer.
func TestReadTransactionsDoNotAllocate(t *testing.T) {
	r := NewReaders[int](4)
	r.Publish(version(1))
	var l Lease
	pins := make([]ids.TxID, 0, 4)
	allocations := testing.AllocsPerRun(100, func() {
		if _, err := r.Acquire(&l); err != nil {
			t.Fatal(err)
		}
		pins, _ = r.Pins(pins[:0])
		r.Release(&l)
	})
	if allocations != 0 {
		t.Fatalf("%v allocations", allocations)
	}
}

// TestAges checks that an age runs from the first sight of a superseded pin and ends with it.
func TestAges(t *testing.T) {
	var a Ages
	start := time.Unix(1000, 0)
	at := func(seconds int) time.Time { return start.Add(time.Duration(seconds) * time.Second) }
	steps := []struct {
		pins    []ids.TxID
		visible ids.TxID
		oldest  ids.TxID // 0: none
		seconds int      // age
	}{
		{pins: []ids.TxID{5}, visible: 5},                                      // at 0: still the visible one
		{pins: []ids.TxID{5}, visible: 6, oldest: 5, seconds: 0},               // at 1: superseded
		{pins: []ids.TxID{5, 6}, visible: 7, oldest: 5, seconds: 1},            // at 2
		{pins: []ids.TxID{6, 7}, visible: 8, oldest: 6, seconds: 1},            // at 3: 5 has gone
		{pins: []ids.TxID{3, 6, 7, 8}, visible: 9, oldest: 3, seconds: 0},      // at 4: a late pin
		{pins: []ids.TxID{6, 7, 8}, visible: 9, oldest: 6, seconds: 3},         // at 5
		{pins: []ids.TxID{9}, visible: 9},                                      // at 6
		{pins: []ids.TxID{9, 10, 12}, visible: 12, oldest: 9, seconds: 0},      // at 7
		{pins: []ids.TxID{9, 10, 12}, visible: 1 << 40, oldest: 9, seconds: 1}, // at 8
	}
	for second, s := range steps {
		a.Observe(s.pins, s.visible, at(second))
		tx, age, ok := a.Oldest(at(second))
		if ok != (s.oldest != 0) || tx != s.oldest || age != time.Duration(s.seconds)*time.Second {
			t.Fatalf("second %d: oldest %d, age %v, %v", second, tx, age, ok)
		}
	}
}

// TestPinnedVersionsAreNeverReused lets a writer overwrite, without any lock, the memory of each version that the
// pins leave out, while readers check that the version they hold keeps its content. The race detector judges too:
// every overwrite must be ordered after the last read.
func TestPinnedVersionsAreNeverReused(t *testing.T) {
	const (
		goroutines = 4
		versions   = 30_000
	)
	type cell struct{ words [8]ids.TxID }  // plain memory
	r := NewReaders[*cell](4 * goroutines) // spare slots: a search may miss one that moves
	publish := func(tx ids.TxID, c *cell) {
		for i := range c.words {
			c.words[i] = tx
		}
		r.Publish(&Version[*cell]{Tx: tx, State: c})
	}
	first := &cell{}
	publish(1, first)
	var stop atomic.Bool
	var readers sync.WaitGroup
	for range goroutines {
		readers.Go(func() {
			var l Lease
			for !stop.Load() {
				v, err := r.Acquire(&l)
				if err != nil {
					t.Errorf("acquire: %v", err)
					return
				}
				for i, word := range v.State.words {
					if word != v.Tx {
						t.Errorf("version %d: word %d says %d", v.Tx, i, word)
					}
				}
				r.Release(&l)
			}
		})
	}
	superseded := map[ids.TxID]*cell{}
	var free []*cell
	var pins []ids.TxID
	current, reused := first, 0
	for tx := ids.TxID(2); tx < versions; tx++ {
		next := &cell{}
		if last := len(free) - 1; last >= 0 {
			next, free = free[last], free[:last]
			reused++
		}
		superseded[tx-1] = current
		current = next
		publish(tx, next)
		pins, _ = r.Pins(pins[:0])
		for old, c := range superseded {
			if _, pinned := slices.BinarySearch(pins, old); !pinned {
				free = append(free, c)
				delete(superseded, old)
			}
		}
	}
	stop.Store(true)
	readers.Wait()
	if reused < versions/2 {
		t.Fatalf("only %d of %d versions reused memory", reused, versions)
	}
}

// BenchmarkReadTransaction measures Acquire and Release; run it with -cpu 1,2 to see that readers do not disturb
// each other.
func BenchmarkReadTransaction(b *testing.B) {
	r := NewReaders[int](64)
	r.Publish(version(1))
	b.ReportAllocs()
	b.RunParallel(func(pb *testing.PB) {
		var l Lease
		for pb.Next() {
			if _, err := r.Acquire(&l); err != nil {
				b.Error(err)
				return
			}
			r.Release(&l)
		}
	})
}

// BenchmarkPins measures the writer's scan beside 1,000 readers on few versions.
func BenchmarkPins(b *testing.B) {
	r := NewReaders[int](1000)
	for i := range 1000 {
		r.Publish(version(ids.TxID(i / 100)))
		var l Lease
		if _, err := r.Acquire(&l); err != nil {
			b.Fatal(err)
		}
	}
	var pins []ids.TxID
	for b.Loop() {
		pins, _ = r.Pins(pins[:0])
	}
}
