package bits

import "github.com/aerolith/aerolith/aero"

// preparation finds out what an operation makes of a blob of size bytes, of which the request's offset counts from
// the start. Its plan is void if there is nothing to do, and unless the code is aero.CodeOK.
type preparation func(r *request, size int) (plan, aero.ResultCode)

// plan says which bytes make up the new blob: the old one's first head bytes, then added zero bytes, then what
// follows after dropped bytes of the old one.
type plan struct {
	act                  bool
	head, added, dropped int
}

// keep is the plan of an operation that leaves the size as it is.
func keep(size int) (plan, aero.ResultCode) { return plan{act: true, head: size}, aero.CodeOK }

// excuse is the outcome of an operation that does not fit: the code, or nothing where it must not fail.
func (r *request) excuse(code aero.ResultCode) (plan, aero.ResultCode) {
	if r.flags&flagNoFail != 0 {
		return plan{}, aero.CodeOK
	}
	return plan{}, code
}

// locate makes an offset that counts from the end count from the start. It reports false if that lies before it.
func (r *request) locate(size int) bool {
	if r.offset < 0 {
		r.offset += size * bitsPerByte
	}
	return r.offset >= 0
}

// firstByte returns the byte in which the range begins.
func (r *request) firstByte() int { return r.offset / bitsPerByte }

// endByte returns the byte behind the one in which the range ends.
func (r *request) endByte() int { return (r.offset + r.size + bitsPerByte - 1) / bitsPerByte }

// prepareResize adds or drops bytes at one end.
func prepareResize(r *request, size int) (plan, aero.ResultCode) {
	growth := r.size/bitsPerByte - size
	p := plan{act: true, head: size}
	switch {
	case growth == 0:
		return plan{}, aero.CodeOK
	case growth < 0 && r.subflags&resizeGrowOnly != 0, growth > 0 && r.subflags&resizeShrinkOnly != 0:
		return r.excuse(aero.CodeParameter)
	case growth < 0:
		p.head, p.dropped = size+growth, -growth
	default:
		p.added = growth
	}
	if r.subflags&resizeFromFront != 0 {
		p.head = 0
	}
	return p, aero.CodeOK
}

// prepareInsert makes room for the buffer, and fills up with zeros what lacks before it.
func prepareInsert(r *request, size int) (plan, aero.ResultCode) {
	head := min(r.firstByte(), size)
	return plan{act: true, head: head, added: r.firstByte() - head + len(r.buffer)}, aero.CodeOK
}

// prepareRemove drops bytes.
func prepareRemove(r *request, size int) (plan, aero.ResultCode) {
	first, end := r.firstByte(), r.endByte()
	switch {
	case first >= size, end > size && r.flags&flagPartial == 0:
		return r.excuse(aero.CodeParameter)
	}
	return plan{act: true, head: first, dropped: min(end, size) - first}, aero.CodeOK
}

// prepareRange admits a range that lies in the blob, or begins there and may be clipped.
func prepareRange(r *request, size int) (plan, aero.ResultCode) {
	switch {
	case r.firstByte() >= size, r.endByte() > size && r.flags&flagPartial == 0:
		return r.excuse(aero.CodeOpNotApplicable)
	case r.endByte() > size:
		r.size, r.clipped = size*bitsPerByte-r.offset, true
	}
	return keep(size)
}

// prepareWithin admits a range that lies in the blob.
func prepareWithin(r *request, size int) (plan, aero.ResultCode) {
	if r.firstByte() >= size || r.endByte() > size {
		return r.excuse(aero.CodeOpNotApplicable)
	}
	return keep(size)
}
