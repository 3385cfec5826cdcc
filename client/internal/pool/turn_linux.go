package pool

import (
	"errors"
	"io"
	"net"
	"syscall"
	"unsafe"
)

// turn sends a request and takes the beginning of its answer. One goroutine uses it at a time.
//
// Its calls do not tell the scheduler that they are made: they never block, and telling it would wake the runtime's
// monitor for each request of a process that has nothing else to do, which takes longer than the call.
type turn struct {
	// raw is the socket as the system knows it.
	raw syscall.RawConn
	// step is one call of the callback; made once, so that an exchange needs no closure.
	step func(fd uintptr) bool
	// request is what is still to be written; the callback writes it once.
	request []byte
	// into receives the answer.
	into []byte
	// sent is how much was written, received how much was read.
	sent, received int
	// err is what a call ended with.
	err error
}

// newTurn returns the turn of a socket; nil for one that the system does not know.
func newTurn(socket net.Conn) *turn {
	source, ok := socket.(syscall.Conn)
	if !ok {
		return nil
	}
	raw, err := source.SyscallConn()
	if err != nil {
		return nil
	}
	t := &turn{raw: raw}
	t.step = t.stepNow
	return t
}

// exchange writes the request and reads what comes first. If the system took only a part of the request, nothing was
// read: the socket's own methods go on from there.
func (t *turn) exchange(request, into []byte) (sent, received int, err error) {
	t.request, t.into, t.sent, t.received, t.err = request, into, 0, 0, nil
	err = t.raw.Read(t.step)
	t.request, t.into = nil, nil
	if t.err != nil {
		err = t.err
	}
	return t.sent, t.received, err
}

// stepNow writes the request when it is called first, and reads; it is called again when there is something to read. It
// reports whether the turn is over.
func (t *turn) stepNow(fd uintptr) bool {
	if request := t.request; request != nil {
		t.request = nil
		n, errno := callNow(syscall.SYS_WRITE, fd, request)
		t.sent = n
		t.err = failureOf(errno)
		if t.err != nil || n < len(request) {
			return true
		}
		// What arrived before the write wakes nobody any more: the end of the connection, if it is.
	}
	n, errno := callNow(syscall.SYS_READ, fd, t.into)
	if errno == syscall.EAGAIN || errno == syscall.EINTR {
		return false
	}
	t.received, t.err = n, failureOf(errno)
	if n == 0 && errno == 0 {
		t.err = io.EOF
	}
	return true
}

// failureOf returns the error of a call; one that only has to be made again is none.
func failureOf(errno syscall.Errno) error {
	if errno == 0 || errors.Is(errno, syscall.EAGAIN) || errors.Is(errno, syscall.EINTR) {
		return nil
	}
	return errno
}

// callNow reads or writes bytes, of which there must be some, without telling the scheduler.
func callNow(number, fd uintptr, bytes []byte) (int, syscall.Errno) {
	n, _, errno := syscall.RawSyscall(number, fd, uintptr(unsafe.Pointer(unsafe.SliceData(bytes))), uintptr(len(bytes)))
	if errno != 0 {
		return 0, errno
	}
	return int(n), 0
}
