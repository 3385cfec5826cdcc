package server

import "io"

// inbox gathers a connection's bytes until they make up requests. It grows only as bytes arrive: a length field
// alone reserves nothing.
//
// The unread bytes may be aliased by commands under way; so reserve and release may be called only while there is
// none.
type inbox struct {
	pool   *blockPool
	budget *budget
	// initial is a block size; up to it a block is not charged to the budget.
	initial int
	// hintMax is the largest block that is taken before the bytes for it arrived.
	hintMax int

	block      *block
	start, end int
	// hint is the block size that a new burst starts with: it follows how much the socket held lately.
	hint int
	// quiet counts the fills in a row that needed far less than hint.
	quiet int
}

// unread returns the bytes received and not consumed yet.
func (in *inbox) unread() []byte {
	if in.block == nil {
		return nil
	}
	return in.block.bytes[in.start:in.end]
}

// room returns how many bytes the next fill can take.
func (in *inbox) room() int { return len(in.block.bytes) - in.end }

// consume marks the first count unread bytes as done with.
func (in *inbox) consume(count int) { in.start += count }

// fill reads once from r into the free space, of which there must be some, and returns the number of bytes read.
func (in *inbox) fill(r io.Reader) (int, error) {
	count, err := r.Read(in.block.bytes[in.end:])
	in.end += count
	in.learn()
	return count, err
}

// learn adapts the hint: a full block means that the socket held more, many nearly empty ones that it rarely does.
func (in *inbox) learn() {
	switch {
	case in.end == len(in.block.bytes):
		in.hint, in.quiet = min(growthFactor*max(in.hint, in.initial), in.hintMax), 0
	case in.end > in.hint/growthFactor:
		in.quiet = 0
	default:
		if in.quiet++; in.quiet >= quietFills {
			in.hint, in.quiet = in.initial, 0
		}
	}
}

// reserve makes room for more bytes of a request of which total bytes are known to come; total 0 means that the
// next request has not begun. It moves the unread bytes to the front and, when the block is full of them, replaces
// it by one up to four times as large. It returns false if the budget refuses the growth.
func (in *inbox) reserve(total int) bool {
	if in.block == nil {
		in.block = in.first()
	}
	held := in.end - in.start
	if in.start > 0 {
		copy(in.block.bytes, in.block.bytes[in.start:in.end])
		in.start, in.end = 0, held
	}
	if held < len(in.block.bytes) {
		return true
	}
	size := blockSize(min(max(total, held+1), growthFactor*len(in.block.bytes)))
	return in.replace(size)
}

// first returns the block that a burst starts with.
func (in *inbox) first() *block {
	if in.hint > in.initial && in.budget.takeSpare(in.charge(in.hint)) {
		return in.pool.get(in.hint)
	}
	return in.pool.get(in.initial)
}

// quietFills is after how many nearly empty fills in a row the hint is given up.
const quietFills = 16

// growthFactor is how much larger than the bytes that have arrived a block may become: each byte is copied less
// than twice, and a length field that lies costs four times the bytes that its sender spends.
const growthFactor = 4

// replace moves the unread bytes, which lie at the front, to a block of the given size if the budget allows it.
func (in *inbox) replace(size int) bool {
	charge := in.charge(size) - in.charge(len(in.block.bytes))
	if !in.budget.take(charge) {
		return false
	}
	next := in.pool.get(size)
	copy(next.bytes, in.block.bytes[:in.end])
	in.pool.put(in.block)
	in.block = next
	return true
}

// charge returns how much of a block of the given size counts against the budget.
func (in *inbox) charge(size int) int64 {
	return int64(max(size-in.initial, 0))
}

// relax gives a block that is larger than the hint back when nothing is unread, before the connection waits.
func (in *inbox) relax() {
	if in.block != nil && in.start == in.end && len(in.block.bytes) > max(in.hint, in.initial) {
		in.release()
	}
}

// release gives the block back with whatever it holds.
func (in *inbox) release() {
	if in.block == nil {
		return
	}
	if charge := in.charge(len(in.block.bytes)); charge > 0 {
		in.budget.give(charge)
	}
	in.pool.put(in.block)
	in.block, in.start, in.end = nil, 0, 0
}
