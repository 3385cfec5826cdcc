package main

import (
	"errors"
	"net"
	"runtime"
	"syscall"
	"unsafe"
)

// rawEchoes lists the ways without package net's steps.
func rawEchoes() []echo {
	return []echo{
		{"direct", "recvfrom and sendto inside RawConn.Read, reading until nothing is left", echoDirect(true)},
		{"once", "the same with one recvfrom", echoDirect(false)},
		{"epoll", "a loop over epoll of its own, one locked thread", echoEpoll(1)},
		{"epoll2", "the same, two threads", echoEpoll(2)},
	}
}

// receive reads what a socket has; 0 for nothing or the end, with the error.
func receive(socket uintptr, in []byte) (int, syscall.Errno) {
	n, _, errno := syscall.RawSyscall6(syscall.SYS_RECVFROM, socket, uintptr(unsafe.Pointer(&in[0])), uintptr(len(in)), syscall.MSG_DONTWAIT, 0, 0)
	return int(n), errno
}

// send writes a reply, which a socket whose peer waits for it always takes; where that has gone, the next read tells.
func send(socket uintptr, out []byte) {
	_, _, _ = syscall.RawSyscall6(syscall.SYS_SENDTO, socket, uintptr(unsafe.Pointer(&out[0])), uintptr(len(out)), syscall.MSG_DONTWAIT|syscall.MSG_NOSIGNAL, 0, 0)
}

// echoDirect answers from inside RawConn.Read. With drain it reads again until nothing is left, as the real server does.
func echoDirect(drain bool) func(net.Listener) error {
	return func(listener net.Listener) error {
		return acceptEach(listener, func(conn net.Conn) { go echoRaw(conn, drain) })
	}
}

// echoRaw answers on one connection.
func echoRaw(conn net.Conn, drain bool) {
	defer func() { _ = conn.Close() }() // nothing waits for it
	raw, err := conn.(*net.TCPConn).SyscallConn()
	if err != nil {
		return
	}
	in, out := make([]byte, 4096), make([]byte, replyBytes)
	// The end of the connection is the end of the function.
	_ = raw.Read(func(socket uintptr) (over bool) {
		for {
			n, errno := receive(socket, in)
			if errno == syscall.EAGAIN {
				return false
			}
			if errno != 0 || n == 0 {
				return true
			}
			send(socket, out)
			if !drain {
				return false
			}
		}
	})
}

// echoEpoll answers on threads that do nothing else, each with connections of its own.
func echoEpoll(threads int) func(net.Listener) error {
	return func(listener net.Listener) error {
		var loops []int
		for range threads {
			loop, err := syscall.EpollCreate1(0)
			if err != nil {
				return err
			}
			loops = append(loops, loop)
			go echoLoop(loop)
		}
		next := 0
		return acceptEach(listener, func(conn net.Conn) {
			file, err := conn.(*net.TCPConn).File() // a descriptor that the runtime's poller does not know
			if err != nil {
				return
			}
			_ = conn.Close() // file goes on
			held, err := syscall.Dup(int(file.Fd()))
			_ = file.Close() // held goes on
			if err != nil {
				return
			}
			event := syscall.EpollEvent{Events: syscall.EPOLLIN, Fd: int32(held)}
			if err := syscall.EpollCtl(loops[next], syscall.EPOLL_CTL_ADD, held, &event); err != nil {
				_ = syscall.Close(held) // the client sees the end, which it reports
				return
			}
			next = (next + 1) % threads
		})
	}
}

// echoLoop answers whatever connection of a loop has something to read.
func echoLoop(loop int) {
	runtime.LockOSThread()
	in, out := make([]byte, 4096), make([]byte, replyBytes)
	events := make([]syscall.EpollEvent, 64)
	for {
		ready, err := syscall.EpollWait(loop, events, -1)
		if errors.Is(err, syscall.EINTR) {
			continue
		}
		if err != nil {
			return
		}
		for i := range ready {
			socket := uintptr(events[i].Fd)
			if n, errno := receive(socket, in); errno == 0 && n > 0 {
				send(socket, out)
				continue
			}
			_ = syscall.Close(int(socket)) // the other side has ended it
		}
	}
}
