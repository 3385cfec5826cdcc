package client

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/client/internal/retry"
)

// The pauses between the attempts of Transact.
const (
	transactDelay    = 5 * time.Millisecond
	transactDelayMax = 200 * time.Millisecond
)

// transactAttempts is how often Transact tries unless it is told.
const transactAttempts = 10

// abortTime bounds the end of a transaction whose caller has left.
const abortTime = 5 * time.Second

// Transact calls work with a new transaction and commits it; if work fails it is aborted. When other transactions stood in
// the way, because they hold a record or have changed one that was read, everything is done again after a pause, as often
// as the options say: so work must do nothing but calls of the transaction, and pass their errors on.
//
// Errors are those of work and of Transaction.Commit.
func (c *Client) Transact(ctx context.Context, options TransactionOptions, work func(context.Context, *Transaction) error) error {
	attempts := options.Attempts
	if attempts <= 0 {
		attempts = transactAttempts
	}
	limits := retry.Limits{Delay: transactDelay, DelayMax: transactDelayMax}
	for attempt := 1; ; attempt++ {
		err := c.transactOnce(ctx, options, work)
		if err == nil || attempt == attempts || !conflicted(err) {
			return err
		}
		if !sleep(ctx, limits.Pause(attempt, c.draw())) {
			return err
		}
	}
}

// transactOnce makes one attempt.
func (c *Client) transactOnce(ctx context.Context, options TransactionOptions, work func(context.Context, *Transaction) error) error {
	t := c.Begin(options)
	err := work(ctx, t)
	if err == nil {
		return t.Commit(ctx)
	}
	after, cancel := context.WithTimeout(context.WithoutCancel(ctx), abortTime)
	defer cancel()
	if failure := t.Abort(after); failure != nil {
		return fmt.Errorf("%w; %w", err, failure)
	}
	return err
}

// conflicted reports whether a transaction failed because of others.
func conflicted(err error) bool {
	return errors.Is(err, aero.CodeTransactionBlocked) || errors.Is(err, aero.CodeTransactionVersionMismatch)
}
