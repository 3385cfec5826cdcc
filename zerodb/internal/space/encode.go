package space

import (
	"math"

	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/page"
)

// Written tells where a capture lies on disk.
type Written struct {
	// Head refers to the first page; it is zero when nothing is free.
	Head ids.PageRef
	// Chain lists all pages that hold the set, ascending. The next checkpoint frees them, born in Head.Birth.
	Chain []Run
	// Unused lists the reserved pages that were not needed. The set on disk has them as free: Return them.
	Unused []Run
}

// Encode writes the captured set for checkpoint tx. It hands each finished, sealed page to write, whose buffer is
// valid during the call only, in ascending order of page numbers. It may run without the writer lock.
//
// It fails with ErrOverlap when the set contradicts itself, and with write's error, as it is.
func (c *Capture) Encode(tx ids.TxID, write func(id ids.PageID, b []byte) error) (Written, error) {
	used := c.needed()
	out := Written{Chain: c.reserved[:used:used], Unused: c.reserved[used:]}
	if used == 0 {
		return out, nil
	}
	out.Head = ids.PageRef{ID: c.reserved[0].Start, Birth: tx}
	e := encoder{chain: out.Chain, tx: tx, write: write, buffer: make([]byte, c.pageSize)}
	e.open()
	for r := range c.runs(out.Unused) {
		if err := e.run(r); err != nil {
			return Written{}, err
		}
	}
	for e.index < used {
		if err := e.flush(); err != nil {
			return Written{}, err
		}
	}
	out.Chain = coalesce(append([]Run(nil), out.Chain...))
	out.Unused = coalesce(append([]Run(nil), out.Unused...))
	return out, nil
}

// needed returns how many of the reserved pages to use, so that they hold the captured runs and, as free ones, the
// other reserved pages.
func (c *Capture) needed() int {
	var entries uint64
	for r := range c.runs(nil) {
		entries += 1 + r.Count/maxEntryNumber
	}
	reserved := uint64(len(c.reserved))
	if entries == 0 && reserved == 0 {
		return 0
	}
	entries += uint64(c.HighWater)/maxEntryNumber + 1
	// used pages hold used*perPage entries, the unused ones add at most reserved-used.
	perPage := entriesPerPage(c.pageSize)
	return int(min((entries+reserved+perPage)/(perPage+1), reserved))
}

// encoder fills the pages of a chain one after another.
type encoder struct {
	chain    []Run
	tx       ids.TxID
	write    func(id ids.PageID, b []byte) error
	buffer   []byte
	index    int        // of the page that is being filled
	entries  int        // in that page
	position ids.PageID // end of the last run
}

// open begins the page at index.
func (e *encoder) open() {
	e.entries = 0
	if e.index == len(e.chain) {
		return
	}
	page.Init(e.buffer, page.KindFree, ids.PageRef{ID: e.chain[e.index].Start, Birth: e.tx})
	order.PutUint32(e.buffer[offsetIndex:], uint32(e.index))
	order.PutUint64(e.buffer[offsetBase:], uint64(e.position))
	if e.index+1 < len(e.chain) {
		order.PutUint64(e.buffer[offsetNextID:], uint64(e.chain[e.index+1].Start))
		order.PutUint64(e.buffer[offsetNextTx:], uint64(e.tx))
	}
}

// flush finishes the page at index, hands it out and begins the next one.
func (e *encoder) flush() error {
	order.PutUint32(e.buffer[offsetEntries:], uint32(e.entries))
	page.Seal(e.buffer)
	if err := e.write(e.chain[e.index].Start, e.buffer); err != nil {
		return err
	}
	e.index++
	e.open()
	return nil
}

// run encodes one run, in several entries when the gap before it or its length needs them.
func (e *encoder) run(r Run) error {
	if r.Start < e.position {
		return runError(ErrOverlap, r)
	}
	gap, count := uint64(r.Start-e.position), r.Count
	for ; gap > math.MaxUint32; gap -= math.MaxUint32 {
		if err := e.entry(math.MaxUint32, 0); err != nil {
			return err
		}
	}
	for ; count > math.MaxUint32; count -= math.MaxUint32 {
		if err := e.entry(uint32(gap), math.MaxUint32); err != nil {
			return err
		}
		gap = 0
	}
	return e.entry(uint32(gap), uint32(count))
}

// entry appends one entry, after finishing the page when that is full.
func (e *encoder) entry(gap, count uint32) error {
	if uint64(e.entries) == entriesPerPage(len(e.buffer)) {
		if err := e.flush(); err != nil {
			return err
		}
	}
	at := offsetRuns + e.entries*entrySize
	order.PutUint32(e.buffer[at:], gap)
	order.PutUint32(e.buffer[at+4:], count)
	e.entries++
	e.position += ids.PageID(gap) + ids.PageID(count)
	return nil
}
