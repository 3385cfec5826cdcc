package client

import "context"

// SetHosts lets calls go to the cluster that other hosts belong to, without losing a command: its nodes are found first,
// then calls go there, and the connections to the old nodes end when what runs over them has ended. It may be the same
// cluster with other seeds. After an error everything stays as it was. The passive cluster, if there is one, is not changed.
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
	if err := c.tenders[0].change(ctx, change{seeds: seeds}); err != nil {
		return &Error{Op: "set hosts", Err: err, Hint: hint(err)}
	}
	c.emit(Event{Kind: EventReconfigured})
	return nil
}

// make makes a change.
func (t *tender) make(ctx context.Context, request *change) error {
	if request.seeds != nil {
		return t.move(ctx, request)
	}
	return t.apply(ctx, request.next)
}

// move finds the nodes of other seeds and lets them take the place of those that are known.
func (t *tender) move(ctx context.Context, request *change) error {
	fresh := newTender(t.client, request.seeds)
	if err := fresh.start(ctx); err != nil {
		fresh.closeAll()
		return err
	}
	old := t.nodes
	t.seeds, t.nodes = fresh.seeds, fresh.nodes
	t.publish()
	live := t.client.live.Load()
	for _, n := range old {
		n.disconnect()
		t.client.emitNode(EventNodeLeft, n, nil)
		t.retire(ctx, n, live)
	}
	return nil
}
