package peers

import (
	"sync/atomic"
	"time"
	"unsafe"

	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/mvcc"
)

// Claim is who takes a block.
type Claim struct {
	// Token tells this claim from every other; not 0.
	Token uint64
	// Process is the claimant's number in its own namespace, for people only.
	Process uint64
	// Since is when it came.
	Since time.Time
}

// Block describes a block that is in use.
type Block struct {
	Claim
	// Index is the block's number, Generation how often it was claimed since Reset.
	Index      int
	Generation uint64
	// Pins are the transactions that its readers hold, in no order.
	Pins []ids.TxID
}

// head returns the place of a block.
func (m *Memory) head(block int) int { return headerBytes + block*blockBytes }

// Take claims a block, with no reader in it. The caller holds the block's lock and keeps it until the process ends.
func (m *Memory) Take(block int, c Claim) {
	head := m.head(block)
	m.Table(block).Clear()
	m.word(head + offsetGeneration).Add(1)
	m.word(head + offsetProcess).Store(c.Process)
	m.word(head + offsetSince).Store(uint64(c.Since.UnixNano()))
	m.word(head + offsetOwner).Store(c.Token)
	for {
		used := m.word(offsetUsed).Load()
		if used > uint64(block) || m.word(offsetUsed).CompareAndSwap(used, uint64(block)+1) {
			return
		}
	}
}

// Owner returns the token of the claim on a block, 0 for a free one.
func (m *Memory) Owner(block int) uint64 { return m.word(m.head(block) + offsetOwner).Load() }

// GiveBack frees a block and all pins in it. The caller holds the block's lock: as the claimant, or because the claimant
// has ended.
func (m *Memory) GiveBack(block int) {
	m.Table(block).Clear()
	m.word(m.head(block) + offsetOwner).Store(0)
}

// Table returns the slots of a block.
func (m *Memory) Table(block int) mvcc.Table {
	head := m.head(block)
	return mvcc.Table{
		InUse:  (*atomic.Int64)(unsafe.Pointer(m.word(head + offsetInUse))),
		Memory: m.bytes[head+mvcc.SlotBytes : head+blockBytes],
	}
}

// Joined reports whether any block is claimed.
func (m *Memory) Joined() bool {
	for i := range m.Used() {
		if m.Owner(i) != 0 {
			return true
		}
	}
	return false
}

// Used returns a number above that of every block in use.
func (m *Memory) Used() int { return int(min(m.word(offsetUsed).Load(), uint64(m.blocks))) }

// AppendPins appends the transactions that the readers of all other processes hold, in no order. It allocates only when dst
// is too small.
func (m *Memory) AppendPins(dst []ids.TxID) []ids.TxID {
	for i := range m.Used() {
		if m.Owner(i) != 0 {
			dst = m.Table(i).AppendPins(dst)
		}
	}
	return dst
}

// List describes the blocks in use.
func (m *Memory) List() []Block {
	var list []Block
	for i := range m.Used() {
		owner := m.Owner(i)
		if owner == 0 {
			continue
		}
		head := m.head(i)
		list = append(list, Block{
			Claim: Claim{
				Token: owner, Process: m.word(head + offsetProcess).Load(),
				Since: time.Unix(0, int64(m.word(head+offsetSince).Load())),
			},
			Index: i, Generation: m.word(head + offsetGeneration).Load(),
			Pins: m.Table(i).AppendPins(nil),
		})
	}
	return list
}
