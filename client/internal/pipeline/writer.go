package pipeline

import (
	"io"
	"runtime"
)

// maxDirectRounds is how often a caller writes for itself and others before the writer goroutine takes over.
const maxDirectRounds = 3

// writeDirectly writes what is queued, without ever blocking: what the system does not take at once is left to the
// writer goroutine.
func (ln *line) writeDirectly(r role) {
	switch {
	case r == roleGather:
		// Whoever was woken together with this caller gets the chance to add its request to the same write.
		runtime.Gosched()
	case !ln.stands():
		ln.fail(io.EOF)
		return
	}
	for range maxDirectRounds {
		out := ln.take()
		if len(out) == 0 {
			ln.rest()
			return
		}
		n, err := ln.direct.write(out)
		if err != nil {
			ln.fail(err)
			return
		}
		if n < len(out) {
			ln.out = out[n:]
			ln.wakeWriter()
			return
		}
		ln.out = out[:0]
	}
	ln.wakeWriter()
}

// stands reports whether a line that has been idle is still connected, if it has been for long. The caller writes.
func (ln *line) stands() bool {
	now := ln.lane.options.Now()
	idle := now.Sub(ln.usedAt)
	ln.usedAt = now
	return idle < ln.lane.options.CheckAfter || ln.direct.stands()
}

// wakeWriter lets the writer goroutine write. The caller must have the role and gives it away.
func (ln *line) wakeWriter() {
	select {
	case ln.wake <- struct{}{}:
	default:
	}
}

// writeForOthers writes whenever it is woken, until the line ends: first what a caller could not finish, then what is
// queued.
func (ln *line) writeForOthers() {
	for {
		select {
		case <-ln.ended:
			return
		case <-ln.wake:
		}
		out := ln.out
		for {
			if len(out) > 0 {
				if _, err := ln.conn.Write(out); err != nil {
					ln.fail(err)
					return
				}
			}
			if out = ln.take(); len(out) == 0 {
				ln.rest()
				break
			}
		}
	}
}

// rest is called when nothing is left to write: abandoned slots may have left room, or may have been all that a retired
// line had.
func (ln *line) rest() {
	ln.lane.serve()
	ln.closeIfDone()
}
