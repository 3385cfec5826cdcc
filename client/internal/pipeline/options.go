package pipeline

import (
	"context"
	"net"
	"time"

	"github.com/aerolith/aerolith/wire"
)

// Options are the limits of a lane. Every field but Lifetime must be set.
type Options struct {
	// MaxLines is how many connections a lane may use at once. As many again may be on their way out.
	MaxLines int
	// TargetDepth is how many requests the least used line has under way when another one is opened.
	TargetDepth int
	// MaxDepth is how many requests a line may have under way.
	MaxDepth int
	// MaxDials is how many connections may be made at once.
	MaxDials int
	// MaxWaiters is how many callers may wait for a place.
	MaxWaiters int
	// IdleLimit closes a line that has had nothing to do for so long.
	IdleLimit time.Duration
	// CheckAfter is how long a line may have been idle without being checked before its next use.
	CheckAfter time.Duration
	// StallLimit closes a line that has requests under way and received nothing for so long.
	StallLimit time.Duration
	// Lifetime retires a line after a random time between it and nine tenths of it; 0 does not.
	Lifetime time.Duration
	// Wire are the limits of the frames.
	Wire wire.Options
	// Dial makes a connection that is ready for commands.
	Dial func(ctx context.Context) (net.Conn, error)
	// Now is the clock.
	Now func() time.Time
	// Draw returns a random number.
	Draw func() uint64
}
