package zerodb

import "github.com/aerolith/aerolith/zerodb/internal/btree"

// RangeEstimate is about how much a range of a table holds.
type RangeEstimate struct {
	// Entries is the number of entries.
	Entries uint64
	// Bytes is what their leaves and large values take of the data file, in bytes.
	Bytes uint64
}

// Count returns how many entries a range holds: those whose keys are not below from and are below to; a nil or empty end leaves its side open. It
// is exact. It reads each page that holds some of them, but not the entries: about as many steps as the range has leaves. Errors are
// those of Get, save ErrNotFound.
func (t *Table) Count(from, to []byte) (uint64, error) {
	low, high, err := t.countable("count", from, to)
	if err != nil {
		return 0, err
	}
	count, err := t.countStored(low, high)
	if err != nil {
		return 0, tableError("count", t.name, err)
	}
	return count, nil
}

// Estimate tells about how much a range holds, as Count delimits it, from a bounded number of pages: those on the paths to its ends and
// up to 48 leaves below each of these pages, at most some hundred in all. A range of no more than 48 leaves below one page is counted.
// Where it must judge by samples, they say how full the leaves of the range are: with entries of like size and in any order of
// insertion and deletion the number is within a quarter of the truth, in general within a twentieth; a table in which full and almost
// empty leaves alternate in a way that the samples follow can deceive it. Errors are those of Count.
func (t *Table) Estimate(from, to []byte) (RangeEstimate, error) {
	low, high, err := t.countable("estimate", from, to)
	if err != nil {
		return RangeEstimate{}, err
	}
	e, err := t.estimateStored(low, high)
	if err != nil {
		return RangeEstimate{}, tableError("estimate", t.name, err)
	}
	return RangeEstimate(e), nil
}

// countable checks that a range can be counted and returns its ends as the tree has them.
func (t *Table) countable(operation string, from, to []byte) (low, high []byte, err error) {
	if err := t.readable(); err != nil {
		return nil, nil, err
	}
	if err := t.checkBounds(from, to); err != nil {
		return nil, nil, tableError(operation, t.name, err)
	}
	low, high = t.bounds(openEnd(from), openEnd(to))
	return low, high, nil
}

// estimateStored estimates the entries of the tree in a range.
func (t *Table) estimateStored(from, to []byte) (e btree.Estimate, err error) {
	defer catchFaults(t.tx.db.pager).done(&err)
	return t.tree.Estimate(t.tx.pages, from, to)
}
