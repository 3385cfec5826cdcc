package bits

import "github.com/aerolith/aerolith/record/internal/operand"

// request holds the arguments of an operation.
type request struct {
	offset   int // in bits; a negative one counts from the end
	size     int // in bits
	value    uint64
	buffer   []byte
	flags    flags
	subflags uint64
	allowed  flags
	clipped  bool // the range reached past the end
}

// argument reads an argument into the request, or reports false if it makes no sense.
type argument func(p *operand.Reader, r *request) bool

// parse reads an operation from its encoded form. Its number selects an entry of the table, whose first entry has
// the number first.
func parse(data []byte, table []operation, first uint64) (*operation, request, bool) {
	p := operand.NewReader(data)
	count, ok := p.List()
	if !ok || count == 0 {
		return nil, request{}, false
	}
	number, ok := p.Uint64()
	if !ok || number < first || number-first >= uint64(len(table)) {
		return nil, request{}, false
	}
	op := &table[number-first]
	count--
	if uint64(count) < uint64(op.required) || uint64(count) > uint64(len(op.arguments)) {
		return nil, request{}, false
	}
	r := request{allowed: op.allowed}
	for _, read := range op.arguments[:count] {
		if !read(&p, &r) {
			return nil, request{}, false
		}
	}
	return op, r, true
}

// byteOffset reads an offset in bytes.
func byteOffset(p *operand.Reader, r *request) bool {
	n, ok := p.Int64()
	r.offset = int(n) * bitsPerByte
	return ok && n >= -MaxBlobSize && n <= MaxBlobSize
}

// bitOffset reads an offset in bits.
func bitOffset(p *operand.Reader, r *request) bool {
	n, ok := p.Int64()
	r.offset = int(n)
	return ok && n >= -maxBits && n <= maxBits
}

// newByteSize reads a size in bytes, which may be 0.
func newByteSize(p *operand.Reader, r *request) bool {
	n, ok := p.Uint64()
	r.size = int(n) * bitsPerByte
	return ok && n <= MaxBlobSize
}

// byteSize reads a size in bytes.
func byteSize(p *operand.Reader, r *request) bool {
	return newByteSize(p, r) && r.size > 0
}

// bitSize reads a size in bits.
func bitSize(p *operand.Reader, r *request) bool {
	n, ok := p.Uint64()
	r.size = int(n)
	return ok && n > 0 && n <= maxBits
}

// integerSize reads the width of an integer in bits.
func integerSize(p *operand.Reader, r *request) bool {
	return bitSize(p, r) && r.size <= bitsPerWord
}

// integer reads an integer.
func integer(p *operand.Reader, r *request) (ok bool) {
	r.value, ok = p.Uint64()
	return ok
}

// shift reads how many bits to shift by.
func shift(p *operand.Reader, r *request) bool {
	return integer(p, r) && r.value <= maxBits
}

// boolean reads the bit to look for.
func boolean(p *operand.Reader, r *request) bool {
	wanted, ok := p.Bool()
	r.value = 0
	if wanted {
		r.value = 1
	}
	return ok
}

// buffer reads bytes. They must cover the size, if one was given before, else they are the size.
func buffer(p *operand.Reader, r *request) bool {
	b, ok := p.Bytes()
	if !ok || len(b) < 2 { // a particle type, which does not matter, and a byte at least
		return false
	}
	r.buffer = b[1:]
	if r.size == 0 {
		r.size = len(r.buffer) * bitsPerByte
	}
	return len(r.buffer)*bitsPerByte >= r.size
}

// writeFlags reads the write flags.
func writeFlags(p *operand.Reader, r *request) bool {
	const exclusive = flagCreateOnly | flagUpdateOnly
	n, ok := p.Uint64()
	r.flags = flags(n)
	return ok && r.flags&^r.allowed == 0 && r.flags&exclusive != exclusive
}

// resizeFlags reads the flags of a resize.
func resizeFlags(p *operand.Reader, r *request) bool {
	const known, exclusive = resizeFromFront | resizeGrowOnly | resizeShrinkOnly, resizeGrowOnly | resizeShrinkOnly
	return subflags(p, r, known) && r.subflags&exclusive != exclusive
}

// arithmeticFlags reads the flags of arithmetic.
func arithmeticFlags(p *operand.Reader, r *request) bool {
	const known, exclusive = integerSigned | integerSaturate | integerWrap, integerSaturate | integerWrap
	return subflags(p, r, known) && r.subflags&exclusive != exclusive
}

// signFlag reads whether an integer is signed.
func signFlag(p *operand.Reader, r *request) bool { return subflags(p, r, integerSigned) }

// subflags reads flags of which only known ones are allowed.
func subflags(p *operand.Reader, r *request, known uint64) (ok bool) {
	r.subflags, ok = p.Uint64()
	return ok && r.subflags&^known == 0
}
