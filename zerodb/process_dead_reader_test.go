package zerodb

import "testing"

// TestDeadReaderWhoseNumberLives lets a reading process end without a word while a process of its number lives on, which is this one: only
// its lock has gone. Its pins must go with it, whoever comes next must have another token and a later generation, and a reader that is alive must keep its own.
func TestDeadReaderWhoseNumberLives(t *testing.T) {
	opts := memOptions()
	db := openTest(t, "db", opts)
	put(t, db, "t", 0, 100)
	living := openReader(t, "db", opts)
	dead, err := OpenReadOnly("db", opts) // never closed
	must(t, err)
	stays, err := living.BeginRead()
	must(t, err)
	_, err = dead.BeginRead()
	must(t, err)
	before := db.peers.memory.List()
	if len(before) != 2 || before[0].Process != before[1].Process || len(db.foreignPins()) != 2 {
		t.Fatalf("blocks %+v", before)
	}
	must(t, dead.peers.lock.Close()) // as the end of its process does
	alive, err := db.peers.reap()
	must(t, err)
	if !alive || len(db.foreignPins()) != 1 {
		t.Fatalf("alive %v, pins %v", alive, db.foreignPins())
	}
	next := openReader(t, "db", opts)
	if next.peers.own != dead.peers.own || next.peers.token == dead.peers.token {
		t.Fatalf("block %d with token %x follows block %d with token %x", next.peers.own, next.peers.token, dead.peers.own, dead.peers.token)
	}
	for _, b := range db.peers.memory.List() {
		if b.Index == next.peers.own && b.Generation != before[b.Index].Generation+1 {
			t.Fatalf("generation %d follows %d", b.Generation, before[b.Index].Generation)
		}
	}
	must(t, stays.Rollback())
}

// TestReaderTakenForDeadLeaves closes a reading process that was taken for dead, after another one has got its block: that one keeps it, and with it what holds its pages.
func TestReaderTakenForDeadLeaves(t *testing.T) {
	opts := memOptions()
	db := openTest(t, "db", opts)
	put(t, db, "t", 0, 100)
	dead, err := OpenReadOnly("db", opts)
	must(t, err)
	must(t, dead.peers.lock.Close())
	_, err = db.peers.reap()
	must(t, err)
	next := openReader(t, "db", opts)
	if next.peers.own != dead.peers.own {
		t.Fatalf("block %d follows block %d", next.peers.own, dead.peers.own)
	}
	_ = dead.Close() // whatever becomes of a lock that is no longer its own
	put(t, db, "t", 100, 200)
	reader, err := next.BeginRead()
	must(t, err)
	if len(db.foreignPins()) != 1 || next.peers.memory.Owner(next.peers.own) != next.peers.token {
		t.Errorf("pins %v, owner %x, want %x", db.foreignPins(), next.peers.memory.Owner(next.peers.own), next.peers.token)
	}
	must(t, reader.Rollback())
}
