package zerodb_test

import (
	"fmt"

	"github.com/aerolith/aerolith/zerodb"
)

// tally is an Observer that counts.
type tally struct{ commits, syncs int }

// WriteEnded implements zerodb.Observer.
func (s *tally) WriteEnded(e zerodb.WriteEnd) {
	if e.Outcome == zerodb.WriteCommitted {
		s.commits++
	}
}

// Synced implements zerodb.Observer.
func (s *tally) Synced(zerodb.Sync) { s.syncs++ }

// ExampleDB_Metrics counts in both ways: Metrics are for a monitoring system that asks at intervals, an Observer is told of each
// transaction and each sync.
func ExampleDB_Metrics() {
	observer := new(tally)
	db, err := zerodb.OpenMemory(zerodb.Options{Observer: observer})
	if err != nil {
		fmt.Println(err)
		return
	}
	for i := range 3 {
		if err := db.Update(func(tx *zerodb.Tx) error {
			table, err := tx.CreateTable("t", zerodb.TableOptions{})
			if err != nil {
				return err
			}
			return table.Put([]byte{byte(i)}, []byte("value"))
		}); err != nil {
			fmt.Println(err)
		}
	}
	m := db.Metrics()
	fmt.Println(m.Writes.Committed, m.Writes.RolledBack, m.Pages.Spilled, m.Errors.Corruption)
	fmt.Println(observer.commits, m.LogSyncTime.Count) // in memory there is no log
	fmt.Println(db.Close())
	// Output:
	// 3 0 0 0
	// 3 0
	// <nil>
}
