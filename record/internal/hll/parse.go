package hll

import "github.com/aerolith/aerolith/record/internal/operand"

// head reads the number of an operation, which tables of length entries number from first on. It returns its place in
// the table and how many arguments follow.
func head(p *operand.Reader, first uint64, length int) (index, arguments int, ok bool) {
	count, ok := p.List()
	if !ok || count == 0 {
		return 0, 0, false
	}
	number, ok := p.Uint64()
	if !ok || number < first || number-first >= uint64(length) {
		return 0, 0, false
	}
	return int(number - first), int(min(count-1, manyArguments)), true
}

// manyArguments is more than any operation has.
const manyArguments = 100

// parse reads arguments, of which the first required ones must be there.
func (r *request) parse(p *operand.Reader, arguments []argument, required, count int) bool {
	if count < required || count > len(arguments) {
		return false
	}
	for _, read := range arguments[:count] {
		if !read(p, r) {
			return false
		}
	}
	return true
}

// indexBits reads a number of index bits; -1 leaves it open.
func indexBits(p *operand.Reader, r *request) bool {
	n, ok := p.Int64()
	r.shape.index = int(n)
	return ok && (n == unset || n >= minIndexBits && n <= maxIndexBits)
}

// minhashBits reads a number of bits of minimum hash; -1 leaves it open.
func minhashBits(p *operand.Reader, r *request) bool {
	n, ok := p.Int64()
	switch {
	case !ok || n < unset || n > maxMinhashBits:
		return false
	case n != unset && (!validMinhash(int(n)) || r.shape.index != unset && r.shape.index+int(n) > maxHashBits):
		return false
	}
	r.shape.minhash = int(n)
	return true
}

// writeFlags reads the write flags.
func writeFlags(p *operand.Reader, r *request) bool {
	const exclusive = flagCreateOnly | flagUpdateOnly
	n, ok := p.Uint64()
	r.flags = flags(n)
	return ok && r.flags&^r.allowed == 0 && r.flags&exclusive != exclusive
}

// elements reads a list of one or more elements, none of them a list or map. There may be millions, so they are only
// checked here.
func elements(p *operand.Reader, r *request) bool {
	count, ok := p.List()
	r.elements = elementList{reader: *p, count: count}
	for range count {
		if _, ok := p.Scalar(); !ok {
			return false
		}
	}
	return ok && count > 0
}

// elementList is a list of elements that are known to be there.
type elementList struct {
	reader operand.Reader
	count  uint32
}

// all yields the elements in the form that is hashed.
func (l elementList) all(yield func(element []byte) bool) {
	for range l.count {
		element, ok := l.reader.Scalar()
		if !ok || !yield(element) {
			return
		}
	}
}

// sketches reads a list of one or more sketches, or one without a list.
func sketches(p *operand.Reader, r *request) bool {
	count := uint32(1)
	if p.AtList() {
		n, ok := p.List()
		if !ok || n == 0 || uint64(n) > uint64(p.Remaining()) {
			return false
		}
		count = n
	}
	for range count {
		b, ok := p.Bytes()
		if !ok || len(b) == 0 || !Valid(b[1:]) { // a particle type, which does not matter, then the sketch
			return false
		}
		r.sketches = append(r.sketches, b[1:])
	}
	return true
}

// comparableSketches reads sketches for an intersection: more than two of them need the same minimum hash.
func comparableSketches(p *operand.Reader, r *request) bool {
	if !sketches(p, r) {
		return false
	}
	if len(r.sketches) <= maxWithoutMinhash {
		return true
	}
	minhash := r.sketches[0].shape().minhash
	for _, k := range r.sketches {
		if k.shape().minhash != minhash {
			return false
		}
	}
	return minhash != 0
}

// maxWithoutMinhash is with how many sketches a bin can be compared by counts alone.
const maxWithoutMinhash = 2
