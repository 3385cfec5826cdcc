package zerodb

import (
	"runtime"
	"runtime/debug"
	"testing"
	"weak"
)

// TestClosedDatabaseIsForgotten opens, uses and closes databases: the next cycle of the garbage collector takes them, and not the third. A pool that
// kept them longer let the memory of who opens thousands in turn grow without a bound where the collector was told to work seldom.
func TestClosedDatabaseIsForgotten(t *testing.T) {
	const databases = 8
	defer debug.SetGCPercent(debug.SetGCPercent(-1)) // no cycle but ours
	var closed [databases]weak.Pointer[DB]
	done := make(chan struct{})
	go func() { // whose stack is gone then
		defer close(done)
		for i := range closed {
			db, err := Open("db", memOptions())
			if err == nil {
				err = db.Update(func(tx *Tx) error { _, err := tx.CreateTable("t", TableOptions{}); return err })
			}
			if err == nil {
				err = db.View(func(tx *Tx) error { _, err := tx.Table("t"); return err })
			}
			if err == nil {
				err = db.Close()
			}
			if err != nil {
				t.Error(err)
				return
			}
			closed[i] = weak.Make(db)
		}
	}()
	<-done
	runtime.GC()
	left := 0
	for _, db := range closed {
		if db.Value() != nil {
			left++
		}
	}
	if left > databases/2 {
		t.Errorf("%d of %d closed databases are still in memory", left, databases)
	}
}
