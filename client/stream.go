package client

import (
	"context"
	"time"

	"github.com/aerolith/aerolith/client/internal/pool"
	"github.com/aerolith/aerolith/client/internal/retry"
	"github.com/aerolith/aerolith/wire"
)

// stream sends a request that is answered by several frames and passes each to take, until take says that the answer
// has ended or fails. A failure to send tells whether the request may have reached the node.
func stream(ctx context.Context, conn *pool.Conn, request []byte, deadline time.Time,
	take func(body []byte) (ended bool, failure retry.Failure, err error),
) (retry.Failure, error) {
	conn.Request = request
	if err := conn.Begin(ctx, deadline); err != nil {
		return retry.Failure{Unsent: true}, err
	}
	body, unsent, err := conn.Ask(request, wire.TypeMessage)
	if err != nil {
		return retry.Failure{Unsent: unsent}, err
	}
	for {
		ended, failure, err := take(body)
		if ended || err != nil {
			return failure, err
		}
		if body, err = conn.Receive(wire.TypeMessage); err != nil {
			return retry.Failure{}, err
		}
	}
}
