package client

import (
	"fmt"
	"sync"
	"time"

	"github.com/aerolith/aerolith/aero"
)

// Transaction is a multi-record transaction: reads that stay valid until its end, and writes that happen all or not at
// all. It is made by Client.Begin, put into the policies of the calls that belong to it, and ended by Commit or Abort. All
// its records are of one namespace. Calls of a transaction may run at once; Commit and Abort may not run beside them.
//
// The nodes keep the transaction's state: a monitor lists the records that it writes, and each of these is locked with a
// provisional version. Reads lock nothing: their versions are checked when it commits. If the client dies, nodes end the
// transaction once its time is over. It needs Aerospike Enterprise 8.0 or later with strong consistency, or `aerolith
// serve --emulate-edition enterprise`; others answer with aero.CodeEnterpriseOnly or aero.CodeUnsupportedFeature.
//
// A record that another transaction has locked is answered with aero.CodeTransactionBlocked, which is tried again as the
// policy says.
type Transaction struct {
	client *Client
	id     uint64
	// seconds is how long it may last; 0 for the nodes' default.
	seconds uint32

	// ending is held by Commit and Abort.
	ending sync.Mutex
	// mu guards everything below.
	mu sync.Mutex
	// namespace is that of its records; empty until there is one.
	namespace string
	state     transactionState
	// reads are the records that it has read and not written, with their versions; writes those that it has written, or may
	// have. Both keep the names of the sets.
	reads  map[aero.Digest]versioned
	writes map[aero.Digest]string
	// deadlineSeconds is when it expires, in seconds since the protocol's epoch; 0 if that is not known.
	deadlineSeconds uint32
	// monitored says that there may be a monitor, doubtful that a write may still arrive, settled that the nodes have
	// nothing left to do.
	monitored, doubtful, settled bool
}

// versioned is a record that was read.
type versioned struct {
	set     string
	version uint64
}

// transactionState is how far a transaction is.
type transactionState uint8

// The states.
const (
	transactionOpen transactionState = iota
	transactionVerified
	transactionCommitted
	transactionAborted
)

// TransactionOptions say how a transaction behaves. The zero value means the defaults.
type TransactionOptions struct {
	// Timeout is how long it may last from its first write on, in whole seconds up to 120 s; 0 means what the nodes are
	// configured to, which is 10 s unless said otherwise.
	Timeout time.Duration
	// Attempts is how often Transact tries; 0 means 10.
	Attempts int
}

// Begin returns a new transaction. Nothing is sent before its first call.
func (c *Client) Begin(options TransactionOptions) *Transaction {
	id := c.draw()
	for id == 0 {
		id = c.draw()
	}
	seconds := (options.Timeout + time.Second - 1) / time.Second
	return &Transaction{
		client: c, id: id, seconds: uint32(max(seconds, 0)),
		reads: make(map[aero.Digest]versioned), writes: make(map[aero.Digest]string),
	}
}

// ID returns the transaction's number, under which operators see it.
func (t *Transaction) ID() uint64 { return t.id }

// Settled reports whether a transaction that has ended left the nodes nothing to do. Otherwise some records stay locked
// until nodes notice that its time is over; what becomes of them is decided all the same.
func (t *Transaction) Settled() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.settled
}

// admit checks that a call on a record may belong to the transaction.
func (t *Transaction) admit(c *Client, namespace string) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	switch {
	case t.client != c:
		return fmt.Errorf("transaction of another client: %w", ErrTransaction)
	case t.state != transactionOpen:
		return fmt.Errorf("transaction has ended: %w", ErrTransaction)
	case t.namespace == "":
		t.namespace = namespace
	case t.namespace != namespace:
		return fmt.Errorf("transaction is on namespace %q, call on %q: %w", t.namespace, namespace, ErrTransaction)
	}
	return nil
}

// bind makes a command one of the transaction.
func (t *Transaction) bind(cmd *aero.RecordCommand) {
	t.mu.Lock()
	defer t.mu.Unlock()
	cmd.Transaction.ID, cmd.Transaction.Version = t.id, t.reads[cmd.Digest].version
	if cmd.Flags&aero.FlagWrite != 0 {
		cmd.Transaction.DeadlineSeconds = t.deadlineSeconds
	}
}

// recordOutcome is how a command of a transaction ended.
type recordOutcome struct {
	// write says that the command was a write.
	write bool
	// version is the record's, 0 if there is none that the transaction has not written.
	version uint64
	err     error
	inDoubt bool
}

// note remembers what a command means for the end of the transaction.
func (t *Transaction) note(key *aero.Key, o recordOutcome) {
	t.mu.Lock()
	defer t.mu.Unlock()
	switch {
	case o.inDoubt:
		t.doubtful = true
		delete(t.reads, key.Digest)
		t.writes[key.Digest] = key.Set
	case o.version != 0:
		t.reads[key.Digest] = versioned{set: key.Set, version: o.version}
	case o.write && o.err == nil:
		delete(t.reads, key.Digest)
		t.writes[key.Digest] = key.Set
	}
}

// unannounced returns the digests of those keys that the monitor does not list yet.
func (t *Transaction) unannounced(digests []aero.Digest) []aero.Digest {
	t.mu.Lock()
	defer t.mu.Unlock()
	var missing []aero.Digest
	for _, digest := range digests {
		if _, listed := t.writes[digest]; !listed {
			missing = append(missing, digest)
		}
	}
	return missing
}

// monitorKey returns the key of the record that stands for the transaction.
func (t *Transaction) monitorKey() aero.Key {
	t.mu.Lock()
	defer t.mu.Unlock()
	return aero.IntKey(t.namespace, aero.MonitorSet, int64(t.id))
}
