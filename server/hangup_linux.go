package server

import (
	"os"
	"sync"
	"syscall"
)

// hangupEvents is how many ends are learned of at once.
const hangupEvents = 64

// hangups tells sessions that their peers have ended their side. It belongs to one Server.Serve.
type hangups struct {
	// poll watches the sockets; it is waited for like a socket itself.
	poll *os.File
	raw  syscall.RawConn
	// number is the descriptor of poll.
	number int
	// done is closed when nobody is told any more.
	done chan struct{}

	mu       sync.Mutex // guards watches and last
	watches  map[uint64]*session
	last     uint64
	received [hangupEvents]syscall.EpollEvent
}

// newHangups returns hangups, or nil where the system has none to give; sessions do without then. close ends it.
func newHangups() *hangups {
	number, err := syscall.EpollCreate1(syscall.EPOLL_CLOEXEC)
	if err != nil {
		return nil
	}
	if err := syscall.SetNonblock(number, true); err != nil {
		_ = syscall.Close(number) // nothing was watched yet
		return nil
	}
	poll := os.NewFile(uintptr(number), "hangups")
	raw, err := poll.SyscallConn()
	if err != nil {
		_ = poll.Close() // as above
		return nil
	}
	h := &hangups{poll: poll, raw: raw, number: number, done: make(chan struct{}), watches: make(map[uint64]*session)}
	go h.run()
	return h
}

// run tells sessions until close is called.
func (h *hangups) run() {
	defer close(h.done)
	// The error is that of close.
	_ = h.raw.Read(func(uintptr) (over bool) {
		for {
			count, err := syscall.EpollWait(h.number, h.received[:], 0)
			if err == syscall.EINTR {
				continue
			}
			for i := range max(count, 0) {
				h.tell(&h.received[i])
			}
			if count < hangupEvents {
				return false
			}
		}
	})
}

// tell tells the session that an event is about, if it is still there.
func (h *hangups) tell(event *syscall.EpollEvent) {
	h.mu.Lock()
	c := h.watches[uint64(uint32(event.Fd))|uint64(uint32(event.Pad))<<32]
	h.mu.Unlock()
	if c != nil {
		c.peerEnded()
	}
}

// watch begins to watch a session's socket; it returns what forget needs, or 0 if it is not watched.
func (h *hangups) watch(c *session, socket uintptr) uint64 {
	h.mu.Lock()
	h.last++
	watch := h.last
	h.watches[watch] = c
	h.mu.Unlock()
	event := syscall.EpollEvent{
		Events: syscall.EPOLLRDHUP | syscall.EPOLLONESHOT, Fd: int32(uint32(watch)), Pad: int32(uint32(watch >> 32)),
	}
	if err := syscall.EpollCtl(h.number, syscall.EPOLL_CTL_ADD, int(socket), &event); err != nil {
		h.forget(watch)
		return 0
	}
	return watch
}

// forget ends a watch. The socket itself is forgotten when it is closed.
func (h *hangups) forget(watch uint64) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.watches, watch)
}

// close ends the watching; nobody is told anything afterwards.
func (h *hangups) close() {
	// There is nothing to lose in it.
	_ = h.poll.Close()
	<-h.done
}
