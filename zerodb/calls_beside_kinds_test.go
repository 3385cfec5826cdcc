package zerodb

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"strconv"
	"strings"
	"time"
)

// besideCall is a call with its name.
type besideCall struct {
	name string
	run  func(r *rand.Rand) error
}

// all are the calls, some more than once.
func (b *beside) all() []besideCall {
	db := b.db
	return []besideCall{
		{"Update", b.update},
		{"Update", b.update},
		{"Update", b.update},
		{"Begin", b.begin},
		{"Begin", b.begin},
		{"tables", b.tables},
		{"large", b.large},
		{"View", func(*rand.Rand) error { return b.look(db.View, b.acked.Load()) }},
		{"View", func(*rand.Rand) error { return b.look(db.View, b.acked.Load()) }},
		{"BeginRead", b.stay},
		{"Renew", b.renew},
		{"Stats", func(*rand.Rand) error { _ = db.Stats(); return nil }},
		{"Metrics", func(*rand.Rand) error { _ = db.Metrics(); return nil }},
		{"Readers", func(r *rand.Rand) error { _, err := db.Readers(soonOver(r)); return err }},
		{"Checkpoint", func(r *rand.Rand) error { return db.Checkpoint(soonOver(r)) }},
		{"Check", func(r *rand.Rand) error {
			return db.Check(soonOver(r), func(f Finding) error {
				if db.stopped.Load() != nil { // the transaction that has failed leaves its pages
					return nil
				}
				return fmt.Errorf("the checker found %v", f)
			})
		}},
		{"Compact", func(r *rand.Rand) error {
			_, err := db.Compact(soonOver(r), CompactOptions{PagesPerStep: r.IntN(40)})
			return err
		}},
		{"Backup", func(r *rand.Rand) error { _, err := db.Backup(soonOver(r), io.Discard, BackupOptions{}); return err }},
		{"Position", func(r *rand.Rand) error { _, err := db.Position(soonOver(r)); return err }},
		{"Durable", func(*rand.Rand) error { _, err := db.Durable(); return err }},
		{"History", b.history},
		{"Watch", b.watch},
		{"ReadHistory", b.readHistory},
		{"process", b.process},
	}
}

// soonOver returns a context that ends soon, or never.
func soonOver(r *rand.Rand) context.Context {
	if r.IntN(2) == 0 {
		return context.Background()
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Duration(r.IntN(3000))*time.Microsecond)
	context.AfterFunc(ctx, cancel)
	return ctx
}

// raise gives all entries the next number.
func (b *beside) raise(tx *Tx) (number uint64, err error) {
	table, err := tx.CreateTable("cells", TableOptions{})
	if err != nil {
		return 0, err
	}
	if number, err = numberOf(table); err != nil {
		return 0, err
	}
	number++
	for i := range besideCells {
		if err := table.Put(key(i), fmt.Appendf(nil, "%d %0100d", number, i)); err != nil {
			return 0, err
		}
	}
	raiseTo(&b.tried, number)
	return number, nil
}

// raiseTo makes a number at least as great as another.
func raiseTo(n interface {
	Load() uint64
	CompareAndSwap(before, after uint64) bool
}, least uint64,
) {
	for before := n.Load(); before < least && !n.CompareAndSwap(before, least); before = n.Load() {
	}
}

// numberOf returns the number that all entries bear, 0 when there are none.
func numberOf(table *Table) (number uint64, err error) {
	seen := 0
	for _, v := range table.All() {
		first, _, _ := strings.Cut(string(v), " ")
		n, err := strconv.ParseUint(first, 10, 64)
		if err != nil {
			return 0, err
		}
		if seen++; seen > 1 && n != number {
			return 0, fmt.Errorf("entries bear %d and %d", number, n)
		}
		number = n
	}
	if err := table.tx.Err(); err != nil {
		return 0, err
	}
	if seen != 0 && seen != besideCells {
		return 0, fmt.Errorf("%d entries of %d", seen, besideCells)
	}
	return number, nil
}

// update raises the number in an update, which sometimes changes its mind.
func (b *beside) update(r *rand.Rand) error {
	var number uint64
	err := b.db.UpdateContext(soonOver(r), func(tx *Tx) (err error) {
		if r.IntN(4) == 0 {
			err := tx.Savepoint(func() error {
				if _, err := b.raise(tx); err != nil {
					return err
				}
				return errUndo
			})
			if !errors.Is(err, errUndo) {
				return err
			}
		}
		if number, err = b.raise(tx); err == nil && r.IntN(8) == 0 {
			return errUndo
		}
		return err
	})
	if err == nil {
		raiseTo(&b.acked, number)
	}
	return err
}

// begin raises the number in a transaction of its own, and waits for it later, or never.
func (b *beside) begin(r *rand.Rand) error {
	tx, err := b.db.BeginWrite(soonOver(r))
	if err != nil {
		return err
	}
	number, err := b.raise(tx)
	if err != nil || r.IntN(6) == 0 {
		return errors.Join(err, tx.Rollback())
	}
	pending, err := tx.CommitAsync()
	if err != nil || r.IntN(4) == 0 {
		return err
	}
	if err = pending.Wait(soonOver(r)); err == nil {
		raiseTo(&b.acked, number)
	}
	return err
}

// tables creates, fills, drops and clears other tables.
func (b *beside) tables(r *rand.Rand) error {
	name := fmt.Sprintf("table %d", r.IntN(3))
	return b.db.UpdateContext(soonOver(r), func(tx *Tx) error {
		if r.IntN(3) == 0 {
			if err := tx.DropTable(name); !errors.Is(err, ErrTableNotFound) {
				return err
			}
		}
		table, err := tx.CreateTable(name, TableOptions{})
		if err != nil {
			return err
		}
		for i := range r.IntN(300) {
			if err := table.Put(key(1000*r.IntN(3)+i), value(i)); err != nil {
				return err
			}
		}
		if r.IntN(4) == 0 {
			_, err = table.DeleteRange(key(0), key(r.IntN(3000)))
		}
		return err
	})
}

// large stores and deletes large values.
func (b *beside) large(r *rand.Rand) error {
	return b.db.UpdateContext(soonOver(r), func(tx *Tx) error {
		table, err := tx.CreateTable("large", TableOptions{})
		if err != nil {
			return err
		}
		k := key(r.IntN(10))
		if r.IntN(2) == 0 {
			return ignore(ErrNotFound, table.Delete(k))
		}
		return table.Put(k, make([]byte, r.IntN(60_000)))
	})
}
