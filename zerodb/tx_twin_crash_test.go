package zerodb

import (
	"fmt"
	"maps"
	"testing"

	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// TestCrashWithTwins crashes, as TestCrashAtEachStep does, after each change of the file system while transactions replace one value each, most
// of them in the leaf's place, beside checkpoints that write the leaf in between.
func TestCrashWithTwins(t *testing.T) {
	for name, durability := range map[string]Durability{"interval": DurabilityInterval, "none": DurabilityNone} {
		t.Run(name, func(t *testing.T) {
			r := &crashRun{t: t, seed: 2, durability: durability, states: []map[string]string{{}}}
			fs := memfs.New(memfs.Options{CrashImages: true})
			must(t, fs.Mkdir("/d", 0o700))
			must(t, fs.SyncDir("/"))
			fs.OnOp(func(n int, op memfs.Op) { r.crash(fs, n, op) })
			inPlace := 0
			for life := range int(durability) { // each of the first kind takes three times as long
				db, err := Open("/d/db", r.options(fs))
				must(t, err)
				for i := range 12 {
					before := db.readers.Visible().State.catalog
					r.replaceOne(db, life*100+i)
					if db.readers.Visible().State.catalog == before {
						inPlace++
					}
					if i == 5 {
						r.checkpointBeside(db, life*100+50)
						r.promise()
					}
				}
				must(t, db.Close())
				r.promise()
			}
			if inPlace < 8 {
				t.Errorf("only %d transactions had a twin", inPlace)
			}
			t.Logf("%d images of %d states, %d transactions with a twin", r.images, len(r.states), inPlace)
		})
	}
}

// checkpointBeside takes a checkpoint with a transaction between its steps, in which its pages must stay as they are.
func (r *crashRun) checkpointBeside(db *DB, n int) {
	must(r.t, db.check.lock(r.t.Context()))
	defer db.check.unlock()
	c, err := db.capture(r.t.Context(), isNeeded)
	must(r.t, err)
	r.replaceOne(db, n)
	must(r.t, db.writeCheckpoint(c))
	r.replaceOne(db, n+1)
	must(r.t, db.conclude())
}

// replaceOne makes one transaction: the first fills a table, each other one replaces a value of it.
func (r *crashRun) replaceOne(db *DB, n int) {
	next := r.last()
	keys := []int{n % 5}
	if len(next) == 0 {
		keys = []int{0, 1, 2, 3, 4}
	}
	must(r.t, db.Update(func(tx *Tx) error {
		table, err := tx.CreateTable("table 0", TableOptions{})
		if err != nil {
			return err
		}
		for _, k := range keys {
			if err := table.Put(key(k), value(n)); err != nil {
				return err
			}
			next["table 0/"+string(key(k))] = string(value(n))
		}
		next["table 0/"] = fmt.Sprint(table.Len())
		r.mu.Lock()
		defer r.mu.Unlock()
		r.states = append(r.states, maps.Clone(next))
		return nil
	}))
}
