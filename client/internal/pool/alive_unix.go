//go:build unix

package pool

import (
	"errors"
	"syscall"
	"time"
)

// alive reports whether an idle connection still stands: the peer has neither closed it nor sent anything. It asks the
// system without waiting.
func (c *Conn) alive() bool {
	source, ok := c.socket.(syscall.Conn)
	if !ok {
		return true
	}
	// A deadline of the last exchange would keep the system from being asked.
	if err := c.Extend(time.Time{}); err != nil {
		return false
	}
	raw, err := source.SyscallConn()
	if err != nil {
		return false
	}
	var one [1]byte
	var failure error
	err = raw.Read(func(fd uintptr) bool {
		_, failure = syscall.Read(int(fd), one[:])
		return true
	})
	return err == nil && (errors.Is(failure, syscall.EAGAIN) || errors.Is(failure, syscall.EINTR))
}
