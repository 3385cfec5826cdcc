package record

import (
	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/zerodb"
)

// The bounds of what a batch reads in one read transaction: nothing is yielded meanwhile, since whoever takes the results may
// be slow, and nothing that it can see is reused.
const (
	readRunEntries = 16
	readRunBytes   = 256 << 10
)

// readRun is a run of reads of one namespace in a batch.
type readRun struct {
	batch *batch
	*reading
	// first and end are the entries, done is the one behind the last that was read.
	first, end, done int
}

// readsFrom returns how many entries from an index on only read records of the same namespace, up to a bound; 0 if that is
// not worth anything.
func (b *batch) readsFrom(index int) (count int) {
	if b.cmd.StopAtFailure { // nothing behind a failure may be begun
		return 0
	}
	for entries := b.cmd.Entries[index:]; count < min(len(entries), len(b.results), readRunEntries); count++ {
		entry := &entries[count]
		if !onlyReads(entry) || entry.Namespace != entries[0].Namespace {
			break
		}
	}
	if count == 1 {
		return 0
	}
	return count
}

// onlyReads reports whether a command does nothing but read.
func onlyReads(cmd *aero.RecordCommand) bool {
	return cmd.Flags&aero.FlagRead != 0 && cmd.Flags&(aero.FlagWrite|aero.FlagDelete) == 0 && cmd.Function == nil
}

// read carries out reads from an index on in one read transaction and yields their results; it returns how many. It returns 0
// if the first of them must be carried out by itself, because it cannot be read.
func (b *batch) read(index, count int) (done int, err error) {
	n := b.store.namespaces[b.cmd.Entries[index].Namespace]
	if n == nil {
		return 0, nil
	}
	r := readRun{batch: b, reading: n.readings.get(n), first: index, end: index + count, done: index}
	defer n.readings.put(r.reading)
	// The one that fails ends the run, and says why when it is carried out by itself.
	_ = n.db.View(r.inRunView)
	for i := index; i < r.done; i++ {
		res := &b.results[i-index]
		n.tallies.answer(OriginBatch, &b.cmd.Entries[i], res, nil)
		if err := b.yield(i, res); err != nil {
			return 0, err
		}
	}
	return r.done - index, nil
}

// inRunView reads entries until all are read or their results are large.
func (r *readRun) inRunView(tx *zerodb.Tx) (err error) {
	defer catchFaults().done(&err)
	table, err := tx.Table(tableRecords)
	if err != nil {
		return err
	}
	now := r.n.now()
	for size := 0; r.done < r.end && size < readRunBytes; r.done++ {
		r.cmd, r.res = &r.batch.cmd.Entries[r.done], &r.batch.results[r.done-r.first]
		if r.n.refuseTransaction(r.cmd, r.res) {
			continue
		}
		r.touchSeconds = 0
		if err := r.fromTable(tx, table, now); err != nil {
			return err
		}
		if r.touchSeconds != 0 {
			r.n.renewLater(r.cmd.Digest, r.touchSeconds)
		}
		size += len(r.res.Memory)
	}
	return nil
}
