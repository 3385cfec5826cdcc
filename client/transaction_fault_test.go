package client_test

import (
	"context"
	"errors"
	"io"
	"net"
	"sync/atomic"
	"testing"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/aerolithtest"
	"github.com/aerolith/aerolith/client"
)

// lossy makes connections that lose one answer: the one that comes after so many others; -1 loses none.
type lossy struct{ after atomic.Int64 }

// dial is client.Options.Dial.
func (l *lossy) dial(ctx context.Context, network, place string) (net.Conn, error) {
	conn, err := new(net.Dialer).DialContext(ctx, network, place)
	if err != nil {
		return nil, err
	}
	return &lossyConn{Conn: conn, from: l}, nil
}

// lossyConn is a connection made by lossy.
type lossyConn struct {
	net.Conn
	from *lossy
	// asked says that a message was sent that is not answered yet.
	asked atomic.Bool
}

// Write notes messages, which have the type 3.
func (c *lossyConn) Write(b []byte) (int, error) {
	if len(b) > 1 && b[1] == 3 {
		c.asked.Store(true)
	}
	return c.Conn.Write(b)
}

// Read reads an answer, and loses it if it is the one to be lost: the server has carried the command out then.
func (c *lossyConn) Read(b []byte) (int, error) {
	n, err := c.Conn.Read(b)
	if err == nil && c.asked.Swap(false) && c.from.after.Load() >= 0 && c.from.after.Add(-1) < 0 {
		return 0, errors.Join(io.EOF, c.Close())
	}
	return n, err
}

// TestTransactionLosesAnswers loses the answer to each step of a transaction in turn: what the transaction tells is true, and
// its writes happen all or not at all.
func TestTransactionLosesAnswers(t *testing.T) {
	server := aerolithtest.NewServer(t, aerolithtest.WithEnterprise())
	network := &lossy{}
	network.after.Store(-1)
	c := connect(t, server.Address(), func(o *client.Options) {
		o.Dial, o.Shared.Off, o.Timing.MaxRetries = network.dial, true, 3
	})
	other := connect(t, server.Address(), nil)
	ctx := t.Context()
	for step := range int64(9) {
		a, b := account(10*step), account(10*step+1)
		for _, key := range []aero.Key{a, b} {
			must(t, other.Put(ctx, key, client.Bins{"amount": 0}, nil))
		}
		tx := c.Begin(client.TransactionOptions{})
		in := &client.WritePolicy{Transaction: tx}
		network.after.Store(step)
		doubts := 0
		for _, key := range []aero.Key{a, b} {
			err := c.Put(ctx, key, client.Bins{"amount": 1}, in)
			var e *client.Error
			switch {
			case err == nil:
			case errors.As(err, &e) && e.InDoubt:
				doubts++
			default:
				t.Fatalf("step %d: %v", step, err)
			}
		}
		if err := tx.Commit(ctx); err != nil {
			t.Fatalf("step %d: %v", step, err)
		}
		network.after.Store(-1)
		if tx.Settled() == (doubts > 0) {
			t.Errorf("step %d: settled is %v with %d writes in doubt", step, tx.Settled(), doubts)
		}
		for _, key := range []aero.Key{a, b} {
			record, err := other.Get(ctx, key, nil)
			must(t, err)
			if n, err := client.ValueAs[int64](record, "amount"); err != nil || n != 1 {
				t.Errorf("step %d: %d, %v", step, n, err)
			}
			must(t, other.Put(ctx, key, client.Bins{"amount": 2}, nil))
		}
	}
}
