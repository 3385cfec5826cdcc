package proof

import (
	"errors"
	"fmt"

	"github.com/aerolith/aerolith/zerodb"
)

// shapes deletes ranges, clears, drops and renames tables that are large enough that their pages are freed over several commits,
// loads in bulk, and changes tables of other orders and with duplicates, with checkpoints between.
func (r *crashRun) shapes(commits int) {
	for i := range commits {
		r.commit(func(tx *zerodb.Tx, next *draft) error {
			return errors.Join(r.bulk(tx, next), r.pairs(tx, next), r.numbers(tx, next))
		})
		if i%4 == 2 {
			r.checkpointBeside(func() {
				r.commit(func(tx *zerodb.Tx, next *draft) error { return r.bulk(tx, next) })
			})
		}
	}
}

// bulk does one thing to one of two tables as a whole.
func (r *crashRun) bulk(tx *zerodb.Tx, next *draft) error {
	name, other := "bulk", "bulk, renamed"
	if _, exists := next.content[name]; !exists || r.random.IntN(3) == 0 {
		name, other = other, name
	}
	table, err := tx.CreateTable(name, zerodb.TableOptions{})
	if err != nil {
		return err
	}
	next.create(name)
	rows := len(next.content[name])
	switch choice := r.random.IntN(6); {
	case rows < 250 || choice == 0:
		return r.loadMore(table, next, name, 300)
	case choice == 1:
		next.clear(name)
		return table.Clear()
	case choice == 2:
		next.drop(name)
		return tx.DropTable(name)
	case choice == 3:
		if _, exists := next.content[other]; exists {
			next.drop(other)
			if err := tx.DropTable(other); err != nil {
				return err
			}
		}
		next.rename(name, other)
		return tx.RenameTable(name, other)
	}
	i, j := r.random.IntN(rows), r.random.IntN(rows)
	from, to := next.content[name][min(i, j)].key, next.content[name][max(i, j)].key
	want := next.removeRange(name, from, to)
	if got, err := table.DeleteRange([]byte(from), []byte(to)); err != nil || got != uint64(want) {
		return fmt.Errorf("delete range: %d entries, want %d: %w", got, want, err)
	}
	return nil
}

// loadMore loads so many entries, some of them large, behind the last one.
func (r *crashRun) loadMore(table *zerodb.Table, next *draft, name string, rows int) error {
	first := 0
	if s := next.content[name]; len(s) > 0 {
		if _, err := fmt.Sscanf(s[len(s)-1].key, "row %d", &first); err != nil {
			return err
		}
	}
	_, err := table.Load(func(yield func(key, value []byte) bool) {
		for i := first + 1; i <= first+rows; i++ {
			size := 900
			if i%100 == 7 {
				size = 9000
			}
			key, value := fmt.Sprintf("row %06d", i), randomBytes(r.random, size)
			next.put(name, key, value)
			if !yield([]byte(key), []byte(value)) {
				return
			}
		}
	})
	return err
}

// pairs changes a table with duplicates.
func (r *crashRun) pairs(tx *zerodb.Tx, next *draft) error {
	const name = "pairs"
	table, err := tx.CreateTable(name, zerodb.TableOptions{Duplicates: true})
	if err != nil {
		return err
	}
	next.create(name)
	for range 20 {
		key, value := fmt.Sprintf("k\x00%d", r.random.IntN(3)), fmt.Sprint(r.random.IntN(200))
		switch r.random.IntN(30) {
		case 0:
			next.removeDups(name, key)
			err = table.Delete([]byte(key))
		case 1, 2, 3, 4:
			next.removePair(name, key, value)
			_, err = table.DeleteDup([]byte(key), []byte(value))
		default:
			next.putPair(name, key, value)
			err = table.Put([]byte(key), []byte(value))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// numbers changes a table in which keys are compared from their end.
func (r *crashRun) numbers(tx *zerodb.Tx, next *draft) error {
	const name = "palindromes"
	table, err := tx.CreateTable(name, zerodb.TableOptions{Order: zerodb.OrderReverse})
	if err != nil {
		return err
	}
	next.create(name)
	for range 5 {
		half := fmt.Sprintf("%03d", r.random.IntN(60))
		key := half + string([]byte{half[2], half[1], half[0]}) // reads alike from both ends, so that order does not matter
		value := randomBytes(r.random, 50)
		next.put(name, key, value)
		if err := table.Put([]byte(key), []byte(value)); err != nil {
			return err
		}
	}
	return nil
}
