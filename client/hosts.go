package client

import (
	"context"
	"sync"

	"github.com/aerolith/aerolith/client/internal/pool"
)

// SetHosts lets calls go to the cluster that other hosts belong to, without losing a command: its nodes are found first,
// then calls go there, and the connections to the old nodes end when what runs over them has ended. It may be the same
// cluster with other seeds. After an error everything stays as it was. The passive cluster, if there is one, is not changed.
//
// Finding the nodes takes up to Options.DialTimeout and Options.TendTimeout for hosts that do not answer, or until the
// context ends; the client goes on looking after its present cluster meanwhile. Other calls of SetHosts and Reconfigure
// wait for this one.
//
// Errors are those of Open, and ErrClosed.
func (c *Client) SetHosts(ctx context.Context, hosts []string) error {
	if c.local != nil {
		return &Error{Op: "set hosts", Err: ErrNoCluster}
	}
	seeds, err := parseHosts(hosts)
	if err != nil {
		return &Error{Op: "set hosts", Err: err}
	}
	if err := c.moveTo(ctx, seeds); err != nil {
		return &Error{Op: "set hosts", Err: err, Hint: hint(err)}
	}
	c.emit(Event{Kind: EventReconfigured})
	return nil
}

// moveTo finds the nodes of other seeds on the caller's goroutine, and asks the tend goroutine to let them take the place of
// those that are known.
func (c *Client) moveTo(ctx context.Context, seeds []pool.Address) error {
	if err := c.beginChange(ctx); err != nil {
		return err
	}
	defer c.endChange()
	fresh := newTender(c, seeds)
	err := c.untilClosing(ctx, fresh.start)
	if err == nil {
		err = c.tenders[0].change(ctx, change{fresh: fresh})
	}
	if err != nil {
		fresh.closeAll()
		if c.closed.Load() {
			return ErrClosed
		}
	}
	return err
}

// untilClosing lets work have a context that ends with the given one and when Close is called, whichever is earlier.
func (c *Client) untilClosing(ctx context.Context, work func(context.Context) error) error {
	ctx, cancel := context.WithCancel(ctx)
	var watching sync.WaitGroup
	defer watching.Wait()
	defer cancel()
	watching.Go(func() {
		select {
		case <-c.closing:
			cancel()
		case <-ctx.Done():
		}
	})
	return work(ctx)
}

// make makes a change.
func (t *tender) make(ctx context.Context, request *change) error {
	if request.fresh != nil {
		t.move(ctx, request.fresh)
		return nil
	}
	return t.apply(ctx, request.next)
}

// move lets the nodes that another tender has found take the place of those that are known.
func (t *tender) move(ctx context.Context, fresh *tender) {
	old := t.nodes
	t.seeds, t.nodes = fresh.seeds, fresh.nodes
	t.publish()
	live := t.client.live.Load()
	for _, n := range old {
		n.disconnect()
		t.client.emitNode(EventNodeLeft, n, nil)
		t.retire(ctx, n, live)
	}
}
