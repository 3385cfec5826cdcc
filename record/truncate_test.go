package record

import (
	"errors"
	"testing"
	"time"

	"github.com/aerolith/aerolith/aero"
)

// TestTruncate truncates a set, then the namespace, with records written before, at and after the time.
func TestTruncate(t *testing.T) {
	clock := newClock()
	options := memoryOptions(clock)
	options.CleanStep, options.ScanChunkRecords = 2, 5
	s := openStore(t, t.TempDir(), options)
	for i := range 20 {
		do(t, s, inSet(put(i, "a", integer(1)), setOf(i)))
	}
	clock.advance(time.Second)
	do(t, s, inSet(put(1, "a", integer(2)), setOf(1)))
	if err := s.Truncate("test", "odd", time.Time{}); err != nil {
		t.Fatal(err)
	}
	want(t, s, get(1), aero.CodeOK, "a=2")
	want(t, s, get(3), aero.CodeNotFound, "")
	want(t, s, get(2), aero.CodeOK, "a=1")
	do(t, s, inSet(put(3, "a", integer(3)), setOf(3)))
	if res := do(t, s, get(3)); res.Generation != 1 {
		t.Fatalf("generation %d of a record created anew", res.Generation)
	}
	waitUntilCleaned(t, s)
	if stats, _ := s.NamespaceStats("test"); stats.Objects != 12 {
		t.Fatalf("%d objects", stats.Objects)
	}
	if err := s.Truncate("test", "", clock.Now().Add(-time.Millisecond)); err != nil {
		t.Fatal(err)
	}
	if found := scanAll(t, s, &aero.ScanCommand{Namespace: "test"}); len(found) != 2 {
		t.Fatalf("%d records", len(found))
	}
	waitUntilCleaned(t, s)
	for _, stat := range s.SetStats("test") {
		if (stat.Name == "odd") == stat.Truncated.IsZero() {
			t.Errorf("set %s: truncated at %v", stat.Name, stat.Truncated)
		}
	}
}

// waitUntilCleaned waits until the truncator has removed what is hidden, and checks the counts.
func waitUntilCleaned(t *testing.T, s *Store) {
	t.Helper()
	deadline := time.Now().Add(patience)
	for len(s.namespaces["test"].hidden.Load().uncleaned()) > 0 {
		if time.Now().After(deadline) {
			t.Fatal("the truncator does not end")
		}
		time.Sleep(time.Millisecond)
	}
	checkCounts(t, s)
}

// TestTruncateRefusals asks for what cannot be done, and for what changes nothing.
func TestTruncateRefusals(t *testing.T) {
	clock := newClock()
	s := openStore(t, t.TempDir(), memoryOptions(clock))
	do(t, s, put(1, "a", integer(1)))
	if err := s.Truncate("none", "", time.Time{}); !errors.Is(err, aero.CodeNamespace) {
		t.Errorf("namespace: %v", err)
	}
	if err := s.Truncate("test", "", clock.Now().Add(time.Second)); !errors.Is(err, aero.CodeParameter) {
		t.Errorf("future: %v", err)
	}
	if err := s.Truncate("test", "", time.Unix(1, 0)); !errors.Is(err, aero.CodeParameter) {
		t.Errorf("before the protocol's epoch: %v", err)
	}
	if err := s.Truncate("test", "none", time.Time{}); err != nil {
		t.Errorf("missing set: %v", err)
	}
	want(t, s, get(1), aero.CodeOK, "a=1")
}

// TestClockBehindTruncation writes with a clock that went back behind a truncation: a new record would be hidden from
// its first moment, so it is refused.
func TestClockBehindTruncation(t *testing.T) {
	clock := newClock()
	s := openStore(t, t.TempDir(), memoryOptions(clock))
	do(t, s, put(1, "a", integer(1)))
	if err := s.Truncate("test", "", time.Time{}); err != nil {
		t.Fatal(err)
	}
	clock.advance(-time.Minute)
	want(t, s, put(1, "a", integer(2)), aero.CodeOK, "")
	want(t, s, put(2, "a", integer(2)), aero.CodeForbidden, "")
	want(t, s, get(2), aero.CodeNotFound, "")
	checkCounts(t, s)
}
