package proof

import (
	"errors"
	"fmt"

	"github.com/aerolith/aerolith/zerodb"
)

// besideProcess is a process that reads the first database, with a reader that stays.
type besideProcess struct {
	db      *zerodb.DB
	held    heldState
	process *process
}

// join opens the first database in another process, which must see at once what readers here see, or something later that is durable, and goes on to
// do so. While commits are on their way, it is compared only when they have arrived.
func (l *lockstep) join() error {
	const most = 3
	if l.first.set.inMemory || len(l.beside) == most {
		return nil
	}
	options := l.first.options
	own := &process{FS: l.first.files}
	options.FS = sharingProcess{own}
	db, err := zerodb.OpenReadOnly(databasePath, options)
	if err != nil {
		return l.mayNotJoin(err)
	}
	b := &besideProcess{db: db, process: own}
	l.beside = append(l.beside, b)
	l.Processes++
	return b.hold()
}

// mayNotJoin lets pass that a process cannot come while the disk is full: the writer has no room to copy what must not be shown.
func (l *lockstep) mayNotJoin(err error) error {
	if l.filled > 0 && errors.Is(err, zerodb.ErrLocked) {
		return nil
	}
	return fmt.Errorf("open beside: %w", err)
}

// hold begins a reader that stays.
func (b *besideProcess) hold() error {
	tx, err := b.db.BeginRead()
	if err != nil {
		return err
	}
	sum, err := digestOf(tx)
	b.held = heldState{tx, sum}
	return err
}

// agrees compares what the process sees with what it must see, and what its reader saw first.
func (b *besideProcess) agrees(want uint64) error {
	if err := b.agreesHeld(); err != nil {
		return err
	}
	return b.db.View(func(tx *zerodb.Tx) error {
		got, err := digestOf(tx)
		if err == nil && got != want {
			err = fmt.Errorf("another process sees %x in transaction %d, want %x", got, tx.ID(), want)
		}
		return err
	})
}

// agreesHeld looks again at what the reader that stays sees.
func (b *besideProcess) agreesHeld() error {
	got, err := digestOf(b.held.tx)
	if err == nil && got != b.held.want {
		err = fmt.Errorf("a reader of another process sees %x in transaction %d, first %x", got, b.held.tx.ID(), b.held.want)
	}
	return err
}

// takeBeside takes one of the processes out of the list; nil if there is none.
func (l *lockstep) takeBeside() *besideProcess {
	if len(l.beside) == 0 {
		return nil
	}
	i := l.random.IntN(len(l.beside))
	b := l.beside[i]
	l.beside = append(l.beside[:i], l.beside[i+1:]...)
	return b
}

// leave ends a process.
func (l *lockstep) leave() error {
	b := l.takeBeside()
	if b == nil {
		return nil
	}
	return b.end()
}

// end ends it.
func (b *besideProcess) end() error {
	return errors.Join(b.agreesHeld(), b.held.tx.Rollback(), b.db.Close())
}

// leaveAll ends all of them.
func (l *lockstep) leaveAll() {
	for _, b := range l.beside {
		if err := b.end(); err != nil {
			l.t.Error(err)
		}
	}
	l.beside = nil
}

// rejoin looks at the readers of processes that have outlived the one that writes.
func (l *lockstep) rejoin() error {
	for _, b := range l.beside {
		if err := b.agreesHeld(); err != nil {
			return err
		}
	}
	return nil
}

// killBeside kills a process that reads, in the middle of its transaction.
func (l *lockstep) killBeside() error {
	b := l.takeBeside()
	if b == nil {
		return nil
	}
	l.dead = append(l.dead, b)
	l.Killed++
	return b.process.kill()
}

// bury gives the memory of killed processes back, once nobody shares it with them any more.
func (l *lockstep) bury() {
	for _, b := range l.dead {
		_ = errors.Join(b.held.tx.Rollback(), b.db.Close()) // the dead have nothing to say
	}
	l.dead = nil
}
