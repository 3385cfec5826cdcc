package eval

// arena is memory for values that operations produce. Values stay valid until reset, also when the arena grows.
type arena struct {
	buf   []byte
	total int
	limit int
}

// reset empties the arena for a command that may produce up to limit bytes.
func (a *arena) reset(limit int) {
	if cap(a.buf) > arenaKept {
		a.buf = nil
	}
	a.buf, a.total, a.limit = a.buf[:0], 0, limit
}

// alloc returns n bytes, or false if the command has used up its memory.
func (a *arena) alloc(n int) ([]byte, bool) {
	if n > a.limit-a.total {
		return nil, false
	}
	a.total += n
	if cap(a.buf)-len(a.buf) < n {
		a.buf = make([]byte, 0, max(2*cap(a.buf), n, arenaMinimum))
	}
	start := len(a.buf)
	a.buf = a.buf[:start+n]
	return a.buf[start : start+n : start+n], true
}

// extend returns a value with the content of old followed by n bytes more, or false if the command has used up its
// memory. It grows old in place where old is the newest value of the arena, so that a chain of appends stays linear.
func (a *arena) extend(old []byte, n int) ([]byte, bool) {
	if a.isNewest(old) && cap(a.buf)-len(a.buf) >= n && n <= a.limit-a.total {
		a.total += n
		start := len(a.buf) - len(old)
		a.buf = a.buf[:len(a.buf)+n]
		return a.buf[start:len(a.buf):len(a.buf)], true
	}
	grown, ok := a.alloc(len(old) + n)
	if ok {
		copy(grown, old)
	}
	return grown, ok
}

// isNewest reports whether b is the last value that the arena gave out.
func (a *arena) isNewest(b []byte) bool {
	if len(b) == 0 || len(b) > len(a.buf) {
		return false
	}
	return &b[len(b)-1] == &a.buf[len(a.buf)-1]
}

// charge counts work of n bytes that needs no memory, or reports false if the command has used up its share.
func (a *arena) charge(n int) bool {
	if n > a.limit-a.total {
		return false
	}
	a.total += n
	return true
}

// arenaKept is how much memory an arena keeps from one command to the next, in bytes; one huge command shall not
// hold its memory for ever.
const arenaKept = 1 << 20

// arenaMinimum is the smallest piece of memory that an arena asks for, in bytes; big enough for common commands.
const arenaMinimum = 4096
