package client

import (
	"fmt"
	"time"

	"github.com/aerolith/aerolith/aero"
)

// Policies are what calls take that do not say it themselves: a call with a nil policy takes the whole one, and a call whose policy
// has no Timing takes its Timing, before that of Options. The zero Policies change nothing. They change live with Reconfigure.
type Policies struct {
	// Read is for single reads, Write for single writes, deletes and functions.
	Read  ReadPolicy
	Write WritePolicy
	// BatchRead is for batches that only read, BatchWrite for all others.
	BatchRead, BatchWrite BatchPolicy
	// EntryWrite, EntryDelete and EntryFunction are for entries of batches that write, delete or run a function and have no policy
	// of their own. Their Timing does not count.
	EntryWrite, EntryDelete, EntryFunction WritePolicy
	// Scan is for scans, Query for queries.
	Scan, Query ScanPolicy
	// Verify bounds the reads that verify a transaction before its end, Roll what ends it; zero means their defaults, 10 s with 5
	// retries.
	Verify, Roll Timing
}

// validate returns ErrOptions for what only one call can have.
func (p *Policies) validate() error {
	if p.Read.Transaction != nil || p.Write.Transaction != nil || p.BatchRead.Transaction != nil || p.BatchWrite.Transaction != nil {
		return fmt.Errorf("%w: Policies must not name a transaction", ErrOptions)
	}
	if p.Scan.Cursor != nil || p.Query.Cursor != nil {
		return fmt.Errorf("%w: Policies must not hold a cursor", ErrOptions)
	}
	return nil
}

// longest returns the longest time that a call under the policies may take, as far as they bound it.
func (p *Policies) longest() time.Duration {
	return max(p.Read.Timing.Total, p.Write.Timing.Total, p.BatchRead.Timing.Total, p.BatchWrite.Timing.Total, p.Scan.Timing.Attempt,
		p.Query.Timing.Attempt, p.Verify.Total, p.Roll.Total)
}

// or returns the timing, or another one in the place of a zero one.
func (t Timing) or(standard Timing) Timing {
	if t == (Timing{}) {
		return standard
	}
	return t
}

// batch returns the policy for a batch: the one that is given, with a Timing, or that of the client.
func (p *Policies) batch(entries []BatchEntry, given *BatchPolicy) *BatchPolicy {
	if given != nil && given.Timing != (Timing{}) {
		return given
	}
	standard := &p.BatchRead
	for i := range entries {
		if !entries[i].isRead() {
			standard = &p.BatchWrite
			break
		}
	}
	if given == nil {
		return standard
	}
	with := *given
	with.Timing = standard.Timing
	return &with
}

// entry returns the policy of an entry of a batch that has none of its own; nil for entries that change nothing or end a transaction.
func (p *Policies) entry(e *BatchEntry) *WritePolicy {
	switch {
	case e.policy != nil || e.mayRepeat():
		return nil
	case e.extra().function != nil:
		return &p.EntryFunction
	case e.flags&aero.FlagDelete != 0:
		return &p.EntryDelete
	}
	return &p.EntryWrite
}

// scan returns the policy for a scan or a query that is given one, or none.
func (p *Policies) scan(given *ScanPolicy, where *aero.IndexRange) ScanPolicy {
	standard := &p.Scan
	if where != nil {
		standard = &p.Query
	}
	with := *standard
	if given != nil {
		with = *given
		with.Timing = with.Timing.or(standard.Timing)
	}
	with.where = where
	return with
}
