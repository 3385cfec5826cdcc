package space

import (
	"slices"

	"github.com/aerolith/aerolith/zerodb/internal/fault"
	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/page"
)

// Persisted is a free set as a checkpoint left it.
type Persisted struct {
	// Free lists the free runs, ascending and not adjacent.
	Free []Run
	// Chain lists the pages that hold the set, ascending and not adjacent. They were born in the head's birth.
	Chain []Run
}

// Decode reads the free set that begins at head, of a checkpoint whose meta page states highWater. read returns the
// bytes of one page as they are in the file; they are needed until the next call only. Everything is verified here: checksums, place
// and birth of each page, the order of the chain, that every run lies in the file and none overlaps another or a
// page of the chain. The memory used is in proportion to the pages read.
//
// It fails with *fault.CorruptionError, or with read's error as it is.
func Decode(head ids.PageRef, highWater ids.PageID, pageSize int, read func(id ids.PageID) ([]byte, error)) (Persisted, error) {
	d := decoder{highWater: highWater, pageSize: pageSize}
	from := ids.PageID(0) // the page that refers to ref; the first is referred to by a meta page
	for ref := head; !ref.IsZero(); {
		if !(Run{Start: ref.ID, Count: 1}).within(highWater) || ref.Birth != head.Birth {
			return Persisted{}, fault.New(from, fault.Reference, offsetNextID, uint64(highWater), uint64(ref.ID))
		}
		b, err := read(ref.ID)
		if err != nil {
			return Persisted{}, err
		}
		next, err := d.page(b, ref)
		if err != nil {
			return Persisted{}, err
		}
		from, ref = ref.ID, next
	}
	return d.finish()
}

// decoder gathers the runs of a chain.
type decoder struct {
	highWater ids.PageID
	pageSize  int
	free      []Run
	chain     []Run
	position  ids.PageID
	longest   bool // the last entry had the greatest length, so that the next may continue its run
}

// page decodes one page of the chain and returns the reference to the next. A page states its index, so a chain that
// runs in a circle contradicts itself at its second visit.
func (d *decoder) page(b []byte, ref ids.PageRef) (ids.PageRef, error) {
	if err := d.header(b, ref); err != nil {
		return ids.PageRef{}, err
	}
	entries := uint64(order.Uint32(b[offsetEntries:]))
	if room := entriesPerPage(d.pageSize); entries > room {
		return ids.PageRef{}, fault.New(ref.ID, fault.Count, offsetEntries, room, entries)
	}
	for at := offsetRuns; at < offsetRuns+int(entries)*entrySize; at += entrySize {
		if !d.entry(order.Uint32(b[at:]), order.Uint32(b[at+4:])) {
			return ids.PageRef{}, fault.New(ref.ID, FreeRun, at, uint64(d.highWater), order.Uint64(b[at:]))
		}
	}
	d.chain = append(d.chain, Run{Start: ref.ID, Count: 1})
	next := ids.PageRef{ID: ids.PageID(order.Uint64(b[offsetNextID:])), Birth: ids.TxID(order.Uint64(b[offsetNextTx:]))}
	return next, nil
}

// header checks everything of a page but its entries.
func (d *decoder) header(b []byte, ref ids.PageRef) error {
	if len(b) != d.pageSize || len(b) < page.MinSize {
		return fault.New(ref.ID, fault.Size, 0, uint64(d.pageSize), uint64(len(b)))
	}
	if err := page.VerifyChecksum(b, ref.ID); err != nil {
		return err
	}
	if got := uint64(order.Uint32(b[offsetKind:])); got != uint64(page.KindFree) {
		return fault.New(ref.ID, fault.PageKind, offsetKind, uint64(page.KindFree), got)
	}
	switch got := page.RefOf(b); {
	case got.ID != ref.ID:
		return fault.New(ref.ID, fault.PageNumber, offsetNumber, uint64(ref.ID), uint64(got.ID))
	case got.Birth != ref.Birth:
		return fault.New(ref.ID, fault.Birth, offsetBirth, uint64(ref.Birth), uint64(got.Birth))
	}
	if got := uint64(order.Uint32(b[offsetIndex:])); got != uint64(len(d.chain)) {
		return fault.New(ref.ID, Sequence, offsetIndex, uint64(len(d.chain)), got)
	}
	if got := order.Uint64(b[offsetBase:]); got != uint64(d.position) {
		return fault.New(ref.ID, FreeRun, offsetBase, uint64(d.position), got)
	}
	return nil
}

// entry takes one entry in and reports whether it is possible here.
func (d *decoder) entry(gap, count uint32) bool {
	left := d.highWater - d.position
	if uint64(gap)+uint64(count) > uint64(left) {
		return false
	}
	start := d.position + ids.PageID(gap)
	switch {
	case count == 0 && gap != maxEntryNumber:
		return false
	case count > 0 && gap == 0 && !d.longest:
		return false
	case count > 0 && start < FirstPage:
		return false
	case count > 0 && gap == 0:
		d.free[len(d.free)-1].Count += uint64(count)
	case count > 0:
		d.free = append(d.free, Run{Start: start, Count: uint64(count)})
	}
	d.position = start + ids.PageID(count)
	d.longest = count == maxEntryNumber
	return true
}

// finish checks the chain against the free runs.
func (d *decoder) finish() (Persisted, error) {
	slices.SortFunc(d.chain, compareStarts)
	free := d.free
	for _, c := range d.chain {
		place, found := slices.BinarySearchFunc(free, c, compareStarts)
		if found || place > 0 && free[place-1].End() > c.Start {
			return Persisted{}, fault.New(c.Start, FreeChain, 0, 0, uint64(c.Start))
		}
	}
	return Persisted{Free: free, Chain: coalesce(d.chain)}, nil
}
