package peers

import (
	"encoding/binary"
	"hash/crc32"

	"github.com/aerolith/aerolith/zerodb/internal/ids"
)

// Root is what a reading process needs to find its way through the newest state.
type Root struct {
	// Tx is the transaction that made the state.
	Tx ids.TxID
	// Catalog is the root of the tree of tables, Count and Depth its entries and levels.
	Catalog ids.PageRef
	Count   uint64
	Depth   uint32
	// HighWater bounds the pages that the state refers to.
	HighWater ids.PageID
	// End is the log position that makes it durable.
	End ids.LSN
	// Sequence is the number of the root, from 1 on; Publish sets it.
	Sequence uint64
}

// Words of a cell. The stamp is 0 while the cell is being written.
const (
	wordStamp = iota
	wordTx
	wordCatalog
	wordBirth
	wordCount
	wordDepth
	wordHighWater
	wordEnd
	wordSum
	cellWords
)

// cellAttempts bounds how often a reader looks again because the writer was faster. A writer changes a cell at most once
// in the time that reading both takes a few hundred times.
const cellAttempts = 1 << 12

// Publish makes a root the current one. Only the writer calls it, one call at a time.
func (m *Memory) Publish(r Root) {
	raise(m.word(offsetHighest).Load(), uint64(r.HighWater), m.word(offsetHighest).Store)
	raise(m.word(offsetGreatest).Load(), uint64(r.Tx), m.word(offsetGreatest).Store)
	sequence := m.Current() + 1
	words := [cellWords]uint64{
		wordStamp: sequence, wordTx: uint64(r.Tx), wordCatalog: uint64(r.Catalog.ID), wordBirth: uint64(r.Catalog.Birth),
		wordCount: r.Count, wordDepth: uint64(r.Depth), wordHighWater: uint64(r.HighWater), wordEnd: uint64(r.End),
	}
	words[wordSum] = sum(&words)
	at := cellAt(sequence)
	m.word(at).Store(0)
	for i := wordTx; i < cellWords; i++ {
		m.word(at + 8*i).Store(words[i])
	}
	m.word(at).Store(sequence)
	m.word(offsetCurrent).Store(sequence)
}

// raise stores a number that is greater than the present one.
func raise(present, number uint64, store func(uint64)) {
	if number > present {
		store(number)
	}
}

// Current returns the number of the current root, 0 when there is none.
func (m *Memory) Current() uint64 { return m.word(offsetCurrent).Load() }

// Root returns the current root or a younger one. It fails with ErrDamaged when neither cell holds one.
func (m *Memory) Root() (Root, error) {
	for range cellAttempts {
		current := m.Current()
		if current == 0 {
			return Root{}, ErrNoRoot
		}
		for _, at := range [...]int{cellAt(current), cellAt(current + 1)} {
			if r, ok := m.cell(at); ok && r.Sequence >= current {
				return r, nil
			}
		}
	}
	return Root{}, ErrDamaged
}

// cellAt returns the place of the cell that a root goes to.
func cellAt(sequence uint64) int { return offsetCells + int(sequence%2)*cellBytes }

// cell reads one cell, unless it is being written or damaged.
func (m *Memory) cell(at int) (Root, bool) {
	var words [cellWords]uint64
	for i := range words {
		words[i] = m.word(at + 8*i).Load()
	}
	if words[wordStamp] == 0 || m.word(at).Load() != words[wordStamp] || sum(&words) != words[wordSum] {
		return Root{}, false
	}
	return Root{
		Tx:       ids.TxID(words[wordTx]),
		Catalog:  ids.PageRef{ID: ids.PageID(words[wordCatalog]), Birth: ids.TxID(words[wordBirth])},
		Count:    words[wordCount],
		Depth:    uint32(words[wordDepth]),
		End:      ids.LSN(words[wordEnd]),
		Sequence: words[wordStamp], HighWater: ids.PageID(words[wordHighWater]),
	}, true
}

// sum is the checksum of all words before the last.
func sum(words *[cellWords]uint64) uint64 {
	var b [8 * wordSum]byte
	for i, w := range words[:wordSum] {
		binary.LittleEndian.PutUint64(b[8*i:], w)
	}
	return uint64(crc32.Checksum(b[:], castagnoli()))
}

// castagnoli returns the table of CRC-32C, which the package crc32 keeps.
func castagnoli() *crc32.Table { return crc32.MakeTable(crc32.Castagnoli) }
