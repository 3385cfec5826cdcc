package proof

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/aerolith/aerolith/zerodb"
)

// kindsOfMoments are what concerns the database as a whole.
func kindsOfMoments() []func(*telling) error {
	return []func(*telling) error{
		func(r *telling) error { return r.db.Checkpoint(tContext()) },
		func(r *telling) error { r.park(); return nil },
		func(r *telling) error { r.release(2); return nil },
		(*telling).restoreAndCompare,
		func(r *telling) error {
			return r.db.Check(tContext(), func(f zerodb.Finding) error { return f.Err })
		},
		func(r *telling) error { r.hear(r.db.Stats().Tables); return nil },
		func(r *telling) error {
			tx, err := r.db.BeginRead()
			if err != nil {
				return err
			}
			before, err := digestOf(tx)
			err = errors.Join(err, tx.Reset(), tx.Renew())
			after, again := digestOf(tx)
			r.hear(before == after)
			return errors.Join(err, again, tx.Rollback())
		},
	}
}

// kindsOfTransactions are the ways to run and end a transaction.
func kindsOfTransactions() []func(*telling) error {
	return []func(*telling) error{
		(*telling).replaceSingly,
		func(r *telling) error { return r.db.Update(r.changes) },
		func(r *telling) error { return r.db.Update(r.changes) },
		func(r *telling) error { return r.db.View(r.reads) },
		func(r *telling) error {
			err := r.db.Update(func(tx *zerodb.Tx) error { return undo(r.changes(tx)) })
			return unless(err, errUndo)
		},
		func(r *telling) error {
			tx, err := r.db.Begin()
			if err != nil {
				return err
			}
			if err := errors.Join(r.changes(tx), r.reads(tx)); err != nil {
				return errors.Join(err, tx.Rollback())
			}
			return tx.Commit()
		},
		func(r *telling) error {
			tx, err := r.db.BeginWrite(tContext())
			if err != nil {
				return err
			}
			return errors.Join(r.changes(tx), tx.Rollback())
		},
		func(r *telling) error {
			tx, err := r.db.BeginWrite(tContext())
			if err != nil {
				return err
			}
			if err := r.changes(tx); err != nil {
				return errors.Join(err, tx.Rollback())
			}
			pending, err := tx.CommitAsync()
			return errors.Join(err, pending.Wait(context.Background()))
		},
		func(r *telling) error {
			return r.db.Update(func(tx *zerodb.Tx) error {
				return errors.Join(r.changes(tx), tx.Savepoint(func() error { return r.changes(tx) }), r.reads(tx))
			})
		},
		func(r *telling) error {
			return r.db.Update(func(tx *zerodb.Tx) error {
				undone := tx.Savepoint(func() error { return undo(r.changes(tx)) })
				return errors.Join(unless(undone, errUndo), r.reads(tx), r.changes(tx))
			})
		},
		func(r *telling) error {
			return r.db.Update(func(tx *zerodb.Tx) error {
				return tx.Savepoint(func() error {
					inner := tx.Savepoint(func() error { return undo(r.changes(tx)) })
					return errors.Join(unless(inner, errUndo), r.changes(tx), r.reads(tx))
				})
			})
		},
	}
}

// undo returns errUndo where nothing has failed.
func undo(err error) error {
	if err != nil {
		return err
	}
	return errUndo
}

// unless returns an error unless it is the expected one.
func unless(err, expected error) error {
	if errors.Is(err, expected) {
		return nil
	}
	return err
}

// tableNames are the tables of the history; the last figure tells the options.
func (r *telling) tableName() string { return fmt.Sprintf("table %d", r.random.IntN(4)) }

// optionsOfTable returns the options that go with a name.
func optionsOfTable(name string) zerodb.TableOptions {
	switch name[len(name)-1] {
	case '1':
		return zerodb.TableOptions{Order: zerodb.OrderReverse}
	case '2':
		return zerodb.TableOptions{Duplicates: true}
	default:
		return zerodb.TableOptions{}
	}
}

// changes makes a few random changes.
func (r *telling) changes(tx *zerodb.Tx) error {
	kinds := kindsOfChanges()
	for range 1 + r.random.IntN(12) {
		r.operations++
		name := r.tableName()
		table, err := tx.CreateTable(name, optionsOfTable(name))
		if err != nil {
			return err
		}
		kind := r.random.IntN(len(kinds))
		if err := kinds[kind](r, tx, table); err != nil && !r.ordinary(kind, err) {
			return fmt.Errorf("change of kind %d, %s: %w", kind, name, err)
		}
	}
	return nil
}

// ordinary notes an error that is an answer.
func (r *telling) ordinary(kind int, err error) bool {
	for i, known := range []error{
		zerodb.ErrNotFound, zerodb.ErrKeyExists, zerodb.ErrKeyOrder, zerodb.ErrDuplicates, zerodb.ErrNoDuplicates, zerodb.ErrTableNotFound,
	} {
		if errors.Is(err, known) {
			r.hear("error", kind, i)
			return true
		}
	}
	return false
}

// reads makes a few random reads.
func (r *telling) reads(tx *zerodb.Tx) error {
	kinds := kindsOfReads()
	for range 1 + r.random.IntN(6) {
		r.operations++
		name := r.tableName()
		kind := r.random.IntN(len(kinds))
		key, other := r.key(), r.key()
		table, err := tx.Table(name)
		if err == nil {
			err = kinds[kind](r, table, key, other)
		}
		if err != nil && !r.ordinary(kind, err) {
			return fmt.Errorf("read of kind %d, %s: %w", kind, name, err)
		}
	}
	return nil
}

// key draws a key.
func (r *telling) key() []byte {
	if r.long {
		return r.keyOf(r.random.IntN(150))
	}
	return r.keyOf(r.random.IntN(400))
}

// keyOf returns a key. Long ones of neighbours differ late, so that few go into a page of the upper levels, too.
func (r *telling) keyOf(n int) []byte {
	if !r.long {
		return fmt.Appendf(nil, "key %03d", n)
	}
	const repeated = 250
	text := fmt.Sprintf("%03d", n)
	return fmt.Appendf(nil, "key %s%s%s", strings.Repeat(text[:1], repeated), strings.Repeat(text[1:2], repeated), text[2:])
}

// value draws a value: most are small, some need pages of their own, those of a table with duplicates are few and small.
func (r *telling) value(table *zerodb.Table) []byte {
	size := r.random.IntN(200)
	if r.random.IntN(15) == 0 {
		size = r.random.IntN(9000)
	}
	number := r.random.IntN(1 << 20)
	if table.Options().Duplicates {
		return fmt.Appendf(nil, "pair %d", number%7)
	}
	return fmt.Appendf(nil, "%d %0*d", number, size, number)
}
