package client

import (
	"context"
	"errors"

	"github.com/aerolith/aerolith/aero"
)

// Get reads a record: all bins, or those that are named. A nil policy means the defaults.
//
// Errors are of type *Error; errors.Is(err, aero.CodeNotFound) says that there is no such record.
func (c *Client) Get(ctx context.Context, key aero.Key, policy *ReadPolicy, bins ...string) (*Record, error) {
	record := new(Record)
	if err := c.GetInto(ctx, key, record, policy, bins...); err != nil {
		return nil, err
	}
	return record, nil
}

// GetInto is Get into a record of the caller's, whose memory is reused; values taken from it before become invalid.
// After an error the record's content is undefined.
func (c *Client) GetInto(ctx context.Context, key aero.Key, record *Record, policy *ReadPolicy, bins ...string) error {
	l := c.newCall("get", &key)
	defer l.free()
	l.cmd.Flags = aero.FlagRead
	if len(bins) == 0 {
		l.cmd.Flags |= aero.FlagReadAllBins
	}
	for _, bin := range bins {
		l.cmd.Operations = append(l.cmd.Operations, aero.Operation{Type: aero.OpRead, Bin: bin})
	}
	record.Key = key
	l.record = record
	return c.read(ctx, l, policy)
}

// GetHeader reads a record's generation and expiry without bins. A nil policy means the defaults. Errors are those of
// Get.
func (c *Client) GetHeader(ctx context.Context, key aero.Key, policy *ReadPolicy) (*Record, error) {
	l := c.newCall("get header", &key)
	defer l.free()
	l.cmd.Flags = aero.FlagRead | aero.FlagNoBinData
	l.record = &Record{Key: key}
	record := l.record
	if err := c.read(ctx, l, policy); err != nil {
		return nil, err
	}
	return record, nil
}

// Exists reports whether there is a record. A nil policy means the defaults. Errors are of type *Error; a missing
// record is none.
func (c *Client) Exists(ctx context.Context, key aero.Key, policy *ReadPolicy) (bool, error) {
	l := c.newCall("exists", &key)
	defer l.free()
	l.cmd.Flags = aero.FlagRead | aero.FlagNoBinData
	err := c.read(ctx, l, policy)
	if errors.Is(err, aero.CodeNotFound) {
		return false, nil
	}
	return err == nil, err
}

// read carries out a read under a policy.
func (c *Client) read(ctx context.Context, l *call, policy *ReadPolicy) error {
	live := c.live.Load()
	l.hedge = live.Hedge
	if policy == nil {
		policy = &live.Policies.Read
	}
	if policy.Hedge != (Hedge{}) {
		l.hedge = policy.Hedge
	}
	l.replica, l.transaction, l.compress = policy.Replica, policy.Transaction, policy.Compress
	l.cmd.ReadTouchPercent = policy.ReadTouchPercent
	l.cmd.Filter = policy.Filter
	l.cmd.Flags |= policy.Consistency.flags()
	if policy.Consistency == ReadLinear {
		l.replica = ReplicaMaster
		c.wantsConsistency(l.cmd.Namespace, l.cmd.Digest.Partition())
	}
	return c.execute(ctx, l, policy.Timing.or(live.Policies.Read.Timing))
}

// wantsConsistency warns once if a namespace has no strong consistency: the regimes of its partitions stay at 0 then.
func (c *Client) wantsConsistency(namespace string, id aero.PartitionID) {
	partitions := c.state.Load().partitions
	if partitions == nil || !partitions.Complete() || !partitions.Has(namespace) || partitions.Regime(namespace, id) != 0 {
		return
	}
	n, err := c.state.Load().master(namespace, id)
	if err == nil {
		c.degraded(FeatureConsistency, n, nil)
	}
}
