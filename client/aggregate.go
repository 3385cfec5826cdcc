package client

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"sync"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/client/internal/pool"
	"github.com/aerolith/aerolith/client/internal/retry"
	"github.com/aerolith/aerolith/internal/lua"
	"github.com/aerolith/aerolith/wire"
)

// Aggregation is a stream function over the records of a scan or query: nodes run it up to its first reduce, this client
// runs the rest on what they send.
type Aggregation struct {
	// Namespace and Set say where; an empty Set means all.
	Namespace, Set string
	// Where selects records by a secondary index; nil takes all.
	Where *aero.IndexRange
	// Module and Function name the function: the module without its ".lua". Arguments come after the stream.
	Module, Function string
	Arguments        []any
	// Source is the module's source in Lua, for the part that this client runs; nil asks a node for it.
	Source []byte
}

// Aggregate runs a stream function over records, and gives its results: often a single one. A nil policy means the
// defaults; of it Timing, RecordsPerSecond, Filter, MaxConcurrentNodes and Compress count. Nothing is repeated, because
// nobody could tell which records a lost result covered.
//
// An error, always an *Error, is given once and ends the walk: aero.CodeUDFExecution with the message of a function that
// failed on a node; a *RefusedError if there is no such module. Functions on this client run under the same limits of
// instructions and memory as on `aerolith serve`.
func (c *Client) Aggregate(ctx context.Context, a Aggregation, policy *ScanPolicy) iter.Seq2[any, error] {
	return func(yield func(any, error) bool) {
		with := c.live.Load().Policies.scan(policy, a.Where)
		g := &aggregating{client: c, command: a, policy: &with}
		if err := g.run(ctx, yield); err != nil && !g.stopped {
			var e *Error
			if !errors.As(err, &e) {
				err = &Error{Op: "aggregate", Subject: a.Namespace, Err: err, Hint: hint(err)}
			}
			yield(nil, err)
		}
	}
}

// aggregating is an aggregation under way.
type aggregating struct {
	client  *Client
	command Aggregation
	policy  *ScanPolicy
	// scan and function are what nodes do, request both in the form of the protocol.
	scan     aero.ScanCommand
	function *aero.Function
	request  []byte
	timing   Timing
	// values takes what nodes send.
	values chan any
	// stopped says that the caller wants no more.
	stopped bool
}

// errStopped ends a function whose results nobody wants any more.
var errStopped = errors.New("client: no more results are wanted")

// valuesAhead is how many values of nodes may wait for the function.
const valuesAhead = 1024

// run asks all nodes and runs the client's part on what comes.
func (g *aggregating) run(ctx context.Context, yield func(any, error) bool) error {
	module, err := g.module(ctx)
	if err != nil {
		return err
	}
	if err := g.prepare(); err != nil {
		return err
	}
	ctx, cancel := context.WithCancelCause(ctx)
	g.values = make(chan any, valuesAhead)
	var asking sync.WaitGroup
	asking.Go(func() { g.askAll(ctx, cancel) })
	defer asking.Wait()
	defer cancel(errStopped)
	call := &lua.Call{Function: g.command.Function, Arguments: g.command.Arguments, NowMillis: g.client.now().UnixMilli()}
	err = module.ApplyStream(ctx, call, &lua.Stream{
		Place: lua.OnClient,
		Next:  func() (any, bool, error) { return g.next(ctx) },
		Emit: func(value any) error {
			if g.stopped = !yield(value, nil); g.stopped {
				return errStopped
			}
			return nil
		},
	})
	if cause := context.Cause(ctx); err != nil && cause != nil {
		return cause
	}
	return err
}

// next returns the next value that a node has sent.
func (g *aggregating) next(ctx context.Context) (any, bool, error) {
	select {
	case value, ok := <-g.values:
		if !ok && ctx.Err() != nil {
			return nil, false, context.Cause(ctx)
		}
		return value, ok, nil
	case <-ctx.Done():
		return nil, false, context.Cause(ctx)
	}
}

// module compiles the function's module, with those that it requires.
func (g *aggregating) module(ctx context.Context) (*lua.Module, error) {
	source := g.command.Source
	if source == nil {
		var err error
		if source, err = g.client.ModuleSource(ctx, g.command.Module+".lua"); err != nil {
			return nil, err
		}
	}
	return lua.Compile(g.command.Module+".lua", source, lua.Limits{}, func(name string) *lua.Module {
		required, err := g.client.ModuleSource(ctx, name+".lua")
		if err != nil {
			return nil // the function fails with the name of what it requires
		}
		m, err := lua.Compile(name+".lua", required, lua.Limits{}, nil)
		if err != nil {
			return nil
		}
		return m
	})
}

// prepare makes the request, which is the same for all nodes.
func (g *aggregating) prepare() error {
	g.timing = g.policy.Timing
	if g.timing == (Timing{}) {
		g.timing = g.client.live.Load().ScanTiming
	}
	var err error
	if g.function, err = newFunction(g.command.Module, g.command.Function, g.command.Arguments); err != nil {
		return err
	}
	g.scan = aero.ScanCommand{
		Namespace: g.command.Namespace, Set: g.command.Set, Index: g.command.Where, Filter: g.policy.Filter,
		RecordsPerSecond: g.policy.RecordsPerSecond, SocketTimeout: g.timing.Attempt,
	}
	g.request, err = wire.AppendAggregateRequest(nil, &g.scan, g.function, g.client.draw())
	return err
}

// askAll asks all nodes, and closes the channel of values at the end. The first failure ends everything.
func (g *aggregating) askAll(ctx context.Context, cancel context.CancelCauseFunc) {
	if g.client.local != nil {
		g.askLocally(ctx, cancel)
		return
	}
	defer close(g.values)
	nodes := g.client.state.Load().nodes
	if len(nodes) == 0 {
		cancel(ErrNoNode)
		return
	}
	limit := g.policy.MaxConcurrentNodes
	if limit <= 0 || limit > len(nodes) {
		limit = len(nodes)
	}
	places := make(chan struct{}, limit)
	var group sync.WaitGroup
	defer group.Wait()
	for _, n := range nodes {
		places <- struct{}{}
		group.Go(func() {
			defer func() { <-places }()
			r := g.client.newRun("aggregate", subject{namespace: g.command.Namespace, set: g.command.Set}, g.timing, g.timing)
			if failure, err := g.ask(ctx, n, &r); err != nil {
				err = r.translated(ctx, err)
				r.note(n, err)
				cancel(r.failure(n, failure, err))
			}
		})
	}
}

// ask takes one node's results.
func (g *aggregating) ask(ctx context.Context, n *node, r *run) (retry.Failure, error) {
	conn, err := n.pool.Get(ctx, r.attemptDeadline())
	if err != nil {
		return retry.Failure{Unsent: true}, err
	}
	conn.Request = append(conn.Request[:0], g.request...)
	if g.policy.Compress && g.client.compresses(n) {
		wire.WantCompressed(conn.Request)
		conn.Request = squeezed(conn.Request)
	}
	failure, err := stream(ctx, conn, conn.Request, r.attemptDeadline(), func(body []byte) (bool, retry.Failure, error) {
		ended, failure, err := g.receive(ctx, conn, body)
		if !ended && err == nil {
			err = conn.Extend(r.attemptDeadline())
		}
		return ended, failure, err
	})
	complete := err == nil || failure.Answered
	if conn.End() && complete {
		n.pool.Put(conn)
	} else {
		n.pool.Discard(conn)
	}
	failure.Idempotent = true
	if !complete {
		err = contextual(ctx, err)
	}
	return failure, err
}

// receive passes on the values in one frame, and says whether the node has sent its last one.
func (g *aggregating) receive(ctx context.Context, conn *pool.Conn, body []byte) (ended bool, failure retry.Failure, err error) {
	replies := conn.Decoder.Replies(body)
	for {
		item, ok, err := replies.Next(&conn.Result)
		if err != nil || !ok {
			return false, retry.Failure{}, err
		}
		switch {
		case item.Code == aero.CodeNotFound || item.Kind == wire.ItemEnd && item.Code == aero.CodeOK:
			return true, retry.Failure{}, nil
		case item.Code != aero.CodeOK:
			failure, err := refused(item.Code, retry.Failure{})
			return true, failure, explained(&conn.Result, err)
		}
		for _, bin := range conn.Result.Bins {
			value, err := valueOf(bin)
			if err != nil {
				return false, retry.Failure{Answered: true}, err
			}
			select {
			case g.values <- value:
			case <-ctx.Done():
				return false, retry.Failure{}, ctx.Err()
			}
		}
	}
}

// valueOf returns a result of a function on a node, or the failure that it stands for.
func valueOf(bin aero.Bin) (any, error) {
	switch bin.Name {
	case aero.BinSuccess:
		return bin.Value.Value()
	case aero.BinFailure:
		return nil, fmt.Errorf("%.500s: %w", bin.Value.Data, &aero.Error{Code: aero.CodeUDFExecution})
	}
	return nil, fmt.Errorf("result in bin %q: %w", bin.Name, ErrReply)
}
