package proof

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"

	"github.com/aerolith/aerolith/zerodb"
)

// mixed puts, overwrites and deletes, with checkpoints between; the values are large enough that the log rotates.
func (r *crashRun) mixed(commits int) {
	for i := range commits {
		r.commit(func(tx *zerodb.Tx, next *draft) error { return mix(tx, next, r.random, 12, 2500) })
		if i%7 == 3 {
			r.checkpointBeside(func() {
				for range r.random.IntN(4) {
					r.commit(func(tx *zerodb.Tx, next *draft) error { return mix(tx, next, r.random, 12, 2500) })
				}
			})
		}
	}
}

// checkpointBeside takes a checkpoint and does something before each of its syncs of the data file, as writers do
// that go on meanwhile: what it frees and reuses must not be what the checkpoint refers to.
func (r *crashRun) checkpointBeside(do func()) {
	r.process.announceSyncs(do)
	r.checkpoint()
	r.process.announceSyncs(nil)
}

// mix makes random changes in one table.
func mix(tx *zerodb.Tx, next *draft, random *rand.Rand, changes, sizeMax int) error {
	const name = "mixed"
	table, err := tx.CreateTable(name, zerodb.TableOptions{})
	if err != nil {
		return err
	}
	next.create(name)
	for range 1 + random.IntN(changes) {
		key := fmt.Sprintf("key %04d", random.IntN(80))
		if random.IntN(3) == 0 {
			next.remove(name, key)
			err = table.Delete([]byte(key))
		} else {
			value := randomBytes(random, random.IntN(sizeMax))
			next.put(name, key, value)
			err = table.Put([]byte(key), []byte(value))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// tables creates and drops tables, stores values of many pages and of more than a log segment, undoes savepoints, aborts
// transactions, and keeps a reader open over checkpoints. The file grows all the time.
func (r *crashRun) tables(commits int) {
	var reader *zerodb.Tx
	for i := range commits {
		r.commit(func(tx *zerodb.Tx, next *draft) error { return r.reshape(tx, next, i) })
		if i%3 == 1 {
			r.aborted()
		}
		if i%4 == 2 {
			r.checkpoint()
		}
		if i == commits/3 {
			reader = r.openReader()
		}
	}
	if reader != nil {
		if err := reader.Rollback(); err != nil {
			r.fail(err)
		}
	}
}

// openReader opens a read transaction.
func (r *crashRun) openReader() *zerodb.Tx {
	reader, err := r.db.BeginRead()
	if err != nil {
		r.fail(err)
	}
	return reader
}

// aborted makes a transaction that is rolled back.
func (r *crashRun) aborted() {
	err := r.db.Update(func(tx *zerodb.Tx) error {
		next, _ := r.history.next()
		return errors.Join(r.reshape(tx, next, 1), errUndo)
	})
	if !errors.Is(err, errUndo) {
		r.fail(err)
	}
}

// reshape makes one change of the workload tables.
func (r *crashRun) reshape(tx *zerodb.Tx, next *draft, i int) error {
	name := fmt.Sprintf("table %d", r.random.IntN(4))
	if _, exists := next.content[name]; exists && i%5 == 4 {
		next.drop(name)
		return tx.DropTable(name)
	}
	table, err := tx.CreateTable(name, zerodb.TableOptions{})
	if err != nil {
		return err
	}
	next.create(name)
	err = tx.Savepoint(func() error {
		return errors.Join(table.Put([]byte("undone"), make([]byte, 9000)), errUndo)
	})
	if !errors.Is(err, errUndo) {
		return err
	}
	size := [...]int{100, 5000, 40_000, 150_000}[r.random.IntN(4)]
	for _, size := range []int{10, 300, size} {
		key, value := fmt.Sprintf("key %d", r.random.IntN(10)), randomBytes(r.random, size)
		next.put(name, key, value)
		if err := table.Put([]byte(key), []byte(value)); err != nil {
			return err
		}
	}
	return nil
}

// committersMax is how many goroutines commit at the same time.
const committersMax = 6

// committers commits from several goroutines, so that commits share syncs, while checkpoints are taken.
func (r *crashRun) committers(commits int) {
	var running sync.WaitGroup
	for i := range committersMax {
		random := rand.New(rand.NewPCG(r.random.Uint64(), uint64(i)))
		running.Go(func() {
			for range max(1, commits/committersMax) {
				r.commit(func(tx *zerodb.Tx, next *draft) error { return mix(tx, next, random, 5, 1500) })
			}
		})
	}
	r.checkpoint()
	running.Wait()
	r.checkpoint()
}
