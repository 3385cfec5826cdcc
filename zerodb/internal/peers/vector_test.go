package peers

import (
	"bytes"
	"os"
	"testing"
	"time"

	"github.com/aerolith/aerolith/zerodb/internal/formatdoc"
	"github.com/aerolith/aerolith/zerodb/internal/mvcc"
)

// TestDocumentedVector checks that the beginning of the lock file and the block that are drawn in the documentation, of a little-endian machine,
// are read as the sample, and that the sample is written as drawn.
func TestDocumentedVector(t *testing.T) {
	docs := os.DirFS("../../../docs/format")
	want, block := formatdoc.Vector(t, docs, "lock.md", "lock-head"), formatdoc.Vector(t, docs, "lock.md", "lock-block")
	m := fresh(t, 2)
	if m.bytes[0] != 'A' {
		t.Skip("another byte order")
	}
	sampleMemory(t, m)
	if got := m.bytes[:len(want)]; !bytes.Equal(got, want) {
		t.Errorf("the sample is written as\n% x", got)
	}
	if got := m.bytes[m.head(1):][:len(block)]; !bytes.Equal(got, block) {
		t.Errorf("the block is written as\n% x", got)
	}
	copied := memory(2)
	copy(copied, want)
	copy(copied[m.head(1):], block)
	read, err := Open(copied)
	if err != nil {
		t.Fatal(err)
	}
	if r, err := read.Root(); err != nil || r != sequenced(rootOf(9), 1) || read.Blocks() != 2 || read.Phase() != Live || read.Writer() != 4711 {
		t.Errorf("read as %+v, %v", r, err)
	}
	if read.Highest() != 12 || read.Greatest() != 9 || !read.Attended() || read.Durable() != 14 || read.Wanted() != 15 || !read.Stopped() || read.Used() != 2 {
		t.Error("words of the head are not read as documented")
	}
	list := read.List()
	if len(list) != 1 || list[0].Index != 1 || list[0].Token != 0x0a0b0c0d || list[0].Generation != 1 || list[0].Process != 4712 || list[0].Since.UnixNano() != 5_000_000_006 {
		t.Errorf("blocks are %+v", list)
	}
	if holders := read.Table(1).AppendHolders(nil); len(holders) != 2 || holders[0].Tx != 9 || !holders[0].Ending || holders[1].Tx != 9 || holders[1].Ending {
		t.Errorf("readers are %+v", holders)
	}
	for i, phase := range []Phase{Idle, Opening, Live, Closed, Inspected} {
		if int(phase) != i {
			t.Errorf("phase %d has the number %d", i, phase)
		}
	}
}

// sampleMemory does with a memory what the documentation says of its vectors.
func sampleMemory(t *testing.T, m *Memory) {
	t.Helper()
	m.BeginLife(0x1122334455667788, 4711)
	m.GoLive([16]byte{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16}, rootOf(9))
	m.Attend()
	m.SetDurable(14)
	m.SayStopped()
	m.Want(15)
	m.Take(1, Claim{Token: 0x0a0b0c0d, Process: 4712, Since: time.Unix(5, 6)})
	readers := mvcc.NewReadersIn[int](m.Table(1), 2)
	readers.Publish(&mvcc.Version[int]{Tx: 9})
	var first, second mvcc.Lease
	if _, err := readers.Acquire(&first); err != nil || !readers.End(readers.AppendHolders(nil)[0]) {
		t.Fatal(err)
	}
	if _, err := readers.Acquire(&second); err != nil {
		t.Fatal(err)
	}
}

// sequenced returns a root with the number that publishing gives it.
func sequenced(r Root, sequence uint64) Root {
	r.Sequence = sequence
	return r
}
