package client

import (
	"slices"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/aero/op"
)

// BatchEntry is one command of a batch. It is made by BatchGet and its siblings. What it was made of, operations and policy
// among it, must not change until the batch has ended.
type BatchEntry struct {
	key aero.Key
	// flags and operations are the command.
	flags      aero.Flags
	operations []aero.Operation
	// policy says how a write is made; nil for the default.
	policy *WritePolicy
	// keep says that the answer is a record.
	keep bool
	// more is what few entries have; nil for nothing. It does not change.
	more *entryMore
}

// entryMore is what few entries of batches have.
type entryMore struct {
	// filter and touch say how a read is made; nil and 0 for the defaults.
	filter []byte
	touch  int8
	// rolls says that the entry ends a record's part in a transaction, and may be repeated.
	rolls bool
	// step is what the entry does to end a transaction, transactionID which one, version what a verification compares with.
	step                   aero.TransactionStep
	transactionID, version uint64
	// function is applied in place of operations; nil for none.
	function *aero.Function
	// err is why the entry could not be made.
	err error
}

// extra returns what the entry has that few have.
func (e *BatchEntry) extra() entryMore {
	if e.more == nil {
		return entryMore{}
	}
	return *e.more
}

// with returns the entry with a change of what few have.
func (e BatchEntry) with(change func(more *entryMore)) BatchEntry {
	more := e.extra()
	change(&more)
	e.more = &more
	return e
}

// BatchGet reads a record: all bins, or those that are named.
func BatchGet(key aero.Key, bins ...string) BatchEntry {
	if len(bins) == 0 {
		return BatchEntry{key: key, flags: aero.FlagRead | aero.FlagReadAllBins, keep: true}
	}
	return BatchEntry{key: key, flags: aero.FlagRead, operations: readingOf(bins), keep: true}
}

// BatchGets reads many records: all bins, or those that are named. The entries travel in less space than those of
// BatchGet with names do.
func BatchGets(keys []aero.Key, bins ...string) []BatchEntry {
	return appendGets(nil, keys, bins)
}

// appendGets appends the entries of BatchGets, which share their operations.
func appendGets(entries []BatchEntry, keys []aero.Key, bins []string) []BatchEntry {
	entry := BatchGet(aero.Key{}, bins...)
	entries = slices.Grow(entries, len(keys))
	for i := range keys {
		entry.key = keys[i]
		entries = append(entries, entry)
	}
	return entries
}

// readingOf returns operations that read bins.
func readingOf(bins []string) []aero.Operation {
	operations := make([]aero.Operation, len(bins))
	for i, bin := range bins {
		operations[i] = aero.Operation{Type: aero.OpRead, Bin: bin}
	}
	return operations
}

// BatchGetHeader reads a record's generation and expiry.
func BatchGetHeader(key aero.Key) BatchEntry {
	return BatchEntry{key: key, flags: aero.FlagRead | aero.FlagNoBinData, keep: true}
}

// BatchPut writes bins in their encoded form. Of the policy, which may be nil, Timing and Transaction do not count.
func BatchPut(key aero.Key, bins []aero.Bin, policy *WritePolicy) BatchEntry {
	operations := make([]aero.Operation, len(bins))
	for i := range bins {
		operations[i] = aero.Operation{Type: aero.OpWrite, Bin: bins[i].Name, Value: bins[i].Value}
	}
	return BatchEntry{key: key, flags: aero.FlagWrite, operations: operations, policy: policy}
}

// BatchDelete removes a record. The policy is as for BatchPut.
func BatchDelete(key aero.Key, policy *WritePolicy) BatchEntry {
	return BatchEntry{key: key, flags: aero.FlagWrite | aero.FlagDelete, policy: policy}
}

// BatchOperate carries out operations on one record as one step. The policy is as for BatchPut.
func BatchOperate(key aero.Key, operations []aero.Operation, policy *WritePolicy) BatchEntry {
	return BatchEntry{key: key, flags: operateFlags(operations), operations: operations, policy: policy, keep: true}
}

// BatchApply carries out steps of packages op and cdt on one record as one step. A step that could not be built is the
// entry's error. The policy is as for BatchPut.
func BatchApply(key aero.Key, policy *WritePolicy, steps ...op.Step) BatchEntry {
	operations, err := op.All(steps...)
	e := BatchOperate(key, operations, policy)
	if err != nil {
		e.more = &entryMore{err: err}
	}
	return e
}

// BatchExecute applies a registered function to a record; BatchResult.Returned has what it returned. Arguments that
// cannot be stored are the entry's error. The policy is as for BatchPut.
func BatchExecute(key aero.Key, module, function string, arguments []any, policy *WritePolicy) BatchEntry {
	f, err := newFunction(module, function, arguments)
	return BatchEntry{key: key, flags: aero.FlagWrite, policy: policy, keep: true, more: &entryMore{function: f, err: err}}
}

// WithFilter returns the entry with an encoded expression that the record must satisfy. It counts before those of the
// entry's and of the batch's policy.
func (e BatchEntry) WithFilter(filter []byte) BatchEntry {
	return e.with(func(more *entryMore) { more.filter = filter })
}

// WithReadTouch returns the entry with ReadPolicy.ReadTouchPercent.
func (e BatchEntry) WithReadTouch(percent int8) BatchEntry {
	return e.with(func(more *entryMore) { more.touch = percent })
}

// isRead reports whether the entry changes nothing.
func (e *BatchEntry) isRead() bool { return e.flags&aero.FlagWrite == 0 }

// mayRepeat reports whether the entry may be carried out twice.
func (e *BatchEntry) mayRepeat() bool { return e.isRead() || e.extra().rolls }

// repeats reports whether the entry is a read that differs from the one before by its record's digest alone, so that its
// command need not be made.
func (e *BatchEntry) repeats(previous *BatchEntry) bool {
	return e.isRead() && e.flags == previous.flags && e.more == previous.more && e.policy == previous.policy &&
		len(e.operations) == len(previous.operations) &&
		(len(e.operations) == 0 || &e.operations[0] == &previous.operations[0]) &&
		e.key.Namespace == previous.key.Namespace && e.key.Set == previous.key.Set
}

// command writes the entry's command. The standard is the policy of an entry that has none.
func (e *BatchEntry) command(cmd *aero.RecordCommand, standard *WritePolicy) {
	*cmd = aero.RecordCommand{
		Namespace: e.key.Namespace, Set: e.key.Set, Digest: e.key.Digest, Flags: e.flags, Operations: e.operations,
	}
	policy := e.policy
	if policy == nil {
		policy = standard
	}
	if policy != nil {
		applyWritePolicy(cmd, &e.key, policy)
	}
	if more := e.more; more != nil {
		cmd.Function, cmd.ReadTouchPercent = more.function, more.touch
		if more.filter != nil {
			cmd.Filter = more.filter
		}
		cmd.Transaction = aero.Transaction{ID: more.transactionID, Version: more.version, Step: more.step}
	}
	if policy != nil {
		cmd.Transaction.LockOnce = policy.LockOnce
	}
}
