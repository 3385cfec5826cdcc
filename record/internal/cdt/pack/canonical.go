package pack

import (
	"slices"

	"github.com/aerolith/aerolith/aero"
)

// Place says what a value is canonicalised for.
type Place uint8

// The places of values.
const (
	// PlaceBin is a whole bin, which may keep FlagIndexed.
	PlaceBin Place = iota
	// PlaceMember is a value inside a list or map, or about to be put there.
	PlaceMember
)

// Canonical appends to dst the form in which the value in b is stored: numbers and heads as short as possible, pairs
// sorted by key, only flags that mean something. depth is how many lists and maps will surround the value. It returns
// false if b is not exactly one storable value: also if a map has a key twice or one that cannot be a key, if what its
// flags call ordered is not, or if it is nested deeper than aero.MaxValueDepth.
func Canonical(dst, b []byte, place Place, depth int) ([]byte, bool) {
	r := rewriter{dst: dst}
	rest, ok := r.value(b, place, depth)
	return r.dst, ok && len(rest) == 0
}

// rewriter builds a canonical value.
type rewriter struct {
	dst []byte
}

// value appends the value at the start of b and returns what follows it.
func (r *rewriter) value(b []byte, place Place, depth int) (rest []byte, ok bool) {
	t, ok := next(b)
	if !ok || !t.storable() {
		return b, false
	}
	switch t.kind {
	case KindList, KindMap:
		return r.container(b, place, depth)
	case KindInteger:
		r.dst = AppendUnsigned(r.dst, t.number)
	case KindNegative:
		r.dst = AppendInteger(r.dst, int64(t.number))
	case KindString, KindBytes, KindGeoJSON:
		r.dst = appendString(r.dst, t.data)
	default:
		r.dst = append(r.dst, b[:t.size]...)
	}
	return b[t.size:], true
}

// container appends the list or map at the start of b and returns what follows it.
func (r *rewriter) container(b []byte, place Place, depth int) (rest []byte, ok bool) {
	head, ok := ReadHead(b)
	if !ok || depth >= aero.MaxValueDepth {
		return b, false
	}
	head.Flags &= knownFlags(head.Kind, place)
	r.dst = AppendHead(r.dst, head.Kind, head.Flags, head.Count)
	if head.Kind == KindMap {
		return r.pairs(b[head.Size:], head.Count, head.Flags, depth+1)
	}
	return r.elements(b[head.Size:], head.Count, head.Flags, depth+1)
}

// knownFlags returns the flags that a list or map in such a place may have.
func knownFlags(kind Kind, place Place) uint8 {
	flags := ListFlags
	if kind == KindMap {
		flags = MapFlags
	}
	if place == PlaceMember {
		flags &^= FlagIndexed
	}
	return flags
}

// elements appends the elements of a list.
func (r *rewriter) elements(b []byte, count int, flags uint8, depth int) (rest []byte, ok bool) {
	previous := -1
	for range count {
		start := len(r.dst)
		if b, ok = r.value(b, PlaceMember, depth); !ok {
			return b, false
		}
		if flags&FlagOrdered != 0 && previous >= 0 && Compare(r.dst[previous:], r.dst[start:]) > 0 {
			return b, false
		}
		previous = start
	}
	return b, true
}

// pairs appends the pairs of a map, sorted by key.
func (r *rewriter) pairs(b []byte, count int, flags uint8, depth int) (rest []byte, ok bool) {
	base := len(r.dst)
	starts := make([]int, 0, min(count, len(b)/2+1)+1)
	sorted := true
	for i := range count {
		starts = append(starts, len(r.dst))
		if !IsKey(b) {
			return b, false
		}
		for range 2 {
			if b, ok = r.value(b, PlaceMember, depth); !ok {
				return b, false
			}
		}
		if i > 0 && sorted {
			order := Compare(r.dst[starts[i-1]:], r.dst[starts[i]:])
			if order == 0 || order > 0 && flags&FlagOrdered != 0 {
				return b, false
			}
			sorted = order < 0
		}
	}
	if sorted {
		return b, true
	}
	return b, r.sortPairs(base, starts)
}

// sortPairs sorts the pairs that begin at the offsets, the first of them at base. It returns false if a key occurs
// twice.
func (r *rewriter) sortPairs(base int, starts []int) bool {
	old := slices.Clone(r.dst[base:])
	ends := append(slices.Clone(starts[1:]), len(r.dst))
	order := make([]int, len(starts))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(i, j int) int { return Compare(old[starts[i]-base:], old[starts[j]-base:]) })
	r.dst = r.dst[:base]
	for n, i := range order {
		pair := old[starts[i]-base : ends[i]-base]
		if n > 0 && Compare(old[starts[order[n-1]]-base:], pair) == 0 {
			return false
		}
		r.dst = append(r.dst, pair...)
	}
	return true
}
