package zerodb

import (
	"context"
	"maps"
	"testing"
	"time"
)

// TestAttentionAtACommitOfBothKinds lets a reading process come while a transaction is open that changes one leaf in its place and copies the path to another. What the process is shown first must
// be one state: the file has the younger content of the first leaf under the reference that the state before has for it.
func TestAttentionAtACommitOfBothKinds(t *testing.T) {
	opts := memOptions()
	opts.CheckpointLogBytes = gibibyte
	db := openTest(t, "db", opts)
	put(t, db, "t", 0, 1000)
	put(t, db, "t", 0, 1000)
	must(t, db.lockWriter(t.Context()))
	must(t, db.copyOverlaid()) // all leaves that were patched are in memory only
	db.unlockWriter()
	before, err := content(db)
	must(t, err)
	db.w.twinless = 0
	tx := begin(t, db, true)
	table, err := tx.Table("t")
	must(t, err)
	must(t, table.Put(key(7), value(6001)))
	must(t, table.Put(key(900), make([]byte, 20_000)))
	if db.w.work.Twins() == 0 || db.w.work.OverlaidRoom() > 0 || db.w.work.Len() == 0 {
		t.Fatal("the transaction does not change a leaf that is in memory only, and others")
	}
	opened := make(chan *DB, 1)
	go func() {
		reader, err := OpenReadOnly("db", opts)
		if err != nil {
			t.Error(err)
		}
		opened <- reader
	}()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	for !db.peers.memory.Joined() {
		if !pause(ctx, time.Millisecond) {
			t.Fatal("the process does not come")
		}
	}
	pending, err := tx.CommitAsync()
	must(t, err)
	reader := <-opened
	if reader == nil {
		return
	}
	got, err := content(reader)
	must(t, err)
	must(t, pending.wait())
	after, err := content(db)
	must(t, err)
	if !maps.Equal(got, before) && !maps.Equal(got, after) {
		t.Errorf("the process sees neither the state before (%s) nor that after (%s)", difference(got, before), difference(got, after))
	}
	must(t, reader.Close())
	wantSound(t, db)
}
