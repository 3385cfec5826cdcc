package record

import (
	"testing"
	"time"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/aero/op"
	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// durably returns a durable delete of record i of a set.
func durably(i int, set string) *aero.RecordCommand {
	cmd := inSet(remove(i), set)
	cmd.Flags |= aero.FlagDurableDelete
	return cmd
}

// tombstonesOf returns how many tombstones the namespace has, and each of two sets.
func tombstonesOf(s *Store) (counts [3]uint64) {
	stats, _ := s.NamespaceStats("test")
	counts[0] = stats.Tombstones
	for _, set := range s.SetStats("test") {
		switch set.Name {
		case "a":
			counts[1] = set.Tombstones
		case "b":
			counts[2] = set.Tombstones
		}
	}
	return counts
}

// TestTombstones deletes records durably and otherwise, writes some anew, restarts, and lets time pass: what is counted follows,
// and commands see nothing of it.
func TestTombstones(t *testing.T) {
	clock := newClock()
	options := fileOptions(clock, memfs.New(memfs.Options{}))
	options.Enterprise, options.ScanChunkRecords, options.CleanStep = true, 3, 2
	const path = "/store"
	s, err := Open(path, options)
	if err != nil {
		t.Fatal(err)
	}
	expect := func(when string, want [3]uint64) {
		t.Helper()
		if got := tombstonesOf(s); got != want {
			t.Errorf("%s: tombstones %v, want %v", when, got, want)
		}
		checkCounts(t, s)
	}
	for i := range 12 {
		want(t, s, inSet(put(i, "i", integer(1)), []string{"a", "b"}[i%2]), aero.CodeOK, "")
	}
	want(t, s, inSet(remove(0), "a"), aero.CodeOK, "")
	expect("after a plain delete", [3]uint64{})
	for i := 1; i < 9; i++ {
		want(t, s, durably(i, []string{"a", "b"}[i%2]), aero.CodeOK, "")
	}
	want(t, s, durably(0, "a"), aero.CodeNotFound, "")
	want(t, s, durably(1, "b"), aero.CodeNotFound, "")
	expect("after eight durable deletes", [3]uint64{8, 4, 4})
	want(t, s, inSet(put(1, "i", integer(2)), "b"), aero.CodeOK, "")
	if res := do(t, s, inSet(get(1), "b")); res.Generation != 1 {
		t.Errorf("generation of a record that was written anew: %d", res.Generation)
	}
	expect("after a write in the place of one", [3]uint64{7, 4, 3})
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = openStore(t, path, options)
	expect("after a restart", [3]uint64{7, 4, 3})

	n := s.namespaces["test"]
	clock.advance(25 * time.Hour)
	want(t, s, durably(9, "b"), aero.CodeOK, "")
	n.raidTombstones()
	expect("a day later", [3]uint64{1, 0, 1})
	clock.advance(time.Minute)
	if err := s.Truncate("test", "b", time.Time{}); err != nil {
		t.Fatal(err)
	}
	waitUntilCleaned(t, s)
	care := TombstoneCare{Age: 100 * time.Hour, Period: time.Second}
	if err := s.SetTombstoneCare("test", care); err != nil {
		t.Fatal(err)
	}
	n.raidTombstones()
	expect("after a truncation", [3]uint64{})
	if got := s.TombstoneCare("test"); got != care {
		t.Errorf("care %+v", got)
	}
	for _, wrong := range []TombstoneCare{{Age: -1}, {Period: -1}, {Sleep: -1}} {
		if err := s.SetTombstoneCare("test", wrong); err == nil {
			t.Errorf("%+v was taken", wrong)
		}
	}
}

// TestTombstoneOfLastBin deletes within operations and by taking the last bin away, durably: both leave a tombstone.
func TestTombstoneOfLastBin(t *testing.T) {
	options := plainOptions()
	options.Enterprise = true
	s := openStore(t, "", options)
	for i, step := range []op.Step{op.Delete(), op.Put("i", nil)} {
		want(t, s, inSet(put(i, "i", integer(1)), "a"), aero.CodeOK, "")
		operations, err := op.All(step)
		if err != nil {
			t.Fatal(err)
		}
		want(t, s, inSet(&aero.RecordCommand{
			Namespace: "test", Digest: digestOf(i), Flags: aero.FlagWrite | aero.FlagDurableDelete, Operations: operations,
		}, "a"), aero.CodeOK, "")
	}
	if got := tombstonesOf(s); got != [3]uint64{2, 2} {
		t.Errorf("tombstones %v", got)
	}
}

// TestTombstoneVector pins the stored form that docs/format/record.md shows; what is of another length is refused.
func TestTombstoneVector(t *testing.T) {
	key := appendTombstoneKey(nil, 7, aero.Digest{0x34, 0x12, 3})
	value := []byte{2, 1, 0, 0, 0, 0, 0, 0}
	if len(key) != tombstoneKeySize || string(key[:7]) != "\x00\x07\x02\x34\x34\x12\x03" {
		t.Errorf("key %x", key)
	}
	if set, at, err := decodeTombstone(key, value); err != nil || set != 7 || at != 258 {
		t.Errorf("decoded %d, %d, %v", set, at, err)
	}
	for _, wrong := range [][2][]byte{{key[1:], value}, {key, value[1:]}, {nil, nil}} {
		if _, _, err := decodeTombstone(wrong[0], wrong[1]); err == nil {
			t.Errorf("%x, %x were taken", wrong[0], wrong[1])
		}
	}
}
