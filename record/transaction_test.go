package record

import (
	"testing"
	"time"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/record/internal/transaction"
)

// transactionOptions are memoryOptions with transactions.
func transactionOptions(clock *testClock) Options {
	o := memoryOptions(clock)
	o.Enterprise = true
	return o
}

// txn is a transaction as a client keeps it.
type txn struct {
	t  testing.TB
	s  *Store
	id uint64
	// reads are the versions of the records read, writes the records written.
	reads    map[int]uint64
	writes   map[int]bool
	deadline uint32
}

// begin returns a transaction that has done nothing yet.
func begin(t testing.TB, s *Store, id uint64) *txn {
	return &txn{t: t, s: s, id: id, reads: map[int]uint64{}, writes: map[int]bool{}}
}

// tie ties a command on record i to the transaction.
func (x *txn) tie(i int, cmd *aero.RecordCommand) *aero.RecordCommand {
	cmd.Transaction = aero.Transaction{ID: x.id, Version: x.reads[i], DeadlineSeconds: x.deadline}
	return cmd
}

// monitor returns a command on the transaction's monitor.
func (x *txn) monitor(ops ...aero.Operation) *aero.RecordCommand {
	return &aero.RecordCommand{
		Namespace: "test", Set: aero.MonitorSet, Digest: transaction.MonitorDigest(x.id), Flags: aero.FlagWrite,
		Operations: ops,
	}
}

// announce tells the monitor, which it creates if needed, that the transaction will write record i.
func (x *txn) announce(i int) aero.ResultCode {
	x.t.Helper()
	const listAppend, ordered, uniqueNoFailPartial = 1, 1, 13
	digest := digestOf(i)
	operand, err := aero.NewParticle([]any{listAppend, digest[:], ordered, uniqueNoFailPartial})
	if err != nil {
		x.t.Fatal(err)
	}
	operand.Type = aero.ParticleBlob
	ops := []aero.Operation{{Type: aero.OpCDTModify, Bin: monitorBinDigests, Value: operand}}
	if x.deadline == 0 {
		ops = append([]aero.Operation{{Type: aero.OpWrite, Bin: monitorBinID, Value: integer(int64(x.id))}}, ops...)
	}
	res := do(x.t, x.s, x.monitor(ops...))
	if res.Code == aero.CodeOK {
		x.deadline = res.DeadlineSeconds
	}
	return res.Code
}

// write announces and carries out a write to record i.
func (x *txn) write(i int, cmd *aero.RecordCommand) aero.ResultCode {
	x.t.Helper()
	if code := x.announce(i); code != aero.CodeOK {
		return code
	}
	res := do(x.t, x.s, x.tie(i, cmd))
	switch {
	case res.Version != 0:
		x.reads[i] = res.Version
	case res.Code == aero.CodeOK:
		delete(x.reads, i)
		x.writes[i] = true
	}
	return res.Code
}

// read reads record i.
func (x *txn) read(i int) *aero.RecordResult {
	x.t.Helper()
	res := do(x.t, x.s, x.tie(i, get(i)))
	if res.Version != 0 {
		x.reads[i] = res.Version
	}
	return res
}

// commit verifies, decides and rolls forward. It returns the code that kept it from doing so; then it has rolled back.
func (x *txn) commit() aero.ResultCode {
	x.t.Helper()
	for i, version := range x.reads {
		cmd := &aero.RecordCommand{Namespace: "test", Digest: digestOf(i), Flags: aero.FlagRead | aero.FlagNoBinData}
		cmd.Transaction = aero.Transaction{Version: version, Step: aero.TransactionVerify}
		if code := do(x.t, x.s, cmd).Code; code != aero.CodeOK {
			x.end(aero.TransactionRollBack)
			return code
		}
	}
	if x.deadline != 0 {
		forward := aero.Operation{Type: aero.OpWrite, Bin: monitorBinForward, Value: aero.Particle{Type: aero.ParticleBool, Data: []byte{1}}}
		if code := do(x.t, x.s, x.monitor(forward)).Code; code != aero.CodeOK {
			return code
		}
	}
	x.end(aero.TransactionRollForward)
	return aero.CodeOK
}

// end rolls all writes and closes the monitor.
func (x *txn) end(step aero.TransactionStep) {
	x.t.Helper()
	for i := range x.writes {
		cmd := &aero.RecordCommand{Namespace: "test", Digest: digestOf(i), Flags: aero.FlagWrite | aero.FlagDurableDelete}
		cmd.Transaction = aero.Transaction{ID: x.id, Step: step}
		if code := do(x.t, x.s, cmd).Code; code != aero.CodeOK {
			x.t.Errorf("roll: %v", code)
		}
	}
	if x.deadline == 0 {
		return
	}
	cmd := x.monitor()
	cmd.Flags |= aero.FlagDelete | aero.FlagDurableDelete
	if code := do(x.t, x.s, cmd).Code; code != aero.CodeOK && code != aero.CodeNotFound {
		x.t.Errorf("close: %v", code)
	}
}

// expect compares a code.
func expect(t testing.TB, what string, got, want aero.ResultCode) {
	t.Helper()
	if got != want {
		t.Errorf("%s: %v, want %v", what, got, want)
	}
}

// TestTransaction writes, reads, commits and aborts.
func TestTransaction(t *testing.T) {
	s := openStore(t, "", transactionOptions(newClock()))
	do(t, s, put(1, "n", integer(1)))
	x := begin(t, s, 7)
	expect(t, "write", x.write(1, put(1, "n", integer(2))), aero.CodeOK)
	expect(t, "create", x.write(2, put(2, "n", integer(2))), aero.CodeOK)
	want(t, s, get(1), aero.CodeOK, "n=1")
	want(t, s, get(2), aero.CodeNotFound, "")
	if res := x.read(1); res.Code != aero.CodeOK || res.Generation != 2 || res.Version != 0 {
		t.Errorf("own write: %+v", res)
	}
	expect(t, "another write", do(t, s, put(1, "n", integer(3))).Code, aero.CodeTransactionBlocked)
	expect(t, "another transaction's write", begin(t, s, 8).write(1, put(1, "n", integer(3))), aero.CodeTransactionBlocked)
	expect(t, "another transaction's read", begin(t, s, 8).read(1).Code, aero.CodeTransactionBlocked)
	expect(t, "commit", x.commit(), aero.CodeOK)
	want(t, s, get(1), aero.CodeOK, "n=2")
	want(t, s, get(2), aero.CodeOK, "n=2")
	if res := do(t, s, get(1)); res.Generation != 3 {
		t.Errorf("generation %d after two writes and the roll", res.Generation)
	}

	x = begin(t, s, 9)
	expect(t, "delete", x.write(1, remove(1)), aero.CodeOK)
	expect(t, "delete again", x.write(1, remove(1)), aero.CodeNotFound)
	expect(t, "read of what is deleted", x.read(1).Code, aero.CodeNotFound)
	x.end(aero.TransactionRollBack)
	want(t, s, get(1), aero.CodeOK, "n=2")

	x = begin(t, s, 10)
	expect(t, "delete", x.write(1, remove(1)), aero.CodeOK)
	expect(t, "commit", x.commit(), aero.CodeOK)
	want(t, s, get(1), aero.CodeNotFound, "")
}

// TestTransactionRefusals pins the codes of what a transaction may not do.
func TestTransactionRefusals(t *testing.T) {
	clock := newClock()
	s := openStore(t, "", transactionOptions(clock))
	do(t, s, put(1, "n", integer(1)))

	x := begin(t, s, 7)
	expect(t, "write without a monitor", do(t, s, x.tie(1, put(1, "n", integer(2)))).Code, aero.CodeTransactionExpired)
	expect(t, "announce", x.announce(2), aero.CodeOK)
	expect(t, "write that was not announced", do(t, s, x.tie(1, put(1, "n", integer(2)))).Code, aero.CodeForbidden)
	expect(t, "write", x.write(1, put(1, "n", integer(2))), aero.CodeOK)
	once := x.tie(1, put(1, "n", integer(3)))
	once.Transaction.LockOnce = true
	expect(t, "second lock", do(t, s, once).Code, aero.CodeTransactionAlreadyLocked)
	filtered := put(1, "n", integer(3))
	filtered.Filter = []byte{0xc2}
	expect(t, "filtered out", x.write(1, filtered), aero.CodeFilteredOut)

	other := begin(t, s, 8)
	other.reads[2] = 5
	expect(t, "write to what has changed", other.write(2, put(2, "n", integer(1))), aero.CodeTransactionVersionMismatch)
	locked := begin(t, s, 9)
	locked.reads[1] = 5
	expect(t, "verification of what is locked", locked.commit(), aero.CodeTransactionBlocked)

	clock.advance((transaction.DefaultSeconds + 1) * time.Second)
	expect(t, "write too late", x.write(1, put(1, "n", integer(4))), aero.CodeTransactionExpired)
	expect(t, "announcement too late", x.announce(3), aero.CodeTransactionExpired)
	expect(t, "commit too late", x.commit(), aero.CodeTransactionAborted)
	want(t, s, get(1), aero.CodeOK, "n=1")
}

// TestTransactionVerify changes a record under a transaction that has read it.
func TestTransactionVerify(t *testing.T) {
	s := openStore(t, "", transactionOptions(newClock()))
	do(t, s, put(1, "n", integer(1)))
	do(t, s, put(2, "n", integer(1)))
	x := begin(t, s, 7)
	if res := x.read(1); res.Version == 0 {
		t.Fatal("no version")
	}
	expect(t, "write", x.write(2, put(2, "n", integer(2))), aero.CodeOK)
	do(t, s, put(1, "n", integer(1)))
	expect(t, "commit", x.commit(), aero.CodeTransactionVersionMismatch)
	want(t, s, get(2), aero.CodeOK, "n=1")
	expect(t, "a write afterwards", do(t, s, put(2, "n", integer(5))).Code, aero.CodeOK)
}

// TestTransactionsNotOffered sends commands of transactions to a store without them.
func TestTransactionsNotOffered(t *testing.T) {
	s := openStore(t, "", memoryOptions(newClock()))
	do(t, s, put(1, "n", integer(1)))
	x := begin(t, s, 7)
	expect(t, "read", x.read(1).Code, aero.CodeEnterpriseOnly)
	expect(t, "write", do(t, s, x.tie(1, put(1, "n", integer(2)))).Code, aero.CodeEnterpriseOnly)
	durable := remove(1)
	durable.Flags |= aero.FlagDurableDelete
	expect(t, "durable delete", do(t, s, durable).Code, aero.CodeEnterpriseOnly)
}
