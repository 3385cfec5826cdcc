package proof

import (
	"errors"
	"fmt"

	"github.com/aerolith/aerolith/zerodb"
)

// choose draws options for the first database.
func (l *lockstep) choose(o *zerodb.Options) {
	r := l.random
	l.first.set.inMemory = r.IntN(8) == 0
	o.Durability = [...]zerodb.Durability{zerodb.DurabilityAlways, zerodb.DurabilityInterval, zerodb.DurabilityNone}[r.IntN(3)]
	o.Checksums = [...]zerodb.ChecksumMode{zerodb.ChecksumOnce, zerodb.ChecksumAlways, zerodb.ChecksumOff}[r.IntN(3)]
	o.Access = [...]zerodb.AccessMode{zerodb.AccessDirect, zerodb.AccessDirect, zerodb.AccessCopy, zerodb.AccessPoisoned}[r.IntN(4)]
	o.PageSize = [...]int{0, 0, 0, 8 << 10, 64 << 10}[r.IntN(5)]
	o.MaxUnwrittenBytes = [...]int64{64 << 10, 256 << 10, 1 << 20, 64 << 20}[r.IntN(4)]
	o.MaxDirtyPages = [...]int{0, 0, -1, 1, 5}[r.IntN(5)]
	o.MaxPendingCommits = [...]int{0, 0, 1, 2}[r.IntN(4)]
	o.CheckpointLogBytes = [...]int64{logSegment, 16 * logSegment, 64 << 20}[r.IntN(3)]
	o.GrowthStep = int64(max(o.PageSize, 64<<10))
	o.CheckpointHeldPercent = -1 // transactions are made while checkpoints are, by the same goroutine
	o.MaxReaders, o.MaxReaderProcesses = 64, 4
}

// checkpoint takes a checkpoint, unless the disk is full.
func (l *lockstep) checkpoint() error {
	l.Checkpoints++
	return l.mayRefuse(l.first.db.Checkpoint(tContext()))
}

// mayRefuse lets pass what is no failure while the disk is full.
func (l *lockstep) mayRefuse(err error) error {
	if l.filled > 0 && errors.Is(err, zerodb.ErrNoSpace) {
		l.Refused++
		return nil
	}
	return err
}

// checkpointBetween takes a checkpoint and makes small transactions before each of its syncs, and readers that stay.
func (l *lockstep) checkpointBetween() error {
	var seeds, heard []uint64
	var failure error
	change := func(r *telling) error { return r.db.Update(r.changeFew) }
	l.process.beforeSync = func() {
		for range l.random.IntN(4) {
			seed := l.random.Uint64()
			if failure = errors.Join(failure, l.withFirst(seed, change)); failure != nil {
				return
			}
			seeds, heard = append(seeds, seed), append(heard, l.first.heard.Sum64())
		}
		if l.random.IntN(4) == 0 {
			failure = errors.Join(failure, l.park(8))
		}
	}
	err := l.checkpoint()
	l.process.beforeSync = nil
	if err = errors.Join(err, failure); err != nil {
		return err
	}
	for i, seed := range seeds {
		if err := l.second.tell(seed, change); err != nil {
			return err
		}
		if got := l.second.heard.Sum64(); got != heard[i] {
			return fmt.Errorf("transaction %d beside the checkpoint heard %x, the second %x", i, heard[i], got)
		}
	}
	return nil
}

// park begins a reader that stays, if there are not too many.
func (l *lockstep) park(most int) error {
	if len(l.first.held) < most {
		l.first.park()
	}
	return nil
}

// look looks again at what readers see.
func (l *lockstep) look() error {
	for _, h := range l.first.held {
		if got, err := digestOf(h.tx); err != nil || got != h.want {
			return fmt.Errorf("a reader of transaction %d sees %x, first %x, %w", h.tx.ID(), got, h.want, err)
		}
	}
	return nil
}

// reopen closes the first database and opens it again.
func (l *lockstep) reopen() error {
	if l.first.set.inMemory {
		return nil
	}
	l.heal()
	if l.random.IntN(2) == 0 {
		l.leaveAll()
	}
	l.first.close()
	l.open()
	return l.rejoin()
}

// killed kills the process that writes, as far as files can tell, and opens the database again, often beside processes that read.
func (l *lockstep) killed() error {
	if l.first.set.inMemory {
		return nil
	}
	l.heal()
	if l.random.IntN(2) == 0 {
		l.leaveAll()
	}
	l.first.release(0)
	if err := l.process.kill(); err != nil {
		return err
	}
	_ = l.first.db.Close() // a dead process cannot write
	l.open()
	return l.rejoin()
}

// powerless loses the power, where every commit is durable.
func (l *lockstep) powerless() error {
	if l.first.set.inMemory || l.first.options.Durability != zerodb.DurabilityAlways {
		return nil
	}
	l.heal()
	if err := l.lose(); err != nil {
		return err
	}
	l.open()
	return nil
}

// fill fills the disk but for some room, for a few steps.
func (l *lockstep) fill() error {
	const room, steps = 96 << 10, 4
	l.first.files.SetQuota(l.first.files.Used() + l.random.Int64N(room))
	l.filled = 1 + l.random.IntN(steps)
	return nil
}

// compact compacts the first database in small steps, with small transactions between them.
func (l *lockstep) compact() error {
	var failure error
	_, err := l.first.db.Compact(tContext(), zerodb.CompactOptions{PagesPerStep: 1 + l.random.IntN(32), Progress: func(_, _ uint64) {
		if failure == nil && l.random.IntN(4) == 0 {
			failure = l.both(func(r *telling) error { return r.db.Update(r.changeFew) })
		}
	}})
	return errors.Join(l.mayRefuse(err), failure)
}

// restore backs the first database up, restores it and compares. Keys that are numbered do not count it.
func (l *lockstep) restore() error {
	serial := l.first.serial
	err := l.first.restoreAndCompare()
	l.first.serial = serial
	return err
}
