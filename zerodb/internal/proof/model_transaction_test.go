package proof

import (
	"context"
	"errors"
	"fmt"

	"github.com/aerolith/aerolith/zerodb"
)

// errUndo is what transactions and savepoints fail with on purpose.
var errUndo = errors.New("undo this")

// operationsMax is how many operations a transaction makes at most, without those in its savepoints.
const operationsMax = 24

// savepointsMax is how deep savepoints nest.
const savepointsMax = 4

// session is a transaction beside what it must see.
type session struct {
	*model
	tx   *zerodb.Tx
	want *draft
}

// writeTransaction makes one write transaction and ends it in a random way.
func (m *model) writeTransaction() error {
	next := draftOf(m.committed)
	ways := [...]func(next *draft) error{m.update, m.update, m.update, m.byHand, m.byHand, m.aborted, m.panicking, m.async}
	if err := ways[m.random.IntN(len(ways))](next); err != nil {
		return err
	}
	return nil
}

// keep makes a draft the committed state.
func (m *model) keep(next *draft) {
	m.committed = next.content
	m.commits++
}

// update commits by Update.
func (m *model) update(next *draft) error {
	err := m.db.Update(func(tx *zerodb.Tx) error { return m.change(tx, next) })
	if err == nil {
		m.keep(next)
	}
	return err
}

// byHand commits or rolls back by BeginWrite and Commit or Rollback.
func (m *model) byHand(next *draft) error {
	tx, err := m.db.BeginWrite(m.t.Context())
	if err != nil {
		return err
	}
	if err := m.change(tx, next); err != nil {
		return errors.Join(err, tx.Rollback())
	}
	if m.random.IntN(3) == 0 {
		return tx.Rollback()
	}
	m.keep(next)
	return tx.Commit()
}

// aborted makes changes and fails.
func (m *model) aborted(next *draft) error {
	err := m.db.Update(func(tx *zerodb.Tx) error {
		if err := m.change(tx, next); err != nil {
			return err
		}
		return errUndo
	})
	if !errors.Is(err, errUndo) {
		return fmt.Errorf("aborted transaction: %w", err)
	}
	return nil
}

// panicking makes changes and panics.
func (m *model) panicking(next *draft) (err error) {
	defer func() {
		if r := recover(); r != errUndo { //nolint:errorlint // the value itself was thrown
			panic(r)
		}
	}()
	err = m.db.Update(func(tx *zerodb.Tx) error {
		if err := m.change(tx, next); err != nil {
			return err
		}
		panic(errUndo)
	})
	if err == nil {
		err = errors.New("the panic did not come through")
	}
	m.t.Error(err)
	return err
}

// async commits several transactions one upon the other before it waits for them, and looks at what readers see meanwhile.
func (m *model) async(next *draft) error {
	seen, err := m.visible()
	if err != nil {
		return err
	}
	states := map[uint64]content{seen: m.committed}
	var waiting []zerodb.Pending
	for range 1 + m.random.IntN(4) {
		tx, err := m.db.BeginWrite(m.t.Context())
		if err != nil {
			return err
		}
		if err := errors.Join(m.change(tx, next), m.glance(states)); err != nil {
			return errors.Join(err, tx.Rollback())
		}
		id := tx.ID()
		pending, err := tx.CommitAsync()
		if err != nil {
			return err
		}
		waiting = append(waiting, pending)
		m.keep(next)
		states[id] = m.committed
		if err := m.glance(states); err != nil {
			return err
		}
		next = draftOf(m.committed)
	}
	for _, p := range waiting {
		if err := p.Wait(context.Background()); err != nil {
			return err
		}
	}
	return nil
}

// visible returns the number of the commit that new readers see.
func (m *model) visible() (id uint64, err error) {
	err = m.db.View(func(tx *zerodb.Tx) error {
		id = tx.ID()
		return nil
	})
	return id, err
}

// glance compares what a new reader sees while writers are ahead of it with one of the states, at times.
func (m *model) glance(states map[uint64]content) error {
	if m.random.IntN(2) == 0 {
		return nil
	}
	m.operations++
	return m.db.View(func(tx *zerodb.Tx) error {
		want, known := states[tx.ID()]
		if !known {
			return fmt.Errorf("readers see transaction %d, which was not committed", tx.ID())
		}
		if err := matches(tx, want); err != nil {
			return fmt.Errorf("reader at %d beside a writer: %w", tx.ID(), err)
		}
		return nil
	})
}

// change makes random operations in a write transaction, whose number must be above all that were used before, in
// former lives too.
func (m *model) change(tx *zerodb.Tx, next *draft) error {
	if tx.ID() <= m.lastID {
		return fmt.Errorf("transaction %d comes after %d", tx.ID(), m.lastID)
	}
	m.lastID = tx.ID()
	s := &session{model: m, tx: tx, want: next}
	return s.operate(writes(), 0)
}

// readTransaction makes random reads.
func (m *model) readTransaction() error {
	return m.db.View(func(tx *zerodb.Tx) error {
		s := &session{model: m, tx: tx, want: draftOf(m.committed)}
		return s.operate(reads(), savepointsMax)
	})
}

// operate makes random operations, some of them in savepoints.
func (s *session) operate(choice []operation, depth int) error {
	total := 0
	for _, o := range choice {
		total += o.weight
	}
	for range 1 + s.random.IntN(operationsMax>>depth) {
		if depth < savepointsMax && s.random.IntN(12) == 0 {
			if err := s.savepoint(choice, depth); err != nil {
				return err
			}
			continue
		}
		n := s.random.IntN(total)
		for _, o := range choice {
			if n < o.weight {
				s.operations++
				if err := o.do(s); err != nil {
					return fmt.Errorf("%s: %w", o.name, err)
				}
				break
			}
			n -= o.weight
		}
	}
	return nil
}

// savepoint makes operations that are taken back or kept.
func (s *session) savepoint(choice []operation, depth int) error {
	s.operations++
	outer, undo := s.want, s.random.IntN(2) == 0
	s.want = draftOf(outer.content)
	err := s.tx.Savepoint(func() error {
		if err := s.operate(choice, depth+1); err != nil || !undo {
			return err
		}
		return errUndo
	})
	if undo && errors.Is(err, errUndo) {
		s.want = outer
		return nil
	}
	if err == nil {
		*outer, s.want = *s.want, outer
	}
	return err
}
