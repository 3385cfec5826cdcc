package client_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/client"
)

// failing is a Local of which every call fails, or refuses. Package aerolith tests the client over a store that works.
type failing struct {
	client.Local
	err  error
	code aero.ResultCode
	runs int
}

// Execute implements client.Local.
func (f *failing) Execute(_ context.Context, _ *aero.RecordCommand, res *aero.RecordResult) error {
	f.runs++
	res.Reset()
	res.Code = f.code
	return f.err
}

// Batch implements client.Local.
func (f *failing) Batch(_ context.Context, cmd *aero.BatchCommand, yield func(int, *aero.RecordResult) error) error {
	f.runs++
	for i := range cmd.Entries[1:] {
		if err := yield(i, &aero.RecordResult{Code: f.code}); err != nil {
			return err
		}
	}
	return f.err
}

// Scan implements client.Local.
func (f *failing) Scan(_ context.Context, cmd *aero.ScanCommand, _ func(*aero.RecordResult) error,
	partitionDone func(aero.PartitionID, aero.ResultCode) error,
) error {
	f.runs++
	if err := partitionDone(cmd.Partitions[0].ID, f.code); err != nil {
		return err
	}
	return f.err
}

// local opens a client on a Local that fails.
func local(t *testing.T, f *failing) *client.Client {
	t.Helper()
	options := client.DefaultOptions()
	options.Timing.Total, options.Timing.RetryDelay, options.Timing.RetryDelayMax = patience, time.Nanosecond, time.Nanosecond
	c, err := client.OpenLocal(f, options)
	must(t, err)
	t.Cleanup(c.Close)
	return c
}

// TestLocalFailures makes calls on a Local that fails in every way: doubt, advice and number of attempts are those of a cluster.
func TestLocalFailures(t *testing.T) {
	doubt, broken := &aero.Error{InDoubt: true, Message: "unknown"}, errors.New("disk is gone")
	key := aero.IntKey("test", "s", 1)
	for _, c := range []struct {
		name               string
		local              failing
		putDoubt, retryGet bool
		putRuns, getRuns   int
		is                 error
	}{
		{"in doubt", failing{err: doubt}, true, true, 1, 3, doubt},
		{"nothing happened", failing{err: broken}, false, false, 1, 1, broken},
		{"blocked", failing{code: aero.CodeTransactionBlocked}, false, true, 3, 3, aero.CodeTransactionBlocked},
		{"refused", failing{code: aero.CodeGeneration}, false, false, 1, 1, aero.CodeGeneration},
		{"refused without a result", failing{err: aero.CodeNamespace}, false, false, 1, 1, aero.CodeNamespace},
	} {
		f := c.local
		db := local(t, &f)
		err := db.Put(t.Context(), key, client.Bins{"n": 1}, nil)
		var e *client.Error
		if !errors.As(err, &e) || e.InDoubt != c.putDoubt || !errors.Is(err, c.is) || f.runs != c.putRuns {
			t.Errorf("%s: put: %v after %d runs", c.name, err, f.runs)
		}
		f.runs = 0
		_, err = db.Get(t.Context(), key, nil)
		if !errors.As(err, &e) || e.InDoubt || e.Retryable() != c.retryGet || f.runs != c.getRuns {
			t.Errorf("%s: get: %v after %d runs", c.name, err, f.runs)
		}
		f.runs = 0
		results, err := db.Batch(t.Context(), []client.BatchEntry{client.BatchDelete(key, nil), client.BatchDelete(key, nil)}, nil)
		if f.err != nil && (err == nil && c.putDoubt || results[1].Err == nil || !errors.Is(results[1].Err, c.is)) {
			t.Errorf("%s: batch: %v, %v", c.name, err, results)
		}
		if f.code != aero.CodeOK && !errors.Is(results[0].Err, f.code) {
			t.Errorf("%s: batch: %v", c.name, results[0].Err)
		}
		for _, err := range db.Scan(t.Context(), "test", "s", nil) {
			if !errors.As(err, &e) || !errors.Is(err, c.is) {
				t.Errorf("%s: scan: %v", c.name, err)
			}
		}
	}
}

// TestLocalWithoutCluster asks for what only clusters have: each call says so at once, and none panics.
func TestLocalWithoutCluster(t *testing.T) {
	c := local(t, &failing{})
	ctx := t.Context()
	_, info := c.Info(ctx, "", "build")
	_, named := c.Info(ctx, "A1", "build")
	_, users := c.Users(ctx, "")
	for what, err := range map[string]error{
		"info": info, "info of a node": named, "users": users, "user": c.CreateUser(ctx, "u", "p"), "hosts": c.SetHosts(ctx, []string{"a"}),
		"filter": c.SetShippingFilter(ctx, "dc", "test", nil), "payload": c.PutPayload(ctx, aero.IntKey("test", "s", 1), emptyMessage(), nil),
	} {
		if !errors.Is(err, client.ErrNoCluster) {
			t.Errorf("%s: %v", what, err)
		}
	}
	if len(c.Nodes()) != 0 || len(c.Stats().Nodes) != 0 || !c.Connected() || c.WarmUp(ctx, 3) != nil {
		t.Error("a client without a cluster has nodes")
	}
	options := c.Options()
	options.Timing.MaxRetries = 7
	must(t, c.Reconfigure(ctx, options))
	if c.Options().Timing.MaxRetries != 7 {
		t.Error("not reconfigured")
	}
	c.Close()
	c.Close()
	if _, err := c.Get(ctx, aero.IntKey("test", "s", 1), nil); !errors.Is(err, client.ErrClosed) || c.Connected() {
		t.Errorf("after close: %v", err)
	}
}

// emptyMessage returns a frame with a message of no fields and no operations.
func emptyMessage() []byte {
	return append([]byte{2, 3, 0, 0, 0, 0, 0, 22, 22}, make([]byte, 21)...)
}
