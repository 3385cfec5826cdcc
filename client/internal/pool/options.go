package pool

import (
	"context"
	"net"
	"time"

	"github.com/aerolith/aerolith/wire"
)

// Address says where a node listens.
type Address struct {
	// Network is "tcp" or "unix".
	Network string
	// Place is host:port or the path of the socket.
	Place string
	// TLSName is the name in the node's certificate; empty if none is known.
	TLSName string
}

// String returns the address as it is given to a client.
func (a Address) String() string {
	if a.Network == "unix" {
		return "unix:" + a.Place
	}
	return a.Place
}

// Options are the limits of a pool. Every field but Prepare, Lifetime and Draw must be set.
type Options struct {
	// MaxConns is how many connections may be open at once.
	MaxConns int
	// MaxDials is how many of them may be dialled at once.
	MaxDials int
	// MaxWaiters is how many callers may wait for a connection.
	MaxWaiters int
	// MaxKeptBuffer is the largest request buffer, in bytes, that stays with an idle connection.
	MaxKeptBuffer int
	// IdleLimit is how long a connection may lie idle.
	IdleLimit time.Duration
	// Lifetime retires a connection after a random time between it and nine tenths of it; 0 does not.
	Lifetime time.Duration
	// CheckAfter is how long a connection may lie idle without being checked before its next use.
	CheckAfter time.Duration
	// DialTimeout bounds the making of a connection.
	DialTimeout time.Duration
	// Wire are the limits of the decoders.
	Wire wire.Options
	// Dial makes the connections.
	Dial func(ctx context.Context, network, place string) (net.Conn, error)
	// Prepare readies a new connection for commands, or closes it; nil if there is nothing to do.
	Prepare func(ctx context.Context, socket net.Conn, address Address) (net.Conn, error)
	// Draw returns a random number, for Lifetime.
	Draw func() uint64
	// Now is the clock.
	Now func() time.Time
}
