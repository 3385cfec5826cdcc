package conformance

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"math/rand/v2"
	"sync"
	"time"

	as "github.com/aerospike/aerospike-client-go/v8"
	"github.com/aerospike/aerospike-client-go/v8/types"

	"github.com/aerolith/aerolith/conformance/node"
)

// paddingMax bounds the random part of a state, in bytes: from less than a page to several.
const paddingMax = 20_000

// stateBins returns the content of a record in a state: a counter, two fillings that follow from record and state,
// and a checksum over all of it.
func stateBins(key *as.Key, state uint64) []*as.Bin {
	blob, text := stateContent(key, state)
	return []*as.Bin{
		as.NewBin("state", int(state)), as.NewBin("blob", blob), as.NewBin("text", text),
		as.NewBin("sum", stateSum(state, blob, text)),
	}
}

// stateContent returns the fillings of a record in a state.
func stateContent(key *as.Key, state uint64) (blob []byte, text string) {
	random := rand.New(rand.NewPCG(binary.BigEndian.Uint64(key.Digest()), state))
	blob = make([]byte, random.IntN(paddingMax))
	for i := range blob {
		blob[i] = byte(random.Uint32())
	}
	return blob, fmt.Sprintf("%x", random.Uint64())
}

// stateSum returns the checksum of a state.
func stateSum(state uint64, blob []byte, text string) int {
	sum := crc32.NewIEEE()
	for _, part := range [][]byte{binary.BigEndian.AppendUint64(nil, state), blob, []byte(text)} {
		if _, err := sum.Write(part); err != nil {
			return -1 // a hash never fails
		}
	}
	return int(sum.Sum32())
}

// verify reads every record and checks that it is in a state that it may be in, and wholly so. A record whose state
// is in doubt is settled by what is found; for the outcome of transactions it waits no longer than it is given.
func (l *killLoop) verify(n *node.Node, patience time.Duration) {
	client, err := dial(n.Address)
	if err != nil {
		l.t.Errorf("connect: %v", err)
		return
	}
	defer client.Close()
	work := make(chan *stateRecord)
	var workers sync.WaitGroup
	for range verifyWorkers {
		workers.Go(func() {
			for r := range work {
				if err := r.verify(client); err != nil {
					l.t.Errorf("record %v: %v", r.key.Value(), err)
				}
			}
		})
	}
	for _, own := range l.records {
		for _, r := range own {
			work <- r
		}
	}
	close(work)
	workers.Wait()
	l.verifyIndex(client)
	if err := errors.Join(l.verifyCounters(client), l.verifyTransactions(client, patience)); err != nil {
		l.t.Error(err)
	}
}

// verify reads the record and checks its state and content.
func (r *stateRecord) verify(client *as.Client) error {
	record, err := client.Get(nil, r.key)
	if err != nil && err.Matches(types.KEY_NOT_FOUND_ERROR) {
		if r.acknowledged > 0 {
			return fmt.Errorf("lost; state %d was acknowledged", r.acknowledged)
		}
		r.attempted = 0
		return nil
	}
	if err != nil {
		return err
	}
	state, ok := record.Bins["state"].(int)
	if !ok || uint64(state) < r.acknowledged || uint64(state) > r.attempted {
		return fmt.Errorf("state %v; %d was acknowledged, %d attempted", record.Bins["state"], r.acknowledged, r.attempted)
	}
	if err := checkState(record, r.key, uint64(state)); err != nil {
		return err
	}
	// What was read is durable: from here on it may not be lost either.
	r.acknowledged, r.attempted = uint64(state), uint64(state)
	return nil
}

// checkState checks that all bins of a record are of a state.
func checkState(record *as.Record, key *as.Key, state uint64) error {
	for _, bin := range stateBins(key, state) {
		if got := as.NewValue(record.Bins[bin.Name]); got.String() != bin.Value.String() {
			return fmt.Errorf("state %d: bin %s is not of that state", state, bin.Name)
		}
	}
	return nil
}

// isTransport reports whether the error is about the connection, so that the outcome is not the server's answer.
func isTransport(err as.Error) bool {
	return err.Matches(types.NETWORK_ERROR, types.TIMEOUT, types.INVALID_NODE_ERROR, types.NO_AVAILABLE_CONNECTIONS_TO_NODE,
		types.MAX_RETRIES_EXCEEDED, types.SERVER_NOT_AVAILABLE, types.PARTITION_UNAVAILABLE, types.MAX_ERROR_RATE,
		types.INVALID_CLUSTER_PARTITION_MAP)
}
