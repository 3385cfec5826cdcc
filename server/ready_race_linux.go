//go:build race

package server

import (
	"errors"
	"syscall"
)

// hasDirect says that sessions may read and write their sockets themselves.
const hasDirect = true

// receiveNow is as without the race detector, by calls that tell it what a message over a socket orders in time.
func receiveNow(socket uintptr, into []byte) (int, error) {
	for {
		count, err := syscall.Read(int(socket), into)
		switch {
		case errors.Is(err, syscall.EINTR):
		case errors.Is(err, syscall.EAGAIN):
			return 0, errNotReady
		default:
			return max(count, 0), err
		}
	}
}

// sendNow is as without the race detector.
func sendNow(socket uintptr, bytes []byte) (int, error) {
	for {
		count, err := syscall.Write(int(socket), bytes)
		switch {
		case errors.Is(err, syscall.EINTR):
		case errors.Is(err, syscall.EAGAIN):
			return 0, errNotReady
		default:
			return max(count, 0), err
		}
	}
}
