package client

import (
	"context"
	"fmt"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/wire"
)

// PutPayload sends a write that is already in the form of the protocol: one whole frame with a message on the record of the
// key, which says where it goes. What is in it is the caller's affair; of the policy, which may be nil, only Timing counts.
//
// Errors are those of Put, and ErrPayload for bytes that are not one frame with a message.
func (c *Client) PutPayload(ctx context.Context, key aero.Key, payload []byte, policy *WritePolicy) error {
	l := c.newCall("put payload", &key)
	defer l.free()
	header, err := wire.DecodeFrameHeader(payload, c.live.Load().MaxReplySize)
	switch {
	case err != nil:
		return &Error{Op: l.op, Subject: l.subject().String(), Err: fmt.Errorf("%w: %w", ErrPayload, err)}
	case header.Type != wire.TypeMessage || header.Size != len(payload)-wire.FrameHeaderSize:
		return &Error{Op: l.op, Subject: l.subject().String(), Err: ErrPayload}
	}
	l.cmd.Flags, l.payload = aero.FlagWrite, payload
	timing := c.live.Load().Policies.Write.Timing
	if policy != nil {
		timing = policy.Timing.or(timing)
	}
	return c.execute(ctx, l, timing)
}
