//go:build unix

package server

import (
	"context"
	"net"
	"syscall"
)

// privateMask keeps group and others away from a socket from the moment it exists.
const privateMask = 0o177

// listenPrivate listens on the socket with a file mode mask that leaves it to its owner. The mask is the process's:
// a file that another goroutine creates in this instant gets at most fewer permissions.
func listenPrivate(ctx context.Context, config *net.ListenConfig, path string) (net.Listener, error) {
	before := syscall.Umask(privateMask)
	defer syscall.Umask(before)
	return config.Listen(ctx, "unix", path)
}
