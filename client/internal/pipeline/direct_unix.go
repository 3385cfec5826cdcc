//go:build unix

package pipeline

import (
	"errors"
	"net"
	"syscall"
)

// directWriter writes to a connection without blocking. One goroutine uses it at a time.
type directWriter struct {
	raw syscall.RawConn
	// attempt is one system call on a descriptor; made once, so that a write needs no closure.
	attempt func(fd uintptr) bool
	// state is shared with attempt.
	state *attemptState
}

// attemptState are the operands and results of an attempt.
type attemptState struct {
	bytes []byte
	n     int
	err   error
}

// newDirectWriter returns a writer for the connection; for one that the system does not know it writes nothing.
func newDirectWriter(conn net.Conn) directWriter {
	source, ok := conn.(syscall.Conn)
	if !ok {
		return directWriter{}
	}
	raw, err := source.SyscallConn()
	if err != nil {
		return directWriter{}
	}
	state := &attemptState{}
	return directWriter{raw: raw, state: state, attempt: func(fd uintptr) bool {
		state.n, state.err = syscall.Write(int(fd), state.bytes)
		return true
	}}
}

// write writes as much as the system takes at once.
func (w *directWriter) write(b []byte) (int, error) {
	if w.raw == nil {
		return 0, nil
	}
	w.state.bytes = b
	err := w.raw.Write(w.attempt)
	w.state.bytes = nil
	if err != nil {
		return 0, err
	}
	if errors.Is(w.state.err, syscall.EAGAIN) || errors.Is(w.state.err, syscall.EINTR) {
		return 0, nil
	}
	return max(w.state.n, 0), w.state.err
}

// stands reports whether the peer has not closed the connection, as far as the system knows.
func (w *directWriter) stands() bool {
	if w.raw == nil {
		return true
	}
	closed := false
	err := w.raw.Write(func(fd uintptr) bool {
		var one [1]byte
		// The descriptor does not block; only an end that has arrived reads as nothing without an error.
		n, _, err := syscall.Recvfrom(int(fd), one[:], syscall.MSG_PEEK)
		closed = n == 0 && err == nil || errors.Is(err, syscall.ECONNRESET)
		return true
	})
	return err == nil && !closed
}
