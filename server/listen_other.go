//go:build !unix

package server

import (
	"context"
	"net"
)

// listenPrivate listens on the socket; who may use it is up to the folder it lies in.
func listenPrivate(ctx context.Context, config *net.ListenConfig, path string) (net.Listener, error) {
	return config.Listen(ctx, "unix", path)
}
