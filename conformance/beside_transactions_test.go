package conformance

import (
	"context"
	"errors"
	"os"
	"testing"
	"time"

	as "github.com/aerospike/aerospike-client-go/v8"
	"github.com/aerospike/aerospike-client-go/v8/types"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/client"
	"github.com/aerolith/aerolith/conformance/node"
)

// besideEnterprise returns both clients on a server with transactions: one of the test's own, or the one that the environment
// names. The test is skipped if that one has none.
func besideEnterprise(t *testing.T) (*as.Client, *client.Client) {
	t.Helper()
	address := os.Getenv(addressVariable)
	if address == "" {
		options := node.Options{
			Binary: program(t), Data: t.TempDir(), Namespace: namespace, Further: []string{"--emulate-edition", "enterprise"},
		}
		n := startNode(t, options)
		t.Cleanup(n.Kill)
		address = n.Address
	}
	theirs, err := dial(address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(theirs.Close)
	ours, err := client.Open(context.Background(), []string{address}, ourOptions())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(ours.Close)
	probe := ours.Begin(client.TransactionOptions{Timeout: 2 * time.Minute})
	key := aero.StringKey(namespace, setOf(t), "probe")
	if err := ours.Put(t.Context(), key, client.Bins{"n": 1}, &client.WritePolicy{Transaction: probe}); err != nil {
		t.Skipf("no transactions there: %v", err)
	}
	if err := probe.Abort(t.Context()); err != nil {
		t.Fatal(err)
	}
	return theirs, ours
}

// TestBesideTransactions lets each client see what the other one's transactions do: nothing while they run, but that records
// are locked; everything after the commit, nothing after the abort.
func TestBesideTransactions(t *testing.T) {
	theirs, ours := besideEnterprise(t)
	set, ctx := setOf(t), t.Context()
	theirKey, ourKey := keyIn(t, set, 1), aero.IntKey(namespace, set, 1)
	must(t, "put", theirs.Put(nil, theirKey, as.BinMap{"n": 1}))

	tx := ours.Begin(client.TransactionOptions{Timeout: 2 * time.Minute})
	if err := ours.Put(ctx, ourKey, client.Bins{"n": 2}, &client.WritePolicy{Transaction: tx}); err != nil {
		t.Fatal(err)
	}
	record, failure := theirs.Get(nil, theirKey)
	must(t, "get", failure)
	if record.Bins["n"] != 1 {
		t.Errorf("seen before the commit: %v", record.Bins)
	}
	expectCode(t, "a locked record", theirs.Put(nil, theirKey, as.BinMap{"n": 9}), types.MRT_BLOCKED)
	if err := tx.Commit(ctx); err != nil || !tx.Settled() {
		t.Fatal(err)
	}
	record, failure = theirs.Get(nil, theirKey)
	must(t, "get", failure)
	if record.Bins["n"] != 2 {
		t.Errorf("seen after the commit: %v", record.Bins)
	}

	for _, commits := range []bool{true, false} {
		txn := as.NewTxn()
		txn.SetTimeout(2 * time.Minute)
		policy := as.NewWritePolicy(0, 0)
		policy.Txn = txn
		must(t, "put", theirs.Put(policy, theirKey, as.BinMap{"n": 3}))
		err := ours.Put(ctx, ourKey, client.Bins{"n": 9}, nil)
		if !errors.Is(err, aero.CodeTransactionBlocked) {
			t.Fatal(err)
		}
		if commits {
			_, failure = theirs.Commit(txn)
			must(t, "commit", failure)
			must(t, "put", theirs.Put(nil, theirKey, as.BinMap{"n": 4}))
		} else {
			_, failure = theirs.Abort(txn)
			must(t, "abort", failure)
		}
		got, err := ours.Get(ctx, ourKey, nil)
		if err != nil {
			t.Fatal(err)
		}
		if n, err := client.ValueAs[int64](got, "n"); err != nil || n != 4 {
			t.Errorf("commits %v: %d, %v", commits, n, err)
		}
	}
}

// TestBesideTransactionConflicts changes what each client's transaction has read: neither can commit, for the same reason.
func TestBesideTransactionConflicts(t *testing.T) {
	theirs, ours := besideEnterprise(t)
	set, ctx := setOf(t), t.Context()
	theirKey, ourKey := keyIn(t, set, 1), aero.IntKey(namespace, set, 1)
	must(t, "put", theirs.Put(nil, theirKey, as.BinMap{"n": 1}))
	tx := ours.Begin(client.TransactionOptions{Timeout: 2 * time.Minute})
	if _, err := ours.Get(ctx, ourKey, &client.ReadPolicy{Transaction: tx}); err != nil {
		t.Fatal(err)
	}
	must(t, "put", theirs.Put(nil, theirKey, as.BinMap{"n": 2}))
	err := tx.Commit(ctx)
	if !errors.Is(err, client.ErrTransactionAborted) || !errors.Is(err, aero.CodeTransactionVersionMismatch) {
		t.Fatal(err)
	}
	txn := as.NewTxn()
	txn.SetTimeout(2 * time.Minute)
	policy := as.NewPolicy()
	policy.Txn = txn
	_, failure := theirs.Get(policy, theirKey)
	must(t, "get", failure)
	if err := ours.Put(ctx, ourKey, client.Bins{"n": 3}, nil); err != nil {
		t.Fatal(err)
	}
	if _, failure = theirs.Commit(txn); failure == nil || !failure.Matches(types.TXN_FAILED) {
		t.Fatal(failure)
	}
}
