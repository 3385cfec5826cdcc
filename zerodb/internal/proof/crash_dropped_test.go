package proof

import (
	"errors"
	"fmt"

	"github.com/aerolith/aerolith/zerodb"
)

// changedAndDropped makes tables of one leaf with so many large values that dropping them takes several commits, changes that leaf in its place, and
// drops them in the same transaction or a later one. Between, it lets keys go behind all others, splits their leaf, and changes leaves in
// their place as often before it inserts.
func (r *crashRun) changedAndDropped(rounds int) {
	for round := range rounds {
		r.commit(fillBehind)
		r.commit(r.fillRuns)
		if r.random.IntN(2) == 0 {
			r.checkpoint()
		}
		r.patience()
		if round%2 == 0 {
			r.commit(func(tx *zerodb.Tx, next *draft) error { return errors.Join(r.changeRuns(tx, next), dropRuns(tx, next)) })
		} else {
			r.commit(r.changeRuns)
			r.commit(dropRuns)
		}
		r.checkpoint()
		puts := 1 + r.random.IntN(3)
		r.commit(func(tx *zerodb.Tx, next *draft) error { return splitBehind(tx, next, round, puts) })
		r.patience()
		r.commit(func(tx *zerodb.Tx, next *draft) error { return r.insertAfter(tx, next, round, puts) })
		r.checkpointBeside(func() { r.commit(r.ordinary) })
	}
}

// patience makes as many transactions without effect as the engine lets pass, after one that changed more than leaves in their place, until it tries that
// again.
func (r *crashRun) patience() {
	const transactions = 16
	for range transactions {
		if err := unless(r.db.Update(func(*zerodb.Tx) error { return errUndo }), errUndo); err != nil {
			r.fail(err)
		}
	}
}

// runsName is the table of large values, behindName the one into which keys go behind all others.
const runsName, behindName = "runs", "behind"

// fillRuns makes the table of large values, with a small one before them.
func (r *crashRun) fillRuns(tx *zerodb.Tx, next *draft) error {
	const runs = 140
	if next.content[runsName] != nil {
		return r.ordinary(tx, next) // a crash has brought it back
	}
	table, err := tx.CreateTable(runsName, zerodb.TableOptions{})
	next.create(runsName)
	err = errors.Join(err, putBoth(table, next, runsName, "a", "small"))
	for i := 0; i < runs && err == nil; i++ {
		err = putBoth(table, next, runsName, fmt.Sprintf("r%03d", i), randomBytes(r.random, 2300))
	}
	return err
}

// changeRuns takes an entry out of the table of large values or puts one in, so that the others stand elsewhere in their leaf.
func (r *crashRun) changeRuns(tx *zerodb.Tx, next *draft) error {
	table, err := tx.Table(runsName)
	if err != nil {
		return err
	}
	if r.random.IntN(2) == 0 {
		return putBoth(table, next, runsName, "b", "small")
	}
	next.remove(runsName, "a")
	return table.Delete([]byte("a"))
}

// dropRuns drops the table of large values.
func dropRuns(tx *zerodb.Tx, next *draft) error {
	next.drop(runsName)
	return tx.DropTable(runsName)
}

// fillBehind makes the table into which keys go behind all others, with some leaves.
func fillBehind(tx *zerodb.Tx, next *draft) error {
	const entries = 150
	if next.content[behindName] != nil {
		return nil
	}
	table, err := tx.CreateTable(behindName, zerodb.TableOptions{})
	next.create(behindName)
	for i := 0; i < entries && err == nil; i++ {
		err = putBoth(table, next, behindName, fmt.Sprintf("%03d", i), fmt.Sprintf("%0100d", i))
	}
	return err
}

// splitBehind lets some keys go behind all others and splits their leaf then, in a transaction that changes another table before.
func splitBehind(tx *zerodb.Tx, next *draft, round, puts int) error {
	const others = 60
	table, err := tx.Table(behindName)
	if err != nil {
		return err
	}
	name := fmt.Sprint("beside ", round)
	beside, err := tx.CreateTable(name, zerodb.TableOptions{})
	next.create(name)
	err = errors.Join(err, putBoth(beside, next, name, "key", fmt.Sprint(puts)))
	for i := 0; i < puts && err == nil; i++ {
		err = putBoth(table, next, behindName, fmt.Sprintf("r%03d z %d", round, i), "last")
	}
	for i := 0; i < others && err == nil; i++ {
		err = putBoth(table, next, behindName, fmt.Sprintf("r%03d y %03d", round, 2*i), fmt.Sprintf("%0100d", i))
	}
	return err
}

// insertAfter replaces as many values, and then inserts a key into the leaf that was split off.
func (r *crashRun) insertAfter(tx *zerodb.Tx, next *draft, round, puts int) error {
	table, err := tx.Table(behindName)
	for i := 0; i < puts && err == nil; i++ {
		err = putBoth(table, next, behindName, fmt.Sprintf("r%03d y 000", round), randomBytes(r.random, 90))
	}
	if err == nil {
		err = putBoth(table, next, behindName, fmt.Sprintf("r%03d y %03d", round, 117), "between")
	}
	return err
}
