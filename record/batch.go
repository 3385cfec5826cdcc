package record

import (
	"cmp"
	"context"
	"slices"
	"sync"

	"github.com/aerolith/aerolith/aero"
)

// Batch carries out the entries in order and yields each result with its entry's index. Writes that follow each other
// are under way together, up to BatchWindow of them; a read sees the batch's earlier writes. A result is valid until
// yield returns.
//
// An error of yield ends the batch and is returned. Failures for which the protocol has no code are answered as
// Submit does. With StopAtFailure the batch ends at the first entry whose code is neither ok nor "not found" nor
// "filtered out"; that entry is the last one yielded, and writes behind it are not begun. When ctx ends, entries not
// yet begun are not carried out and its error is returned.
func (s *Store) Batch(
	ctx context.Context, cmd *aero.BatchCommand, yield func(index int, res *aero.RecordResult) error,
) error {
	window := s.options.BatchWindow
	if cmd.StopAtFailure {
		window = 1
	}
	b := s.newBatch(min(window, len(cmd.Entries)))
	defer s.endBatch(b)
	b.cmd, b.yield = cmd, yield
	for next := 0; next < len(cmd.Entries); {
		if err := ctx.Err(); err != nil {
			return err
		}
		if reads := b.readsFrom(next); reads > 0 {
			done, err := b.read(next, reads)
			if err != nil {
				return err
			}
			if next += done; done > 0 {
				continue
			}
		}
		count := max(b.writesFrom(next, window), 1)
		stop, err := b.execute(next, count)
		if err != nil || stop {
			return err
		}
		next += count
	}
	return nil
}

// batch is a batch under way.
type batch struct {
	store   *Store
	cmd     *aero.BatchCommand
	yield   func(int, *aero.RecordResult) error
	results []aero.RecordResult
	waiting sync.WaitGroup
}

// resultKept is how much memory of a result is kept for the next batch, in bytes.
const resultKept = 4 << 10

// newBatch returns a batch with room for so many results. endBatch must follow.
func (s *Store) newBatch(results int) *batch {
	b, ok := s.batches.Get().(*batch)
	if !ok {
		b = &batch{store: s}
	}
	b.results = slices.Grow(b.results[:0], results)[:results]
	return b
}

// endBatch keeps the memory of a batch that is over, unless it is unusually large.
func (s *Store) endBatch(b *batch) {
	b.cmd, b.yield = nil, nil
	for i := range b.results {
		if cap(b.results[i].Memory) > resultKept {
			b.results[i] = aero.RecordResult{}
		}
		b.results[i].Reset()
	}
	s.batches.Put(b)
}

// readWeight is how many places of the window a write takes that reads too: its answer may be large.
const readWeight = 16

// writesFrom returns how many entries from an index on are writes and fit into the window; at least one write does.
func (b *batch) writesFrom(index, window int) int {
	count := 0
	for ; index+count < len(b.cmd.Entries); count++ {
		flags := b.cmd.Entries[index+count].Flags
		if flags&aero.FlagWrite == 0 {
			break
		}
		window--
		if flags&aero.FlagRead != 0 {
			window -= readWeight - 1
		}
		if window < 0 && count > 0 {
			break
		}
	}
	return count
}

// execute carries out count entries from an index on, all of them writes or one of any kind, and yields their
// results. It reports whether the batch shall stop.
func (b *batch) execute(index, count int) (stop bool, err error) {
	b.waiting.Add(count)
	writes := burst{store: b.store, waiting: &b.waiting}
	for i := range count {
		entry := &b.cmd.Entries[index+i]
		writes.add(entry, cmp.Or(entry.Timeout, b.cmd.Timeout), OriginBatch, &b.results[i])
	}
	writes.wait()
	for i := range count {
		if err := b.yield(index+i, &b.results[i]); err != nil {
			return true, err
		}
		if b.cmd.StopAtFailure && endsBatch(b.results[i].Code) {
			return true, nil
		}
	}
	return false, nil
}

// endsBatch reports whether a code ends a batch that stops at failures.
func endsBatch(code aero.ResultCode) bool {
	return code != aero.CodeOK && code != aero.CodeNotFound && code != aero.CodeFilteredOut
}
