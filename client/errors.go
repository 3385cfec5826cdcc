package client

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"syscall"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/client/internal/partition"
	"github.com/aerolith/aerolith/client/internal/peers"
	"github.com/aerolith/aerolith/client/internal/pipeline"
	"github.com/aerolith/aerolith/client/internal/pool"
	"github.com/aerolith/aerolith/client/internal/retry"
	"github.com/aerolith/aerolith/wire"
)

// Sentinels for failures that are not a server's answer.
var (
	// ErrClosed says that the client is closed.
	ErrClosed = errors.New("client: closed")
	// ErrNodeLeft says that the connection in use was closed because its node has left the cluster, or because the client was
	// reconfigured and the call took longer than its connections could be kept.
	ErrNodeLeft = errors.New("client: node has left, or its connections were replaced")
	// ErrHost says that a seed is not of the form host:port or unix:path.
	ErrHost = errors.New("client: malformed host")
	// ErrName says that a name has a character that separates the parameters of info commands.
	ErrName = errors.New("client: name with a character that info commands cannot carry")
	// ErrStruct says that a value is no struct that bins can be mapped to.
	ErrStruct = errors.New("client: not a struct for bins")
	// ErrTLS says that a connection could not be encrypted, or that files for it cannot be used.
	ErrTLS = errors.New("client: TLS")
	// ErrOptions says that options are out of range.
	ErrOptions = errors.New("client: options out of range")
	// ErrNoSeed says that none of the seeds led to a usable node.
	ErrNoSeed = errors.New("client: no seed could be used")
	// ErrNoNode says that no node is known that owns the partition or has the name.
	ErrNoNode = errors.New("client: no such node")
	// ErrClusterName says that a node belongs to another cluster than the one asked for.
	ErrClusterName = errors.New("client: node of another cluster")
	// ErrBusy says that too many callers wait for a connection to the node already.
	ErrBusy = errors.New("client: too many callers wait for a connection")
	// ErrNodeFailing says that the node has failed so much lately that nothing is sent to it for a while.
	ErrNodeFailing = errors.New("client: node is failing, nothing is sent to it for a while")
	// ErrRate says that the node's rate limit lets no command through in time.
	ErrRate = errors.New("client: rate limit of the node")
	// ErrTimeout says that the time of the policy was over, Timing.Total or Timing.Attempt. Where it was the context's, the error
	// is context.DeadlineExceeded; Error.Timeout says so of both.
	ErrTimeout = errors.New("client: timeout")
	// ErrReply says that a node's answer cannot be understood.
	ErrReply = errors.New("client: malformed reply")
	// ErrNoBin says that a record has no bin of that name.
	ErrNoBin = errors.New("client: no such bin")
	// ErrTransaction says that a call cannot belong to the transaction, or that the transaction cannot end that way.
	ErrTransaction = errors.New("client: transaction cannot be used")
	// ErrTransactionAborted says that nothing of a transaction has happened.
	ErrTransactionAborted = errors.New("client: transaction aborted")
	// ErrPayload says that bytes are not one whole frame with a message.
	ErrPayload = errors.New("client: payload is no message")
	// ErrBatchStopped says that a batch ended before the entry was answered, because another one had failed.
	ErrBatchStopped = errors.New("client: batch stopped at another entry")
	// ErrBinType says that a bin's value is of another type.
	ErrBinType = errors.New("client: bin of another type")
)

// Attempt is one try of a command.
type Attempt struct {
	// Node is the node that was tried; empty if none was known.
	Node string
	// Err is why the try failed.
	Err error
}

// Error is the failure of a call.
type Error struct {
	// Op is the call, such as "get".
	Op string
	// Subject says what it was about: namespace, set and digest, never the key itself.
	Subject string
	// Node is the node of the last attempt; empty if none was involved.
	Node string
	// Attempts are all tries in order; there is at least one if a node was looked for.
	Attempts []Attempt
	// InDoubt says that a write may have happened nevertheless.
	InDoubt bool
	// Hint says what to do; it may be empty.
	Hint string
	// Err is the cause: an *aero.Error if the server refused, the context's error, one of the sentinels, or the
	// network's.
	Err error
	// retryable is what was decided where the cause was known.
	retryable bool
}

// Error describes the failure in one line.
func (e *Error) Error() string {
	var text strings.Builder
	text.WriteString("client: " + e.Op)
	if e.Subject != "" {
		text.WriteString(" " + e.Subject)
	}
	fmt.Fprintf(&text, ": %v", e.Err)
	if e.Node != "" {
		text.WriteString(" (node " + e.Node + ")")
	}
	if len(e.Attempts) > 1 {
		fmt.Fprintf(&text, " after %d attempts", len(e.Attempts))
	}
	if e.InDoubt {
		text.WriteString("; the write may have happened")
	}
	if e.Hint != "" {
		text.WriteString("; " + e.Hint)
	}
	return text.String()
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// Code returns the server's answer, CodeOK if there was none.
func (e *Error) Code() aero.ResultCode {
	code, _ := aero.CodeOf(e.Err)
	return code
}

// Retryable reports whether the same call may be made again without running twice, with a chance to succeed.
func (e *Error) Retryable() bool { return e.retryable }

// Timeout reports whether the time of the call was over; it makes the error look like those of package net.
func (e *Error) Timeout() bool {
	return errors.Is(e.Err, ErrTimeout) || errors.Is(e.Err, context.DeadlineExceeded) || pool.IsTimeout(e.Err)
}

// refused completes the failure of an attempt that the server answered with a code; of f only Idempotent counts.
func refused(code aero.ResultCode, f retry.Failure) (retry.Failure, error) {
	class := code.Class()
	f = retry.Failure{
		Answered: true, Idempotent: f.Idempotent,
		Transient: class == aero.ClassTransient, Unclear: class == aero.ClassInDoubt,
	}
	return f, &aero.Error{Code: code, InDoubt: f.InDoubt()}
}

// translated gives the errors of the inner packages their public form; others stay as they are.
func translated(err error) error {
	if _, answered := err.(*aero.Error); answered {
		return err // by far the most frequent one is a record that is missing
	}
	table := []struct{ inner, public error }{
		{pool.ErrClosed, ErrNodeLeft},
		{net.ErrClosed, ErrNodeLeft},
		{pool.ErrFull, ErrBusy},
		{pool.ErrReply, ErrReply},
		{pipeline.ErrClosed, ErrNodeLeft},
		{pipeline.ErrFull, ErrBusy},
		{pipeline.ErrReply, ErrReply},
		{pipeline.ErrTimeout, ErrTimeout},
		{pipeline.ErrStalled, ErrTimeout},
		{wire.ErrMalformed, ErrReply},
		{wire.ErrVersion, ErrReply},
		{wire.ErrFrameType, ErrReply},
		{wire.ErrFrameTooLarge, ErrReply},
		{partition.ErrMalformed, ErrReply},
		{peers.ErrMalformed, ErrReply},
	}
	for _, row := range table {
		if errors.Is(err, row.inner) {
			return fmt.Errorf("%w: %w", row.public, err)
		}
	}
	if pool.IsTimeout(err) && !errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("%w: %w", ErrTimeout, err)
	}
	return err
}

// hint says what to do about a failure; it is empty where the failure says it all.
func hint(err error) string {
	if code, answered := aero.CodeOf(err); answered {
		return hintOf(code)
	}
	switch {
	case errors.Is(err, syscall.ECONNREFUSED):
		return "is a server running there?"
	case errors.Is(err, ErrBusy):
		return "raise Options.MaxConnsPerNode or call less at once"
	case errors.Is(err, wire.ErrVersion):
		return "does another kind of server listen on this port, or does it want TLS?"
	default:
		return ""
	}
}

// hintOf says what to do about a refusal.
func hintOf(code aero.ResultCode) string {
	switch code {
	case aero.CodeNamespace:
		return "the server has no namespace of that name"
	case aero.CodeRecordTooBig:
		return "store less in one record or raise the server's limit"
	case aero.CodeNotAuthenticated:
		return "the server wants users and passwords, give Options.Auth"
	default:
		return ""
	}
}
