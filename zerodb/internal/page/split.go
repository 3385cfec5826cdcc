package page

// Pattern tells a split where the new entry went, so that keys inserted in order leave full pages behind.
type Pattern uint8

const (
	// Anywhere splits the page into halves of like size.
	Anywhere Pattern = iota
	// Ascending: the new entry is the last one of the whole level; the page before it stays as full as it is.
	Ascending
	// Descending: the new entry is the first one of the whole level; the page behind it stays as full as it is.
	Descending
)

const (
	// splitWindow is the share of the entries, as a divisor, on either side of the middle among which a split looks
	// for the shortest separator.
	splitWindow = 16
	// branchTail is how many entries an ascending split of a branch moves to the new page: two, so that no branch
	// begins with a single child.
	branchTail = 2
)

// Split returns the entry with which the second of two pages begins that the list is to fill, or 0 if no place leaves
// two pages that fit. With entries within their size limits and at most one page's worth of them and one new there
// is always a place.
func (a *Assembly) Split(pattern Pattern) int {
	if s := a.orderedSplit(pattern); s > 0 && s < len(a.cells) && a.fitsAt(s) {
		return s
	}
	middle := a.middle()
	if s := a.shortestAround(middle); s > 0 {
		return s
	}
	for distance := range len(a.cells) {
		if s := middle - distance; s > 0 && a.fitsAt(s) {
			return s
		}
		if s := middle + distance; s > 0 && s < len(a.cells) && a.fitsAt(s) {
			return s
		}
	}
	return 0
}

// orderedSplit returns the place that suits keys inserted in order, or 0.
func (a *Assembly) orderedSplit(pattern Pattern) int {
	switch {
	case pattern == Ascending && a.kind == KindBranch:
		return len(a.cells) - branchTail
	case pattern == Ascending:
		return len(a.cells) - 1
	case pattern == Descending && a.kind == KindBranch:
		return branchTail
	case pattern == Descending:
		return 1
	default:
		return 0
	}
}

// fitsAt reports whether both sides of a split before entry s fit.
func (a *Assembly) fitsAt(s int) bool { return a.Fits(0, s) && a.Fits(s, len(a.cells)) }

// middle returns the entry, never the first, at which half of the bytes are reached.
func (a *Assembly) middle() int {
	half := a.cells[len(a.cells)-1].end / 2
	low, high := 1, len(a.cells)-1
	for low < high {
		m := int(uint(low+high) >> 1)
		if a.cells[m-1].end < half {
			low = m + 1
		} else {
			high = m
		}
	}
	return low
}

// shortestAround returns the place near the middle, where both sides fit, that needs the shortest separator, or 0.
func (a *Assembly) shortestAround(middle int) int {
	window := len(a.cells) / splitWindow
	best, bestSize := 0, 0
	for distance := 0; distance <= window; distance++ {
		for _, s := range [...]int{middle - distance, middle + distance} {
			if s <= 0 || s >= len(a.cells) {
				continue
			}
			size := a.separatorSize(s)
			if (best == 0 || size < bestSize) && a.fitsAt(s) {
				best, bestSize = s, size
			}
		}
	}
	return best
}

// separatorSize returns the length of the separator for a split before entry s: in a branch the key itself moves up,
// in a leaf the shortest key that still lies between the neighbours does.
func (a *Assembly) separatorSize(s int) int {
	if a.kind == KindBranch {
		return a.cells[s].keySize()
	}
	return commonCells(&a.cells[s-1], &a.cells[s]) + 1
}

// AppendSeparator appends to dst the key that a parent needs to tell the pages of a split before entry s apart.
func (a *Assembly) AppendSeparator(dst []byte, s int) []byte {
	size := a.separatorSize(s)
	start := len(dst)
	return a.AppendKey(dst, s)[:start+size]
}
