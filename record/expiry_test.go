package record

import (
	"testing"
	"time"

	"github.com/aerolith/aerolith/aero"
)

// withTTL gives a command a life.
func withTTL(cmd *aero.RecordCommand, seconds uint32) *aero.RecordCommand {
	cmd.TTLSeconds = seconds
	return cmd
}

// expiryRows returns how many entries the table expiry of the namespace test has.
func expiryRows(t *testing.T, s *Store) uint64 {
	t.Helper()
	tx, err := s.namespaces["test"].db.BeginRead()
	if err != nil {
		t.Fatal(err)
	}
	table, err := tx.Table(tableExpiry)
	if err != nil {
		t.Fatal(err)
	}
	rows := table.Len()
	if err := tx.Rollback(); err != nil {
		t.Fatal(err)
	}
	return rows
}

// TestExpiry lets records expire: nobody sees them from that moment on, their space comes back when the expirer has
// been there, and records that were written anew or never expire stay.
func TestExpiry(t *testing.T) {
	clock := newClock()
	options := memoryOptions(clock)
	options.CleanStep = 3
	s := openStore(t, t.TempDir(), options)
	for i := range 10 {
		do(t, s, inSet(withTTL(put(i, "a", integer(1)), 10), "s"))
	}
	do(t, s, put(10, "a", integer(1)))
	do(t, s, inSet(withTTL(put(3, "a", integer(2)), 100), "s"))
	do(t, s, inSet(withTTL(put(4, "a", integer(2)), aero.TTLNever), "s"))
	clock.advance(12 * time.Second)
	want(t, s, get(0), aero.CodeNotFound, "")
	want(t, s, remove(0), aero.CodeNotFound, "")
	want(t, s, get(3), aero.CodeOK, "a=2")
	if found := scanAll(t, s, &aero.ScanCommand{Namespace: "test"}); len(found) != 3 {
		t.Fatalf("a scan finds %d records", len(found))
	}
	do(t, s, inSet(put(1, "a", integer(3)), "s"))
	s.namespaces["test"].expireAll()
	checkCounts(t, s)
	stats, _ := s.NamespaceStats("test")
	if stats.Objects != 4 || stats.Expired != 7 {
		t.Fatalf("%d objects, %d expired", stats.Objects, stats.Expired)
	}
	if rows := expiryRows(t, s); rows != 1 {
		t.Fatalf("%d entries are left in the table expiry", rows)
	}
	want(t, s, get(1), aero.CodeOK, "a=3")
}

// TestExpirySparesRecordsWrittenMeanwhile runs the expirer's step with entries read before a record was renewed: the
// record must stay.
func TestExpirySparesRecordsWrittenMeanwhile(t *testing.T) {
	clock := newClock()
	s := openStore(t, t.TempDir(), memoryOptions(clock))
	n := s.namespaces["test"]
	do(t, s, withTTL(put(1, "a", integer(1)), 10))
	do(t, s, withTTL(put(2, "a", integer(1)), 10))
	clock.advance(12 * time.Second)
	step := &expiryStep{}
	var err error
	if step.keys, err = n.expiredKeys(nil); err != nil || len(step.keys) != 2 {
		t.Fatalf("%d entries, %v", len(step.keys), err)
	}
	do(t, s, withTTL(put(1, "a", integer(2)), 10))
	if err := n.runTask(step); err != nil || step.removed != 1 {
		t.Fatalf("%d removed, %v", step.removed, err)
	}
	want(t, s, get(1), aero.CodeOK, "a=2")
	if rows := expiryRows(t, s); rows != 1 {
		t.Fatalf("%d entries are left in the table expiry", rows)
	}
	checkCounts(t, s)
}

// TestExpirerRuns lets the expirer find a record by itself, on the real clock.
func TestExpirerRuns(t *testing.T) {
	clock := newClock()
	options := memoryOptions(clock)
	options.ExpiryInterval = time.Millisecond
	s := openStore(t, t.TempDir(), options)
	do(t, s, withTTL(put(1, "a", integer(1)), 10))
	clock.advance(12 * time.Second)
	deadline := time.Now().Add(patience)
	for {
		if stats, _ := s.NamespaceStats("test"); stats.Objects == 0 {
			return
		}
		if time.Now().After(deadline) {
			t.Fatal("the record is still stored")
		}
		time.Sleep(time.Millisecond)
	}
}

// TestReadRenews reads a record late in its life with a read-touch share: its life begins anew, its generation stays.
func TestReadRenews(t *testing.T) {
	clock := newClock()
	options := memoryOptions(clock)
	options.Namespaces[0].ReadTouchPercent = 50
	s := openStore(t, t.TempDir(), options)
	do(t, s, withTTL(put(1, "a", integer(1)), 100))
	clock.advance(60 * time.Second)
	before := do(t, s, get(1))
	do(t, s, put(2, "a", integer(1))) // comes after the renewal in the queue
	after := do(t, s, get(1))
	if after.VoidTime != before.VoidTime+60 || after.Generation != before.Generation {
		t.Fatalf("void time %d, was %d; generation %d", after.VoidTime, before.VoidTime, after.Generation)
	}
	if rows := expiryRows(t, s); rows != 1 {
		t.Fatalf("%d entries in the table expiry", rows)
	}
}
