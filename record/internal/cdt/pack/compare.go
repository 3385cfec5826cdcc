package pack

import (
	"bytes"
	"cmp"
)

// Compare returns a negative number if a comes before b, a positive one if it comes after, and 0 if they are equal or
// one of them meets a wildcard in the other. a and b begin with a value each; bytes that make no sense end the
// comparison as equal.
//
// Kinds come in their order. Integers and floats compare by value, strings and bytes byte by byte, lists element by
// element, then by length. Of two maps the one with fewer pairs comes first; maps of one size compare key by value in
// stored order. Markers do not count.
func Compare(a, b []byte) int {
	order, _ := CompareOrdered(a, b)
	return order
}

// CompareOrdered is Compare, and reports whether every map that was looked into on the way keeps its keys in order.
func CompareOrdered(a, b []byte) (order int, ordered bool) {
	ordered = true
	ended := 0 // the answer if the values are equal as far as they can be compared
	for pending := uint64(1); pending > 0; pending-- {
		x, okX := next(a)
		y, okY := next(b)
		if !okX || !okY {
			return 0, ordered
		}
		if x.kind == KindWildcard || y.kind == KindWildcard {
			return 0, ordered
		}
		if order := compareTokens(&x, &y); order != 0 {
			return order, ordered
		}
		a, b = a[x.size:], b[y.size:]
		if x.children == 0 && y.children == 0 {
			continue
		}
		ordered = ordered && keepsOrder(a, &x) && keepsOrder(b, &y)
		a, b = skipMarker(a, &x), skipMarker(b, &y)
		order := cmp.Compare(x.children, y.children)
		switch {
		case order == 0:
			pending += x.children
		case x.kind == KindMap:
			return order, ordered
		default: // behind the shorter list's end nothing counts any more
			ended, pending = order, min(x.children, y.children)+1
		}
	}
	return ended, ordered
}

// compareTokens compares two values without their children.
func compareTokens(x, y *token) int {
	if x.kind != y.kind {
		return cmp.Compare(x.kind, y.kind)
	}
	switch x.kind {
	case KindNegative, KindInteger:
		return cmp.Compare(x.number, y.number)
	case KindFloat:
		return compareFloats(x.float(), y.float())
	case KindString, KindBytes, KindGeoJSON, KindExtension:
		return bytes.Compare(x.data, y.data)
	}
	return 0
}

// compareFloats compares two floats; what is not a number equals everything.
func compareFloats(x, y float64) int {
	switch {
	case x < y:
		return -1
	case x > y:
		return 1
	}
	return 0
}

// skipMarker returns what follows a marker at the start of a list's or map's content, and takes it off the children.
func skipMarker(b []byte, t *token) []byte {
	marker, ok := next(b)
	if !ok || t.children == 0 || marker.kind != KindExtension {
		return b
	}
	b = b[marker.size:]
	if t.kind == KindList {
		t.children--
		return b
	}
	size, ok := Size(b)
	if !ok {
		return b
	}
	t.children -= 2
	return b[size:]
}

// keepsOrder reports whether the list or map with the content b is no map with pairs whose keys are in no order.
func keepsOrder(b []byte, t *token) bool {
	if t.kind != KindMap || t.children == 0 {
		return true
	}
	marker, ok := next(b)
	return ok && marker.kind == KindExtension && marker.ext&FlagOrdered != 0
}
