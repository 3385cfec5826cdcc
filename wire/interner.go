package wire

// Interner turns the bytes of names into strings and remembers them, so that names seen before cost no allocation.
// It forgets everything when it is full, which keeps hostile names from using memory.
type Interner struct {
	// names are the strings that are remembered.
	names map[string]string
	// limit is how many they may be.
	limit int
}

// NewInterner makes an Interner that remembers at most limit names.
func NewInterner(limit int) *Interner {
	return &Interner{names: make(map[string]string), limit: limit}
}

// String returns the name as a string that does not alias b. A name longer than any valid one is not remembered.
func (n *Interner) String(b []byte) string {
	if len(b) == 0 {
		return ""
	}
	if s, ok := n.names[string(b)]; ok {
		return s
	}
	s := string(b)
	if len(b) > MaxSetLength {
		return s
	}
	if len(n.names) >= n.limit {
		clear(n.names)
	}
	n.names[s] = s
	return s
}
