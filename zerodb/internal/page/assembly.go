package page

// Assembly is a list of entries in key order from which pages are laid out anew: to compact, to split, to merge, or
// when a key breaks the common prefix. It borrows the bytes of the pages that were added; they must stay unchanged
// until the last Build, so a page that is to be rebuilt must be copied first. The zero value is ready for Reset.
type Assembly struct {
	kind     Kind
	pageSize int
	cells    []cell
	disorder bool
}

// Reset empties the list for pages of the given kind and size, and keeps its memory.
func (a *Assembly) Reset(kind Kind, pageSize int) {
	clear(a.cells)
	a.kind, a.pageSize, a.cells, a.disorder = kind, pageSize, a.cells[:0], false
}

// Ordered reports whether the keys ascend wherever lists met or a key was put in; the pages themselves are in order.
// Only pages that contradict each other can break it. No list may be split or built then.
func (a *Assembly) Ordered() bool { return !a.disorder }

// Count returns the number of entries in the list.
func (a *Assembly) Count() int { return len(a.cells) }

// Add appends all entries of a page of the list's kind. The key of a branch's first entry stays empty: where it is not
// the first of the list, SetKey must supply it.
func (a *Assembly) Add(n Node) {
	prefix := n.Prefix()
	for i := range n.Count() {
		c := cell{prefix: prefix, suffix: n.Suffix(i), body: n.body(i), word: n.word(i)}
		if i == 0 && a.kind == KindBranch {
			c.prefix = nil
		}
		a.cells = append(a.cells, c)
	}
	start := len(a.cells) - n.Count()
	a.measure(start)
	if a.kind == KindLeaf {
		a.checkSeam(start)
	}
}

// Insert puts an entry before entry i.
func (a *Assembly) Insert(i int, key, payload []byte) {
	a.cells = append(a.cells, cell{})
	copy(a.cells[i+1:], a.cells[i:])
	a.cells[i] = cell{suffix: key}
	a.cells[i].word, a.cells[i].body = takeApart(a.kind, payload)
	a.measure(i)
	a.checkSeam(i)
	a.checkSeam(i + 1)
}

// SetPayload gives entry i another payload.
func (a *Assembly) SetPayload(i int, payload []byte) {
	a.cells[i].word, a.cells[i].body = takeApart(a.kind, payload)
	a.measure(i)
}

// SetKey gives entry i another key, which must keep the order.
func (a *Assembly) SetKey(i int, key []byte) {
	a.cells[i].prefix, a.cells[i].suffix = nil, key
	a.measure(i)
	a.checkSeam(i)
	a.checkSeam(i + 1)
}

// measure brings the running sizes up to date from cell i on.
func (a *Assembly) measure(i int) {
	end := 0
	if i > 0 {
		end = a.cells[i-1].end
	}
	for ; i < len(a.cells); i++ {
		c := &a.cells[i]
		end += slotSize + c.keySize() + len(c.body)
		c.end = end
	}
}

// checkSeam notes if the key of entry i is not above its predecessor's. A branch's first key is below all others.
func (a *Assembly) checkSeam(i int) {
	if i <= a.keyed(0) || i >= len(a.cells) {
		return
	}
	if !a.cells[i-1].less(&a.cells[i]) {
		a.disorder = true
	}
}

// keyed returns the first of the entries from..to-1 whose key is stored in a page made of them: a branch keeps none
// for its first entry.
func (a *Assembly) keyed(from int) int {
	if a.kind == KindBranch {
		return from + 1
	}
	return from
}

// prefixSize returns the length of the prefix that a page stores once for the entries from..to-1.
func (a *Assembly) prefixSize(from, to int) int {
	first := a.keyed(from)
	if first >= to {
		return 0
	}
	size := commonCells(&a.cells[first], &a.cells[to-1])
	if first+1 == to && len(a.cells[first].body) == 0 {
		size-- // else the cell had no byte, and lay behind the end of the page
	}
	if a.kind == KindLeaf && size < leafPrefixMin {
		return 0
	}
	return size
}

// Size returns how many bytes of a page the entries from..to-1 would use, the header included.
func (a *Assembly) Size(from, to int) int {
	size := HeaderSize + a.cells[to-1].end
	if from > 0 {
		size -= a.cells[from-1].end
	}
	first := a.keyed(from)
	if first > from {
		size -= a.cells[from].keySize()
	}
	if prefix := a.prefixSize(from, to); to > first {
		size -= prefix * (to - first - 1)
	}
	return size
}

// Fits reports whether the entries from..to-1 fit in one page.
func (a *Assembly) Fits(from, to int) bool { return a.Size(from, to) <= a.pageSize }

// AppendKey appends the whole key of entry i to dst.
func (a *Assembly) AppendKey(dst []byte, i int) []byte {
	dst = append(dst, a.cells[i].prefix...)
	return append(dst, a.cells[i].suffix...)
}

// Build lays the entries from..to-1 out in a page, whose number, birth and kind stay. The caller has made sure that
// they fit.
func (a *Assembly) Build(dst Node, from, to int) {
	upper := len(dst) - (a.Size(from, to) - HeaderSize - a.prefixSize(from, to) - (to-from)*slotSize)
	Init(dst, a.kind, dst.Ref())
	a.putPrefix(dst, from, to)
	dst.setCount(to - from)
	dst.setUpper(upper)
	skip, at := dst.prefixSize(), upper
	for i := from; i < to; i++ {
		c := &a.cells[i]
		start := at
		if i >= a.keyed(from) {
			at += c.copyKey(dst[at:], skip)
		}
		dst.putSlot(i-from, start, dst[start:at], c.word)
		at += copy(dst[at:], c.body)
	}
}

// putPrefix stores the prefix that the entries from..to-1 share.
func (a *Assembly) putPrefix(dst Node, from, to int) {
	size := a.prefixSize(from, to)
	if size == 0 {
		return
	}
	order.PutUint16(dst[offsetPrefix:], uint16(size))
	c := &a.cells[a.keyed(from)]
	done := copy(dst[HeaderSize:HeaderSize+size], c.prefix)
	copy(dst[HeaderSize+done:HeaderSize+size], c.suffix)
}
