package client

import (
	"github.com/aerolith/aerolith/client/internal/breaker"
	"github.com/aerolith/aerolith/client/internal/health"
	"github.com/aerolith/aerolith/client/internal/pipeline"
	"github.com/aerolith/aerolith/client/internal/pool"
	"github.com/aerolith/aerolith/client/internal/retry"
	"github.com/aerolith/aerolith/wire"
)

// settings are options in the form in which the parts want them. They are never changed, but replaced as a whole.
type settings struct {
	Options
	// pools are the limits of each node's connections, lanes those of the shared ones, without a way to make them.
	pools pool.Options
	lanes pipeline.Options
	// breaker and health are the limits of each node's breaker and score.
	breaker breaker.Options
	health  health.Options
}

// The sizes of a connection's buffers in bytes.
const (
	// readBufferSize holds small replies; larger ones borrow a larger buffer while they are read.
	readBufferSize = 16 << 10
	// sharedBufferSize holds a burst of small replies.
	sharedBufferSize = 16 << 10
	// maxKeptBuffer is the largest request buffer that stays with a connection.
	maxKeptBuffer = 64 << 10
)

// newSettings prepares options, which must be complete. It fails if files for TLS cannot be used.
func (c *Client) newSettings(options Options) (*settings, error) {
	s := &settings{Options: options}
	s.pools = pool.Options{
		MaxConns: options.MaxConnsPerNode, MaxDials: options.MaxDialsPerNode, MaxWaiters: options.MaxWaitersPerNode,
		MaxKeptBuffer: maxKeptBuffer, IdleLimit: options.IdleLimit, CheckAfter: options.CheckAfter,
		DialTimeout: options.DialTimeout, Dial: options.Dial, Now: c.now, Lifetime: options.Lifetime, Draw: c.draw,
		Wire: wire.Options{MaxFrameSize: options.MaxReplySize, BufferSize: readBufferSize},
	}
	s.lanes = pipeline.Options{
		MaxLines: options.Shared.MaxConnsPerLane, TargetDepth: options.Shared.TargetDepth, MaxDepth: options.Shared.MaxDepth,
		MaxDials: options.MaxDialsPerNode, MaxWaiters: options.MaxWaitersPerNode, IdleLimit: options.IdleLimit,
		CheckAfter: options.CheckAfter, StallLimit: options.Shared.StallLimit, Lifetime: options.Lifetime,
		Wire: s.pools.Wire, Now: c.now, Draw: c.draw,
	}
	s.lanes.Wire.BufferSize = sharedBufferSize
	s.breaker = breaker.Options{
		MinFailures: options.Breaker.MinFailures, FailureShare: options.Breaker.FailureShare, Window: options.Breaker.Window,
		OpenFor: options.Breaker.OpenFor, OpenForMax: options.Breaker.OpenForMax, Trials: options.Breaker.Trials,
	}
	s.health = health.Options{
		Threshold: options.Health.Threshold, Weight: options.Health.Weight,
		Quarantine: options.Health.Quarantine, QuarantineMax: options.Health.QuarantineMax,
	}
	prepares, err := c.newPreparer(&options, s)
	if err != nil {
		return nil, err
	}
	if prepares != nil {
		s.pools.Prepare = prepares.prepare
	}
	return s, nil
}

// adopt lets new settings count from now on.
func (c *Client) adopt(s *settings) {
	c.budget.Store(retry.NewBudget(retry.BudgetOptions{
		Share: s.RetryBudget.Share, Reserve: s.RetryBudget.Reserve, PerSecond: s.RetryBudget.PerSecond,
	}))
	c.live.Store(s)
}
