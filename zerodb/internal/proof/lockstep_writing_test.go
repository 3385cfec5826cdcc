package proof

import (
	"errors"
	"fmt"
)

// checkpointBeside makes small transactions, and looks at what they leave, while another goroutine takes checkpoints, whose writes to the data file give way to them.
func (l *lockstep) checkpointBeside() error {
	if l.first.set.inMemory {
		return nil
	}
	const checkpoints, most = 3, 60
	l.process.givesWay.Store(true)
	l.inside = true
	refuses := l.filled > 0 || l.broken > 0
	before, done := l.last(), make(chan error, 1)
	go func() {
		for range checkpoints {
			if err := l.first.db.Checkpoint(tContext()); err != nil {
				done <- err
				return
			}
		}
		done <- nil
	}()
	var failure, err error
	ended := false
	for n := 0; n < most && failure == nil && !ended; n++ {
		l.Beside++
		failure = l.betweenWrites()
		select {
		case err = <-done:
			ended = true
		default:
		}
	}
	if !ended {
		err = <-done
	}
	l.process.givesWay.Store(false)
	l.inside = false
	if err == nil {
		l.keep(before)
	}
	l.Checkpoints += checkpoints
	if refuses && isFailure(err) && !l.first.hasStopped() {
		l.Refused++
		err = nil // the transactions may have healed by now what was wrong then
	}
	return errors.Join(failure, err, l.pay())
}

// betweenWrites makes a transaction and, now and then, compares both databases and looks at readers, or begins one.
func (l *lockstep) betweenWrites() error {
	if err := l.both(func(r *telling) error { return r.db.Update(r.changeFew) }); err != nil || l.owed != nil {
		return err
	}
	switch l.random.IntN(8) {
	case 0:
		if l.first.digest() != l.second.digest() {
			return fmt.Errorf("other content beside a checkpoint: %s", difference(l.first.db, l.second.db))
		}
	case 1:
		return l.park(8)
	case 2:
		return l.look()
	}
	return nil
}
