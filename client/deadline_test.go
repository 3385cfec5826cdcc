package client

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"net"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/client/internal/retry"
	"github.com/aerolith/aerolith/internal/sim"
	"github.com/aerolith/aerolith/wire"
)

// mute is a node in memory that answers questions about itself and nothing else.
type mute struct{ serving sync.WaitGroup }

// dial is Options.Dial.
func (m *mute) dial(context.Context, string, string) (net.Conn, error) {
	ours, theirs := net.Pipe()
	m.serving.Go(func() { m.serve(theirs) })
	return ours, nil
}

// serve answers info commands until the connection ends.
func (m *mute) serve(conn net.Conn) {
	defer conn.Close()
	reader, decoder := wire.NewReader(conn, wire.Options{}), wire.NewDecoder(wire.Options{})
	for reader.Fill() == nil {
		for {
			frame, ok, err := reader.Next()
			if err != nil {
				return
			}
			if !ok {
				break
			}
			if frame.Type != wire.TypeInfo {
				continue
			}
			names, err := decoder.InfoRequest(frame.Body)
			if err != nil {
				return
			}
			if _, err := conn.Write(muteInfo(names)); err != nil {
				return
			}
		}
	}
}

// muteInfo answers as the only node of a cluster.
func muteInfo(names []string) []byte {
	all := make([]byte, aero.PartitionCount/8)
	for i := range all {
		all[i] = 0xff
	}
	answers := map[string]string{
		"node": "BB9000000000001", "features": "pscans", "partition-generation": "1", "peers-generation": "1",
		"peers-clear-std": "1,3000,[]", "replicas": "test:0,1," + base64.StdEncoding.EncodeToString(all),
	}
	out, start := wire.BeginFrame(nil)
	for _, name := range names {
		out = wire.AppendInfo(out, name, answers[name])
	}
	return wire.EndFrame(out, start, wire.TypeInfo)
}

// TestDeadlines lets a node answer no command, in virtual time: every kind of call ends at its deadline, that of its policy
// or of its context, and not more than 20 ms later; writes that may have been sent are in doubt.
func TestDeadlines(t *testing.T) {
	const limit, tolerance = 300 * time.Millisecond, 20 * time.Millisecond
	timing := Timing{Total: limit, MaxRetries: 50, RetryDelay: 10 * time.Millisecond, RetryDelayMax: 100 * time.Millisecond}
	attempts := timing
	attempts.Attempt = 70 * time.Millisecond
	key := aero.IntKey("test", "demo", 1)
	writes := []BatchEntry{BatchDelete(key, nil), BatchGet(key)}
	calls := map[string]func(context.Context, *Client, Timing) error{
		"get": func(ctx context.Context, c *Client, with Timing) error {
			_, err := c.Get(ctx, key, &ReadPolicy{Timing: with})
			return err
		},
		"put": func(ctx context.Context, c *Client, with Timing) error {
			return c.Put(ctx, key, Bins{"n": 1}, &WritePolicy{Timing: with})
		},
		"batch": func(ctx context.Context, c *Client, with Timing) error {
			_, err := c.Batch(ctx, writes, &BatchPolicy{Timing: with})
			return err
		},
		"scan": func(ctx context.Context, c *Client, with Timing) error {
			for _, err := range c.Scan(ctx, "test", "", &ScanPolicy{Timing: with}) {
				return err
			}
			return nil
		},
		"transaction": func(ctx context.Context, c *Client, with Timing) error {
			return c.Put(ctx, key, Bins{"n": 1}, &WritePolicy{Timing: with, Transaction: c.Begin(TransactionOptions{})})
		},
		"aggregate": func(ctx context.Context, c *Client, with Timing) error {
			a := Aggregation{Namespace: "test", Module: "m", Function: "f", Source: []byte("function f(s) return s end")}
			for _, err := range c.Aggregate(ctx, a, &ScanPolicy{Timing: with}) {
				return err
			}
			return nil
		},
	}
	for name, call := range calls {
		for _, shared := range []Shared{{Off: true}, {Above: -1}} {
			for how, with := range map[string]Timing{"total": timing, "attempts": attempts, "context": {}} {
				synctest.Test(t, func(t *testing.T) {
					m := &mute{}
					options := DefaultOptions()
					options.Dial, options.Shared, options.Breaker.MinFailures = m.dial, shared, 1<<30
					c, err := Open(t.Context(), []string{"node:3000"}, options)
					if err != nil {
						t.Fatal(err)
					}
					ctx, began := t.Context(), time.Now()
					if how == "context" {
						with = Timing{MaxRetries: 50, RetryDelay: 10 * time.Millisecond, RetryDelayMax: 100 * time.Millisecond}
						var cancel context.CancelFunc
						ctx, cancel = context.WithTimeout(ctx, limit)
						defer cancel()
					}
					err = call(ctx, c, with)
					took := time.Since(began)
					var e *Error
					if !errors.As(err, &e) || took > limit+tolerance || e.InDoubt != (name == "put" || name == "batch") {
						t.Errorf("%s by %s, shared %+v: %v after %v", name, how, shared, err, took)
					}
					c.Close()
					m.serving.Wait()
				})
			}
		}
	}
}

// lateContext is a context whose deadline has passed, which the runtime has not got round to say.
type lateContext struct{ context.Context }

// Deadline returns one that has passed.
func (lateContext) Deadline() (time.Time, bool) { return time.Now().Add(-time.Second), true }

// TestLateContext: no attempt follows one that failed at the context's deadline, although the context does not say yet that it
// has ended, and the failure is the context's, not the policy's.
func TestLateContext(t *testing.T) {
	_, c := open(t, 1, quick())
	timing := Timing{MaxRetries: 5}
	r, made := c.newRun("get", subject{}, timing, timing), 0
	err := r.loop(lateContext{t.Context()}, func(time.Time) (*node, retry.Failure, error) {
		made++
		return nil, retry.Failure{Unsent: true}, fmt.Errorf("dial: %w", context.DeadlineExceeded)
	})
	if made != 1 || !errors.Is(err, context.DeadlineExceeded) || errors.Is(err, ErrTimeout) {
		t.Fatalf("%d attempts: %v", made, err)
	}
}

// TestShortCallsConnect makes calls that have less time than a connection takes to be made, as with TLS and a login on a busy node,
// in virtual time: each ends at its deadline, and once the connection stands they succeed.
func TestShortCallsConnect(t *testing.T) {
	const dial, limit = 80 * time.Millisecond, 5 * time.Millisecond
	for _, shared := range []Shared{{Off: true}, {Above: -1}} {
		synctest.Test(t, func(t *testing.T) {
			cluster := sim.StartInMemory(t, 1, "test")
			options := DefaultOptions()
			options.Shared, options.Timing = shared, Timing{Total: limit}
			options.Dial = func(ctx context.Context, network, address string) (net.Conn, error) {
				if !sleep(ctx, dial) {
					return nil, ctx.Err()
				}
				return cluster.Dial(ctx, network, address)
			}
			c := openSoon(t, cluster.Hosts(), options)
			defer c.Close()
			for end := time.Now().Add(5 * time.Second); ; {
				began := time.Now()
				_, err := c.Get(t.Context(), keyOn(cluster, 0), nil)
				if errors.Is(err, aero.CodeNotFound) {
					return
				}
				if took := time.Since(began); took > limit || time.Now().After(end) {
					t.Fatalf("%v after %v", err, took)
				}
				time.Sleep(time.Millisecond)
			}
		})
	}
}
