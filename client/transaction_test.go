package client_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/aero/op"
	"github.com/aerolith/aerolith/aerolithtest"
	"github.com/aerolith/aerolith/client"
)

// account is a record with an amount.
func account(id int64) aero.Key { return aero.IntKey("test", "accounts", id) }

// enterprise opens a client on a server with transactions.
func enterprise(t *testing.T) *client.Client {
	t.Helper()
	return connect(t, aerolithtest.NewServer(t, aerolithtest.WithEnterprise()).Address(), nil)
}

// amountOf reads an amount, as part of a transaction if there is one.
func amountOf(t *testing.T, c *client.Client, id int64, tx *client.Transaction) int64 {
	t.Helper()
	record, err := c.Get(t.Context(), account(id), &client.ReadPolicy{Transaction: tx})
	must(t, err)
	n, err := client.ValueAs[int64](record, "amount")
	must(t, err)
	return n
}

// TestTransactionCommit writes, deletes and creates records in one transaction: others see nothing of it before it commits,
// and all of it afterwards.
func TestTransactionCommit(t *testing.T) {
	c, ctx := enterprise(t), t.Context()
	for id := range int64(3) {
		must(t, c.Put(ctx, account(id), client.Bins{"amount": 100}, nil))
	}
	tx := c.Begin(client.TransactionOptions{Timeout: time.Minute})
	in := &client.WritePolicy{Transaction: tx}
	if amountOf(t, c, 0, tx) != 100 {
		t.Fatal("amount")
	}
	must(t, c.Put(ctx, account(0), client.Bins{"amount": 60}, in))
	_, err := c.Apply(ctx, account(1), in, op.Add("amount", 40))
	must(t, err)
	existed, err := c.Delete(ctx, account(2), &client.WritePolicy{Transaction: tx, DurableDelete: true})
	must(t, err)
	must(t, c.Put(ctx, account(3), client.Bins{"amount": 5}, in))
	if !existed || amountOf(t, c, 0, tx) != 60 || amountOf(t, c, 0, nil) != 100 {
		t.Fatal("what the transaction wrote is not its own")
	}
	if found, err := c.Exists(ctx, account(3), nil); found || err != nil {
		t.Fatal("others see a provisional record", err)
	}
	must(t, tx.Commit(ctx))
	must(t, tx.Commit(ctx))
	if !tx.Settled() || amountOf(t, c, 0, nil) != 60 || amountOf(t, c, 1, nil) != 140 || amountOf(t, c, 3, nil) != 5 {
		t.Fatal("not committed as a whole")
	}
	if found, err := c.Exists(ctx, account(2), nil); found || err != nil {
		t.Fatal("not deleted", err)
	}
	if err := tx.Abort(ctx); !errors.Is(err, client.ErrTransaction) {
		t.Fatal(err)
	}
	if err := c.Put(ctx, account(9), client.Bins{"amount": 1}, in); !errors.Is(err, client.ErrTransaction) {
		t.Fatal(err)
	}
}

// TestTransactionAbort gives up what a transaction wrote, twice.
func TestTransactionAbort(t *testing.T) {
	c, ctx := enterprise(t), t.Context()
	must(t, c.Put(ctx, account(0), client.Bins{"amount": 100}, nil))
	tx := c.Begin(client.TransactionOptions{})
	must(t, c.Put(ctx, account(0), client.Bins{"amount": 1}, &client.WritePolicy{Transaction: tx}))
	once := &client.WritePolicy{Transaction: tx, LockOnce: true}
	if err := c.Put(ctx, account(0), client.Bins{"amount": 2}, once); !errors.Is(err, aero.CodeTransactionAlreadyLocked) {
		t.Fatal(err)
	}
	blocked := &client.WritePolicy{Timing: client.Timing{Total: patience}}
	if err := c.Put(ctx, account(0), client.Bins{"amount": 3}, blocked); !errors.Is(err, aero.CodeTransactionBlocked) {
		t.Fatal(err)
	}
	must(t, tx.Abort(ctx))
	must(t, tx.Abort(ctx))
	if err := tx.Commit(ctx); !errors.Is(err, client.ErrTransactionAborted) || !tx.Settled() {
		t.Fatal(err)
	}
	if got := amountOf(t, c, 0, nil); got != 100 {
		t.Fatalf("amount %d", got)
	}
	other := c.Begin(client.TransactionOptions{})
	if _, err := c.Get(ctx, account(0), &client.ReadPolicy{Transaction: other}); err != nil {
		t.Fatal(err)
	}
	wrong := aero.IntKey("other", "", 1)
	if _, err := c.Get(ctx, wrong, &client.ReadPolicy{Transaction: other}); !errors.Is(err, client.ErrTransaction) {
		t.Fatal(err)
	}
}

// TestTransactionVerifies changes a record that a transaction has read: it cannot commit, and nothing of it stays.
func TestTransactionVerifies(t *testing.T) {
	c, ctx := enterprise(t), t.Context()
	for id := range int64(2) {
		must(t, c.Put(ctx, account(id), client.Bins{"amount": 100}, nil))
	}
	tx := c.Begin(client.TransactionOptions{})
	amountOf(t, c, 0, tx)
	must(t, c.Put(ctx, account(1), client.Bins{"amount": 1}, &client.WritePolicy{Transaction: tx}))
	must(t, c.Put(ctx, account(0), client.Bins{"amount": 7}, nil))
	err := tx.Commit(ctx)
	var e *client.Error
	if !errors.Is(err, client.ErrTransactionAborted) || !errors.Is(err, aero.CodeTransactionVersionMismatch) ||
		!errors.As(err, &e) || e.InDoubt {
		t.Fatal(err)
	}
	if amountOf(t, c, 1, nil) != 100 || !tx.Settled() {
		t.Fatal("something of the transaction stays")
	}
}

// TestTransactionBatch reads and writes batches in a transaction.
func TestTransactionBatch(t *testing.T) {
	c, ctx := enterprise(t), t.Context()
	keys := make([]aero.Key, 50)
	entries := make([]client.BatchEntry, len(keys))
	for i := range keys {
		keys[i] = account(int64(i))
		entries[i] = client.BatchApply(keys[i], nil, op.Add("amount", 1))
	}
	tx := c.Begin(client.TransactionOptions{})
	for range 2 {
		results, err := c.Batch(ctx, entries, &client.BatchPolicy{Transaction: tx})
		must(t, err)
		for i := range results {
			must(t, results[i].Err)
		}
	}
	results, err := c.Batch(ctx, client.BatchGets(keys, "amount"), nil)
	must(t, err)
	if !errors.Is(results[0].Err, aero.CodeNotFound) {
		t.Fatalf("others see %+v", results[0])
	}
	must(t, tx.Commit(ctx))
	results, err = c.Batch(ctx, client.BatchGets(keys, "amount"), &client.BatchPolicy{Transaction: c.Begin(client.TransactionOptions{})})
	must(t, err)
	for i := range results {
		must(t, results[i].Err)
		if n, err := client.ValueAs[int64](results[i].Record, "amount"); err != nil || n != 2 {
			t.Fatalf("%d, %v", n, err)
		}
	}
}

// TestTransact moves amounts between accounts from many goroutines at once: the sum stays what it was.
func TestTransact(t *testing.T) {
	c, ctx := enterprise(t), t.Context()
	const accounts, workers, moves = 4, 4, 5
	for id := range int64(accounts) {
		must(t, c.Put(ctx, account(id), client.Bins{"amount": 100}, nil))
	}
	var group sync.WaitGroup
	for w := range int64(workers) {
		group.Go(func() {
			for i := range int64(moves) {
				from, to := (w+i)%accounts, (w+3*i+1)%accounts
				err := c.Transact(ctx, client.TransactionOptions{Attempts: 1000}, func(ctx context.Context, tx *client.Transaction) error {
					in := &client.WritePolicy{Transaction: tx}
					if _, err := c.Apply(ctx, account(from), in, op.Add("amount", -1)); err != nil {
						return err
					}
					_, err := c.Apply(ctx, account(to), in, op.Add("amount", 1))
					return err
				})
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
	group.Wait()
	sum := int64(0)
	for id := range int64(accounts) {
		sum += amountOf(t, c, id, nil)
	}
	if sum != accounts*100 {
		t.Fatalf("the sum is %d", sum)
	}
	boom := errors.New("boom")
	err := c.Transact(ctx, client.TransactionOptions{}, func(context.Context, *client.Transaction) error { return boom })
	if !errors.Is(err, boom) {
		t.Fatal(err)
	}
}

// TestTransactionUnsupported begins a transaction where there are none.
func TestTransactionUnsupported(t *testing.T) {
	c := connect(t, aerolithtest.NewServer(t).Address(), nil)
	tx := c.Begin(client.TransactionOptions{})
	err := c.Put(t.Context(), account(0), client.Bins{"amount": 1}, &client.WritePolicy{Transaction: tx})
	if !errors.Is(err, aero.CodeEnterpriseOnly) && !errors.Is(err, aero.CodeUnsupportedFeature) {
		t.Fatal(err)
	}
	must(t, tx.Abort(t.Context()))
}
