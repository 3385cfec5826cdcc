package layout

import "github.com/aerolith/aerolith/aero"

// Header is what a record knows of itself apart from its bins and key.
type Header struct {
	// Generation counts the writes, 1 to 65535, then again from 1.
	Generation uint16
	// VoidTime is when the record expires, in seconds since the protocol's epoch; 0 is never.
	VoidTime uint32
	// LastUpdate is when the record was last written, in milliseconds since the protocol's epoch.
	LastUpdate uint64
	// SetID numbers the record's set; 0 is no set.
	SetID uint16
}

// Bin is a bin of a stored record.
type Bin struct {
	// Name is the bin's name.
	Name Name
	// Value is the bin's value. Its bytes alias what the record was decoded from.
	Value aero.Particle
}

// Record is a decoded stored record. Key and bins alias the bytes that it was decoded from.
type Record struct {
	Header
	// Key is the user key, or a nil particle if none was stored.
	Key aero.Particle

	binCount int
	bins     []byte
}

// BinCount returns how many bins the record has.
func (r *Record) BinCount() int { return r.binCount }

// Bins returns a reader at the first bin.
func (r *Record) Bins() BinReader { return BinReader{rest: r.bins, left: r.binCount} }

// Find returns the value of the named bin and whether there is such a bin.
func (r *Record) Find(name Name) (aero.Particle, bool) {
	for bins := r.Bins(); ; {
		bin, ok := bins.Next()
		if !ok {
			return aero.Particle{}, false
		}
		if bin.Name == name {
			return bin.Value, true
		}
	}
}

// BinReader walks the bins of a record in their stored order.
type BinReader struct {
	rest []byte
	left int
}

// Next returns the next bin, and false when there is none.
func (b *BinReader) Next() (Bin, bool) {
	if b.left == 0 {
		return Bin{}, false
	}
	bin, size, what := decodeBin(b.rest)
	if what != "" { // cannot be after Decode; ends the walk rather than trusting that
		b.left = 0
		return Bin{}, false
	}
	b.rest, b.left = b.rest[size:], b.left-1
	return bin, true
}
