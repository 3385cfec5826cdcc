package peers

import (
	"encoding/binary"
	"sync/atomic"
	"unsafe"

	"github.com/aerolith/aerolith/zerodb/internal/ids"
)

// Phase says what the writer that came last is doing.
type Phase uint64

const (
	// Idle: no writer has come since Reset.
	Idle Phase = iota
	// Opening: it recovers; what Root returns is that of an earlier writer, or nothing.
	Opening
	// Live: it has published a root.
	Live
	// Closed: it has ended and left everything durable.
	Closed
	// Inspected: who has the writer lock writes nothing and publishes nothing.
	Inspected
)

// Memory is the shared memory of one database. Any number of goroutines and processes may use it at once, as the package
// says who may change what.
type Memory struct {
	bytes  []byte
	blocks int
}

// Open looks at shared memory of at least Size(1) bytes, aligned to 8. It returns ErrForm when the memory was never Reset, is
// of another form, or has more blocks than the bytes have room for; Blocks then tells how many it claims to have, and
// only Reset may be called.
func Open(b []byte) (*Memory, error) {
	m := &Memory{bytes: b}
	claimed := m.Claimed()
	if claimed == 0 || Size(claimed) > int64(len(b)) {
		return m, ErrForm
	}
	m.blocks = claimed
	return m, nil
}

// New begins anew, for so many blocks, in shared memory of at least Size(blocks) bytes, aligned to 8, whatever it was. Nobody else may be alive.
func New(b []byte, blocks int) *Memory {
	m := &Memory{bytes: b}
	m.Reset(blocks)
	return m
}

// Unshared returns memory for one block that nobody else sees, aligned as Open needs it.
func Unshared() []byte {
	words := make([]uint64, Size(1)/8)
	return unsafe.Slice((*byte)(unsafe.Pointer(&words[0])), Size(1))
}

// Blocks returns the number of blocks.
func (m *Memory) Blocks() int { return m.blocks }

// Reset begins anew, for so many blocks. Nobody else may be alive.
func (m *Memory) Reset(blocks int) {
	m.word(offsetMagic).Store(0)
	m.blocks = blocks
	for at := 0; at < headerBytes; at += 8 {
		m.word(at).Store(0)
	}
	for i := range blocks {
		m.word(m.head(i) + offsetOwner).Store(0)
	}
	m.word(offsetForm).Store(uint64(blocks)<<halfWord | version)
	m.word(offsetMagic).Store(magic)
}

// word returns the word at an offset, which is a multiple of 8 within the memory.
func (m *Memory) word(offset int) *atomic.Uint64 {
	return (*atomic.Uint64)(unsafe.Pointer(&m.bytes[offset : offset+8][0]))
}

// BeginLife says that a writer is opening the database: Root is an earlier one's until GoLive.
func (m *Memory) BeginLife(life, process uint64) {
	m.word(offsetLife).Store(life)
	m.word(offsetWriter).Store(process)
	m.word(offsetStopped).Store(0)
	m.word(offsetWanted).Store(0)
	m.word(offsetPhase).Store(uint64(Opening))
}

// GoLive publishes the writer's first root, of the database with the identity.
func (m *Memory) GoLive(identity [16]byte, r Root) {
	m.word(offsetIdentity).Store(binary.LittleEndian.Uint64(identity[:8]))
	m.word(offsetIdentity + 8).Store(binary.LittleEndian.Uint64(identity[8:]))
	m.Publish(r)
	m.word(offsetPhase).Store(uint64(Live))
}

// Attend says that the writer shows each commit in Root from now on, which is up to date. While it does not, Root may be
// old and its pages overwritten.
func (m *Memory) Attend() { m.word(offsetAttended).Store(1) }

// Neglect says that the writer shows nothing more. It must then look at Joined, and Attend again if somebody has.
func (m *Memory) Neglect() { m.word(offsetAttended).Store(0) }

// Attended reports whether the writer shows each commit. Who has claimed a block waits for it before it uses Root.
func (m *Memory) Attended() bool { return m.word(offsetAttended).Load() != 0 }

// SayStopped says that the writer has stopped after a failure and will not attend any more: who waits for that waits in vain.
func (m *Memory) SayStopped() { m.word(offsetStopped).Store(1) }

// Stopped reports whether the writer has said so.
func (m *Memory) Stopped() bool { return m.word(offsetStopped).Load() != 0 }

// SetDurable says up to which position the log is durable. The writer calls it while it attends.
func (m *Memory) SetDurable(lsn ids.LSN) { m.word(offsetDurable).Store(uint64(lsn)) }

// Durable returns the position up to which the writer has said that the log is durable, 0 when it has said nothing.
func (m *Memory) Durable() ids.LSN { return ids.LSN(m.word(offsetDurable).Load()) }

// Want asks the writer to make the log durable up to a position. Who waits for it asks again and again, since a writer that comes forgets what was asked for.
func (m *Memory) Want(lsn ids.LSN) {
	for word := m.word(offsetWanted); ; {
		before := word.Load()
		if before >= uint64(lsn) || word.CompareAndSwap(before, uint64(lsn)) {
			return
		}
	}
}

// Wanted returns the greatest position that was asked for in this life of the writer, 0 for none. It may be anything: others write it.
func (m *Memory) Wanted() ids.LSN { return ids.LSN(m.word(offsetWanted).Load()) }

// EndLife says that the writer has closed the database and that everything is durable.
func (m *Memory) EndLife() { m.word(offsetPhase).Store(uint64(Closed)) }

// Inspect says that who has the writer lock only looks.
func (m *Memory) Inspect() { m.word(offsetPhase).Store(uint64(Inspected)) }

// Phase returns what the last writer is doing. Whether it is alive only its lock tells.
func (m *Memory) Phase() Phase { return Phase(m.word(offsetPhase).Load()) }

// Identity returns the database's identity, zero before the first GoLive.
func (m *Memory) Identity() (identity [16]byte) {
	binary.LittleEndian.PutUint64(identity[:8], m.word(offsetIdentity).Load())
	binary.LittleEndian.PutUint64(identity[8:], m.word(offsetIdentity+8).Load())
	return identity
}

// Writer returns the process number of the last writer, as it was in its own namespace.
func (m *Memory) Writer() uint64 { return m.word(offsetWriter).Load() }

// Highest returns the greatest page count of all roots since Reset or Settle: nothing from there on is seen by a reader.
func (m *Memory) Highest() ids.PageID { return ids.PageID(m.word(offsetHighest).Load()) }

// Settle says that no root that is or will be published again refers to a page from pages on, and no reader that is alive sees one.
// Highest is that from then on, until a root with more is published. Only the writer calls it, not beside Publish.
func (m *Memory) Settle(pages ids.PageID) {
	m.word(offsetHighest).Store(min(m.word(offsetHighest).Load(), uint64(pages)))
}

// Greatest returns the greatest transaction of all roots since Reset.
func (m *Memory) Greatest() ids.TxID { return ids.TxID(m.word(offsetGreatest).Load()) }

// Claimed returns how many blocks the memory says that it has, within bounds, whether or not all are mapped; 0 when it is of
// another form.
func (m *Memory) Claimed() int {
	form := m.word(offsetForm).Load()
	blocks := form >> halfWord
	if m.word(offsetMagic).Load() != magic || form&(1<<halfWord-1) != version || blocks > BlocksMax {
		return 0
	}
	return int(blocks)
}
