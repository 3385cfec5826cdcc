package proof

import "errors"

// waiting makes commits that nobody waits for, with readers and checkpoints while they are on their way.
func (l *lockstep) waiting() error {
	const most = 5
	for range 1 + l.random.IntN(most) {
		if err := l.bothUnawaited(func(r *telling) error {
			tx, err := r.db.Begin()
			if err != nil {
				return err
			}
			if err := r.changeFew(tx); err != nil {
				return errors.Join(err, tx.Rollback())
			}
			pending, err := tx.CommitAsync()
			if err == nil && r == l.first {
				l.pending = append(l.pending, pending)
			}
			return err
		}); err != nil {
			return err
		}
		l.note()
		if err := l.whileWaiting(); err != nil {
			return err
		}
	}
	if err := l.settle(); err != nil {
		return err
	}
	l.acknowledged()
	return nil
}

// whileWaiting does something while commits are on their way. What readers and processes see then is that of an earlier commit, maybe.
func (l *lockstep) whileWaiting() error {
	before, readers, processes := l.first.digest(), len(l.first.held), len(l.beside)
	switch l.random.IntN(6) {
	case 0:
		if err := l.park(8); err != nil || len(l.first.held) == readers {
			return err
		}
		return l.isLate(l.first.held[readers].want, before)
	case 1:
		if err := l.join(); err != nil || len(l.beside) == processes {
			return err
		}
		return l.isLate(l.beside[processes].held.want, before)
	case 2:
		return l.checkpoint()
	}
	return nil
}
