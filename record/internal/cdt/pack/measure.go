package pack

// Measure returns the size of the value at the start of b, and whether it could be stored: wildcards and infinity could
// not. ok is false if b does not begin with a whole value.
func Measure(b []byte) (size int, storable, ok bool) {
	storable = true
	for pending := uint64(1); pending > 0; pending-- {
		t, ok := next(b[size:])
		if !ok {
			return 0, false, false
		}
		storable = storable && t.storable()
		size += t.size
		pending += t.children
		if pending-1 > uint64(len(b)-size) { // every value takes a byte at least
			return 0, false, false
		}
	}
	return size, storable, true
}

// Size is Measure for who only wants the size.
func Size(b []byte) (int, bool) {
	size, _, ok := Measure(b)
	return size, ok
}

// KindOf returns the kind of the value at the start of b; KindBad if there is none.
func KindOf(b []byte) Kind {
	t, ok := next(b)
	if !ok {
		return KindBad
	}
	return t.kind
}

// IsKey reports whether the value at the start of b may be the key of a map: an integer, a string or a blob.
func IsKey(b []byte) bool {
	t, ok := next(b)
	if !ok {
		return false
	}
	switch t.kind {
	case KindNegative, KindInteger, KindString:
		return true
	case KindBytes:
		return len(t.data) > 0 && t.data[0] == innerBlob
	}
	return false
}

// Integer returns the integer at the start of b, taken modulo 2^64, and its size. ok is false if there is none.
func Integer(b []byte) (n int64, size int, ok bool) {
	t, ok := next(b)
	if !ok || t.kind != KindInteger && t.kind != KindNegative {
		return 0, 0, false
	}
	return int64(t.number), t.size, true
}

// Float returns the float at the start of b. ok is false if there is none.
func Float(b []byte) (f float64, ok bool) {
	t, ok := next(b)
	return t.float(), ok && t.kind == KindFloat
}

// Text returns the content of the string-like value at the start of b, with the inner type if it has one, and the size of
// the value. ok is false if there is none.
func Text(b []byte) (content []byte, size int, ok bool) {
	t, ok := next(b)
	if !ok || t.kind != KindString && t.kind != KindBytes && t.kind != KindGeoJSON {
		return nil, 0, false
	}
	return t.data, t.size, true
}

// Head describes the beginning of a list or map.
type Head struct {
	// Kind is KindList or KindMap.
	Kind Kind
	// Flags are those of the marker; 0 if there is none.
	Flags uint8
	// Count is how many elements or pairs there are, the marker not counted.
	Count int
	// Size is how many bytes come before the first element: head and marker.
	Size int
}

// ReadHead reads the beginning of the list or map at the start of b. It returns false if there is none, or none with
// as many members as it says.
func ReadHead(b []byte) (Head, bool) {
	kind, count, size, ok := Container(b)
	h := Head{Kind: kind, Count: count, Size: size}
	if !ok || count == 0 {
		return h, ok
	}
	marker, ok := next(b[h.Size:])
	if !ok || marker.kind != KindExtension {
		return h, ok
	}
	h.Flags, h.Count, h.Size = marker.ext, h.Count-1, h.Size+marker.size
	if h.Kind == KindMap { // a marker in the place of a key has a value beside it
		size, ok := Size(b[h.Size:])
		h.Size += size
		return h, ok
	}
	return h, true
}

// Container returns the kind of the list or map at the start of b, how many elements or pairs it says to have, a marker
// counted, and the size of its head. ok is false if there is none, or fewer bytes than elements.
func Container(b []byte) (kind Kind, count, size int, ok bool) {
	t, ok := next(b)
	if !ok || t.kind != KindList && t.kind != KindMap || t.children > uint64(len(b)-t.size) {
		return KindBad, 0, 0, false
	}
	if t.kind == KindMap {
		return t.kind, int(t.children / 2), t.size, true
	}
	return t.kind, int(t.children), t.size, true
}
