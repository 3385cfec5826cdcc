package client

import (
	"context"
	"errors"
	"net"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/internal/sim"
)

// The place where nobody answers, and how long a client waits there.
const (
	nowhere     = "192.0.2.1:3000"
	nowhereTime = 10 * time.Second
)

// openNearNowhere opens a client of two nodes in memory that waits long at the place where nobody answers.
func openNearNowhere(t *testing.T) (*sim.Cluster, *Client) {
	t.Helper()
	cluster := sim.StartInMemory(t, 2, "test")
	options := DefaultOptions()
	options.DialTimeout = nowhereTime
	options.Dial = func(ctx context.Context, network, address string) (net.Conn, error) {
		if address == nowhere {
			<-ctx.Done()
			return nil, ctx.Err()
		}
		return cluster.Dial(ctx, network, address)
	}
	c, err := Open(t.Context(), cluster.Hosts()[:1], options)
	if err != nil {
		t.Fatal(err)
	}
	return cluster, c
}

// setNowhere calls SetHosts with the place where nobody answers, in the background.
func setNowhere(ctx context.Context, c *Client) <-chan error {
	ended := make(chan error, 1)
	go func() { ended <- c.SetHosts(ctx, []string{nowhere}) }()
	return ended
}

// TestSetHostsHoldsNothingUp names a host that does not answer, in virtual time: while the client waits there it goes on looking
// after its cluster, so that a node that dies meanwhile is let go of and writes to its partitions go on.
func TestSetHostsHoldsNothingUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cluster, c := openNearNowhere(t)
		defer c.Close()
		key := keyOn(cluster, 1)
		ended := setNowhere(t.Context(), c)
		synctest.Wait()
		cluster.Kill(1)
		time.Sleep(nowhereTime / 2)
		if nodes := len(c.Nodes()); nodes != 1 {
			t.Errorf("%d nodes are known after half of the time", nodes)
		}
		if err := c.Put(t.Context(), key, Bins{"n": 1}, nil); err != nil {
			t.Error(err)
		}
		select {
		case err := <-ended:
			t.Fatalf("ended early: %v", err)
		default:
		}
		if err := <-ended; !errors.Is(err, ErrNoSeed) {
			t.Error(err)
		}
		mustGet(t, c, key, 1)
	})
}

// TestSetHostsEnds ends a wait for a host that does not answer by the context of the call, and by Close, each at once. Another
// change waits for it, as long as its own context lets it.
func TestSetHostsEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, c := openNearNowhere(t)
		began := time.Now()
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		first := setNowhere(ctx, c)
		synctest.Wait()
		short, stop := context.WithTimeout(t.Context(), time.Second/2)
		defer stop()
		if err := c.Reconfigure(short, c.Options()); !errors.Is(err, context.DeadlineExceeded) || time.Since(began) != time.Second/2 {
			t.Errorf("another change: %v after %v", err, time.Since(began))
		}
		if err := <-first; !errors.Is(err, context.DeadlineExceeded) || time.Since(began) != time.Second {
			t.Errorf("by its context: %v after %v", err, time.Since(began))
		}
		second := setNowhere(t.Context(), c)
		synctest.Wait()
		c.Close()
		if err := <-second; !errors.Is(err, ErrClosed) || time.Since(began) != time.Second {
			t.Errorf("by Close: %v after %v", err, time.Since(began))
		}
		if err := c.SetHosts(t.Context(), []string{nowhere}); !errors.Is(err, ErrClosed) {
			t.Errorf("after Close: %v", err)
		}
	})
}

// TestSetHostsMovesOn lets a client go to another cluster of the same network, of whose seeds one does not answer.
func TestSetHostsMovesOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cluster, c := openNearNowhere(t)
		defer c.Close()
		key := aero.IntKey("test", "demo", 1)
		mustPut(t, c, key, 1)
		if err := c.SetHosts(t.Context(), []string{nowhere, cluster.Hosts()[1]}); err != nil {
			t.Fatal(err)
		}
		mustGet(t, c, key, 1)
		if len(c.Nodes()) != 2 {
			t.Errorf("%+v", c.Nodes())
		}
	})
}
