package page

// cell is one entry on its way into a page.
type cell struct {
	// prefix and suffix together are the key; the former is the common prefix of the page that the entry was in.
	prefix, suffix []byte
	// body follows the key; word is what the slot says of it.
	body []byte
	word uint16
	// end is the sum of the sizes, slots included, of all cells up to this one.
	end int
}

// keySize returns the length of the whole key.
func (c *cell) keySize() int { return len(c.prefix) + len(c.suffix) }

// at returns byte i of the key.
func (c *cell) at(i int) byte {
	if i < len(c.prefix) {
		return c.prefix[i]
	}
	return c.suffix[i-len(c.prefix)]
}

// less reports whether the key is below another cell's.
func (c *cell) less(other *cell) bool {
	size := commonCells(c, other)
	if size == c.keySize() || size == other.keySize() {
		return c.keySize() < other.keySize()
	}
	return c.at(size) < other.at(size)
}

// copyKey writes the key without its first skip bytes to dst and returns how many bytes that were.
func (c *cell) copyKey(dst []byte, skip int) int {
	if skip >= len(c.prefix) {
		return copy(dst, c.suffix[skip-len(c.prefix):])
	}
	size := copy(dst, c.prefix[skip:])
	return size + copy(dst[size:], c.suffix)
}

// commonCells returns how many leading bytes the keys of two cells share.
func commonCells(a, b *cell) int {
	if len(a.prefix) == len(b.prefix) {
		if size := CommonLength(a.prefix, b.prefix); size < len(a.prefix) {
			return size
		}
		return len(a.prefix) + CommonLength(a.suffix, b.suffix)
	}
	if len(a.prefix) > len(b.prefix) {
		a, b = b, a
	}
	return commonUneven(a, b)
}

// commonUneven is commonCells for a cell whose prefix is the shorter one.
func commonUneven(short, long *cell) int {
	size := CommonLength(short.prefix, long.prefix)
	if size < len(short.prefix) {
		return size
	}
	rest := long.prefix[size:]
	more := CommonLength(short.suffix, rest)
	if more < len(rest) {
		return size + more
	}
	return size + more + CommonLength(short.suffix[more:], long.suffix)
}
