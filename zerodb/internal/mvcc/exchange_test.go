package mvcc

import (
	"sync"
	"sync/atomic"
	"testing"

	"github.com/aerolith/aerolith/zerodb/internal/ids"
)

// content is what a version's cell holds: the version that it belongs to.
type content struct{ tx ids.TxID }

// cell is a place that several versions refer to.
type cell struct{ now atomic.Pointer[content] }

// newCell returns a cell with a content.
func newCell(tx ids.TxID) *cell {
	c := &cell{}
	c.now.Store(&content{tx: tx})
	return c
}

// swap replaces a cell's content.
type swap struct {
	in         *cell
	from, into *content
}

// Apply implements Change.
func (s *swap) Apply() { s.in.now.CompareAndSwap(s.from, s.into) }

// next makes the successor of a version: in its cell where nobody sees it, else in a new one. It reports whether it was in the cell.
func next(r *Readers[*cell], v *Version[*cell], pins []ids.TxID) (*Version[*cell], bool) {
	n := &Version[*cell]{Tx: v.Tx + 1, State: v.State}
	change := &swap{in: v.State, from: v.State.now.Load(), into: &content{tx: n.Tx}}
	unseen := func() bool {
		_, readers := r.Pins(pins[:0])
		return readers == 0
	}
	if r.Exchange(n, change, unseen) {
		return n, true
	}
	n.State = newCell(n.Tx)
	r.Publish(n)
	return n, false
}

// TestExchange changes a cell in its place without readers, and not beside one, which goes on to see what it saw.
func TestExchange(t *testing.T) {
	r := NewReaders[*cell](4)
	v := &Version[*cell]{Tx: 1, State: newCell(1)}
	r.Publish(v)
	v, done := next(r, v, nil)
	if !done || r.Visible() != v || v.State.now.Load().tx != 2 {
		t.Fatalf("without readers: done %v, the cell holds %d", done, v.State.now.Load().tx)
	}
	var l Lease
	seen, err := r.Acquire(&l)
	if err != nil {
		t.Fatal(err)
	}
	if v, done = next(r, v, nil); done || seen.State.now.Load().tx != seen.Tx || r.Visible() != v {
		t.Fatalf("beside a reader: done %v, it sees %d in %d", done, seen.State.now.Load().tx, seen.Tx)
	}
	r.Release(&l)
	if _, done = next(r, v, nil); !done {
		t.Error("the reader has gone and the exchange was refused")
	}
}

// TestExchangeThatAReaderMeets lets a reader come while an exchange is proposed, which it refuses, and another when it has been decided, which
// carries it out.
func TestExchangeThatAReaderMeets(t *testing.T) {
	r := NewReaders[*cell](4)
	v := &Version[*cell]{Tx: 1, State: newCell(1)}
	r.Publish(v)
	n := &Version[*cell]{Tx: 2, State: v.State}
	change := &swap{in: v.State, from: v.State.now.Load(), into: &content{tx: 2}}
	var l Lease
	var seen *Version[*cell]
	come := func() {
		var err error
		if seen, err = r.Acquire(&l); err != nil {
			t.Fatal(err)
		}
	}
	if r.Exchange(n, change, func() bool { come(); return true }) || seen != v || v.State.now.Load().tx != 1 {
		t.Fatalf("a reader of %d came first, and the cell holds %d", seen.Tx, v.State.now.Load().tx)
	}
	r.Release(&l)
	late := &meets{Change: change, come: come}
	if !r.Exchange(n, late, func() bool { return true }) || seen != n || !late.helped {
		t.Fatalf("a reader that came late sees %d, helped %v", seen.Tx, late.helped)
	}
}

// meets is a change in whose beginning a reader comes.
type meets struct {
	Change
	come          func()
	began, helped bool
}

// Apply implements Change.
func (m *meets) Apply() {
	if m.began {
		m.helped = true
		m.Change.Apply()
		return
	}
	m.began = true
	m.come()
}

// TestExchangeBesideReaders lets readers come and go while a writer makes versions in place and elsewhere. Each must see, for as long as
// it reads, the content of its version.
func TestExchangeBesideReaders(t *testing.T) {
	const versions, readers = 20_000, 3
	r := NewReaders[*cell](readers)
	v := &Version[*cell]{Tx: 1, State: newCell(1)}
	r.Publish(v)
	var done atomic.Bool
	var wrong atomic.Uint64
	var group sync.WaitGroup
	for range readers {
		group.Go(func() {
			var l Lease
			for !done.Load() {
				seen, err := r.Acquire(&l)
				if err != nil {
					wrong.Add(1)
					return
				}
				for range 3 {
					if seen.State.now.Load().tx != seen.Tx {
						wrong.Add(1)
					}
				}
				r.Release(&l)
			}
		})
	}
	pins, inPlace := make([]ids.TxID, 0, readers), 0
	for range versions {
		var in bool
		if v, in = next(r, v, pins); in {
			inPlace++
		}
	}
	done.Store(true)
	group.Wait()
	if wrong.Load() > 0 {
		t.Errorf("%d looks saw another version's content", wrong.Load())
	}
	t.Logf("%d of %d versions in place", inPlace, versions)
}
