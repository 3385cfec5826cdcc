package layout

// Name is a bin name in a form that is compared and copied without allocation. The zero Name is the empty name,
// which the protocol allows.
type Name struct {
	bytes  [MaxNameLength]byte
	length uint8
}

// MakeName builds the Name for s. It reports false for a name that no bin may have: one that is longer than
// MaxNameLength or contains a zero byte.
func MakeName[T string | []byte](s T) (Name, bool) {
	if len(s) > MaxNameLength {
		return Name{}, false
	}
	var n Name
	for i := range len(s) {
		if s[i] == 0 {
			return Name{}, false
		}
		n.bytes[i] = s[i]
	}
	n.length = uint8(len(s))
	return n, true
}

// Len returns the name's length in bytes.
func (n *Name) Len() int { return int(n.length) }

// String returns the name as a new string.
func (n Name) String() string { return string(n.bytes[:n.length]) }

// Append adds the name's bytes to dst.
func (n *Name) Append(dst []byte) []byte { return append(dst, n.bytes[:n.length]...) }
