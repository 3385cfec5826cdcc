package conformance

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	as "github.com/aerospike/aerospike-client-go/v8"
	"github.com/aerospike/aerospike-client-go/v8/types"

	"github.com/aerolith/aerolith/conformance/node"
)

// The shape of the kill loop's transactions.
const (
	txGroupCount = 4
	txGroupSize  = 4
	// txTimeout is after how long the node ends a transaction that its client has left.
	txTimeout = 2 * time.Second
	// txSettleMax is how long the end of the loop waits for the last of them.
	txSettleMax = 2 * time.Minute
)

// txGroup is a group of records that only transactions write, all of them at once: each transaction takes the whole group to
// its next state, so that records of different states are a transaction that was half applied.
type txGroup struct {
	keys                    []*as.Key
	acknowledged, attempted uint64
	// pending is the transaction whose outcome is to be settled; nil for none. Until then nothing is written.
	pending *as.Txn
	// commits and aborts count what was acknowledged, settled what was found out after a kill.
	commits, aborts, settled uint64
}

// newTxGroups returns groups of records that do not exist yet.
func newTxGroups(t *testing.T) (groups []*txGroup) {
	for g := range txGroupCount {
		group := &txGroup{}
		for i := range txGroupSize {
			group.keys = append(group.keys, keyIn(t, "kill-tx", g*txGroupSize+i))
		}
		groups = append(groups, group)
	}
	return groups
}

// transact runs transactions on a group until one has no known outcome or the node has gone.
func (l *killLoop) transact(client *as.Client, g *txGroup, random *rand.Rand, n *node.Node) {
	for n.Running() && g.pending == nil {
		err := g.runBesideKill(client, random, n)
		expected := err == nil || isTransport(err) || err.Matches(types.MRT_EXPIRED, types.MRT_ABORTED, types.TXN_FAILED)
		if !expected && n.Running() {
			l.t.Errorf("transaction refused: %v", err)
		}
	}
}

// runBesideKill is run for a node that is about to be killed: the official client panics in a read that begins while it is being
// closed, which happens after the kill. The transaction is pending then.
func (g *txGroup) runBesideKill(client *as.Client, random *rand.Rand, n *node.Node) as.Error {
	defer func() {
		if cause := recover(); cause != nil && n.Running() {
			panic(cause)
		}
	}()
	return g.run(client, random)
}

// run takes the group to its next state in one transaction, or aborts it. An error leaves it pending.
func (g *txGroup) run(client *as.Client, random *rand.Rand) as.Error {
	txn := as.NewTxn()
	txn.SetTimeout(txTimeout)
	g.attempted, g.pending = g.acknowledged+1, txn
	read := as.NewPolicy()
	*read = *client.DefaultPolicy
	read.Txn = txn
	if _, err := client.Get(read, g.keys[random.IntN(len(g.keys))]); err != nil && !err.Matches(types.KEY_NOT_FOUND_ERROR) {
		return err
	}
	write := as.NewWritePolicy(0, 0)
	*write = *client.DefaultWritePolicy
	write.Txn = txn
	for _, i := range random.Perm(len(g.keys)) {
		if err := client.PutBins(write, g.keys[i], stateBins(g.keys[i], g.attempted)...); err != nil {
			return err
		}
	}
	if random.IntN(4) == 0 {
		if status, err := client.Abort(txn); err != nil || status != as.AbortStatusOK {
			return err
		}
		g.attempted, g.pending = g.acknowledged, nil
		g.aborts++
		return nil
	}
	if status, err := client.Commit(txn); err != nil || status != as.CommitStatusOK {
		return err
	}
	g.acknowledged, g.pending = g.attempted, nil
	g.commits++
	return nil
}

// verify settles the outcome of a pending transaction, if the node has ended it, and checks that all records are in the same
// state, and in one that they may be in. Sometimes it ends the transaction itself, in the client's place.
func (g *txGroup) verify(client *as.Client, random *rand.Rand) error {
	if g.pending != nil && g.pending.State() == as.TxnStateOpen && random.IntN(2) == 0 {
		if _, err := client.Abort(g.pending); err != nil {
			return fmt.Errorf("abort after the restart: %w", err)
		}
	}
	if locked, err := g.locked(client); locked || err != nil {
		return err
	}
	low, high := g.bounds()
	states := map[uint64]bool{}
	for _, key := range g.keys {
		state, err := readState(client, key)
		if err != nil {
			return err
		}
		states[state] = true
		if state < low || state > high {
			return fmt.Errorf("record %v of a transaction: state %d, may be %d to %d", key.Value(), state, low, high)
		}
		g.acknowledged = state
	}
	if len(states) != 1 {
		return fmt.Errorf("a transaction is half applied: records %v are in states %v", g.keys, states)
	}
	if g.pending != nil {
		g.settled++
	}
	g.attempted, g.pending = g.acknowledged, nil
	return nil
}

// bounds returns the states that the group may be in: that of a transaction that was begun only, or aborted, never shows; one
// that was marked to be committed always does.
func (g *txGroup) bounds() (low, high uint64) {
	if g.pending == nil {
		return g.acknowledged, g.acknowledged
	}
	switch g.pending.State() {
	case as.TxnStateVerified:
		return g.acknowledged, g.attempted
	case as.TxnStateCommitted:
		return g.attempted, g.attempted
	}
	return g.acknowledged, g.acknowledged
}

// locked reports whether a transaction still has a record of the group. It asks by a touch, which changes no bin.
func (g *txGroup) locked(client *as.Client) (bool, error) {
	for _, key := range g.keys {
		err := client.Touch(nil, key)
		switch {
		case err == nil || err.Matches(types.KEY_NOT_FOUND_ERROR):
		case err.Matches(types.MRT_BLOCKED) && g.pending != nil:
			return true, nil
		default:
			return false, fmt.Errorf("touch: %w", err)
		}
	}
	return false, nil
}

// readState reads a record and returns its state, after checking that all of it is of that state; 0 for no record.
func readState(client *as.Client, key *as.Key) (uint64, error) {
	record, err := client.Get(nil, key)
	if err != nil && err.Matches(types.KEY_NOT_FOUND_ERROR) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	state, _ := record.Bins["state"].(int)
	return uint64(state), checkState(record, key, uint64(state))
}

// verifyTransactions checks all groups, and with the given time waits for those whose outcome is open.
func (l *killLoop) verifyTransactions(client *as.Client, patience time.Duration) error {
	var problems []error
	for _, g := range l.groups {
		limit := time.Now().Add(patience)
		err := g.verify(client, l.random)
		for err == nil && g.pending != nil && time.Now().Before(limit) {
			time.Sleep(txTimeout / 10)
			err = g.verify(client, l.random)
		}
		if err == nil && g.pending != nil && patience > 0 {
			err = fmt.Errorf("transaction %x still has its locks after %v", g.pending.Id(), patience)
		}
		problems = append(problems, err)
	}
	return errors.Join(problems...)
}

// transactions returns how many were committed, aborted and settled after a kill.
func (l *killLoop) transactions() (commits, aborts, settled uint64) {
	for _, g := range l.groups {
		commits, aborts, settled = commits+g.commits, aborts+g.aborts, settled+g.settled
	}
	return commits, aborts, settled
}
