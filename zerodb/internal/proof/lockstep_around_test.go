package proof

import (
	"errors"
	"fmt"
	"math/rand/v2"

	"github.com/aerolith/aerolith/zerodb"
)

// chooseForGood draws what stays for all lives.
func (l *lockstep) chooseForGood() {
	r := l.random
	l.first.set.inMemory = r.IntN(8) == 0
	size := [...]int{0, 0, 0, 8 << 10, 64 << 10}[r.IntN(5)]
	l.first.options.PageSize, l.second.options.PageSize = size, size
	l.first.long = size == 0 && r.IntN(3) == 0
	l.second.long = l.first.long
	l.limited = !l.first.set.inMemory && r.IntN(3) == 0
	l.archived = !l.first.set.inMemory && r.IntN(4) == 0
}

// choose draws options for a life of the first database.
func (l *lockstep) choose(o *zerodb.Options, r *rand.Rand) {
	o.Durability = [...]zerodb.Durability{zerodb.DurabilityAlways, zerodb.DurabilityInterval, zerodb.DurabilityNone}[r.IntN(3)]
	o.Checksums = [...]zerodb.ChecksumMode{zerodb.ChecksumOnce, zerodb.ChecksumAlways, zerodb.ChecksumOff}[r.IntN(3)]
	o.Access = [...]zerodb.AccessMode{zerodb.AccessDirect, zerodb.AccessDirect, zerodb.AccessCopy, zerodb.AccessPoisoned}[r.IntN(4)]
	o.MaxUnwrittenBytes = [...]int64{64 << 10, 256 << 10, 1 << 20, 64 << 20}[r.IntN(4)]
	o.MaxDirtyPages = [...]int{0, 0, -1, 1, 5}[r.IntN(5)]
	o.MaxPendingCommits = [...]int{0, 0, 1, 2}[r.IntN(4)]
	o.CheckpointLogBytes = [...]int64{2 * logSegment, 16 * logSegment, 64 << 20}[r.IntN(3)]
	o.LogSegmentSize = [...]int64{logSegment, logSegment, 2 * logSegment}[r.IntN(3)]
	o.LogKeepBytes = [...]int64{0, 0, 4 * logSegment}[r.IntN(3)]
	o.ArchivePath = [...]string{"", "", archivePath}[r.IntN(3)]
	o.GrowthStep = int64(max(o.PageSize, 64<<10))
	o.CheckpointHeldPercent = -1 // transactions are made while checkpoints are, by the same goroutine
	o.MaxReaders, o.MaxReaderProcesses = 64, 4
}

// checkpoint takes a checkpoint, unless the disk is full.
func (l *lockstep) checkpoint() error { return l.checkpointUntil(func() {}) }

// checkpointUntil takes a checkpoint and calls end before it looks at what came of it.
func (l *lockstep) checkpointUntil(end func()) error {
	l.Checkpoints++
	before := l.last()
	err := l.first.db.Checkpoint(tContext())
	end()
	if err == nil {
		l.keep(before)
	}
	return l.mayRefuse(err)
}

// checkpointBetween takes a checkpoint and makes small transactions before each of its syncs, and readers that stay. The disk may become full then.
func (l *lockstep) checkpointBetween() error {
	var failure error
	l.inside = true
	l.process.announceSyncs(func() {
		if l.random.IntN(12) == 0 {
			failure = errors.Join(failure, l.fill())
		}
		for range l.random.IntN(4) {
			if failure == nil {
				failure = l.both(func(r *telling) error { return r.db.Update(r.changeFew) })
			}
		}
		if l.random.IntN(4) == 0 {
			failure = errors.Join(failure, l.park(8))
		}
	})
	err := l.checkpointUntil(func() { l.process.announceSyncs(nil) })
	l.inside = false
	return errors.Join(err, failure, l.pay())
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
	l.keep(l.last())
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
	left := l.process.remember()
	_ = l.first.db.Close() // a dead process cannot write, and what it does to shared memory is undone
	left.restore()
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
	const steps = 4
	room := [...]int64{1, 16 << 10, 96 << 10}[l.random.IntN(3)]
	l.first.files.SetQuota(l.first.files.Used() + l.random.Int64N(room))
	l.filled = 1 + l.random.IntN(steps)
	return nil
}

// compact compacts the first database in small steps, with small transactions between them.
func (l *lockstep) compact() error {
	var failure error
	l.inside = true
	_, err := l.first.db.Compact(tContext(), zerodb.CompactOptions{PagesPerStep: 1 + l.random.IntN(32), Progress: func(_, _ uint64) {
		if failure == nil && l.random.IntN(4) == 0 {
			failure = l.both(func(r *telling) error { return r.db.Update(r.changeFew) })
		}
	}})
	l.inside = false
	if err := errors.Join(l.mayBeTooLarge(l.mayRefuse(err)), failure, l.pay()); err != nil || l.random.IntN(2) == 0 {
		return err
	}
	return l.join() // the file may be shorter than the last one that came has seen
}

// restore backs the first database up, restores it and compares. Keys that are numbered do not count it.
func (l *lockstep) restore() error {
	l.heal() // a backup by a process that has written nothing yet begins the log of its life
	serial := l.first.serial
	err := l.first.restoreAndCompare()
	l.first.serial = serial
	return err
}
