package record

import (
	"errors"
	"testing"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/record/internal/eval"
)

// tuneSet changes the settings of set s.
func tuneSet(t testing.TB, s *Store, change func(*SetTuning)) {
	t.Helper()
	if err := s.TuneSet("test", "s", change); err != nil {
		t.Fatal(err)
	}
}

// TestSetLimits fills a set up to its limits: new records are refused first, then all writes; deletes never, and room that
// they make can be used.
func TestSetLimits(t *testing.T) {
	s := openStore(t, t.TempDir(), memoryOptions(newClock()))
	tuneSet(t, s, func(set *SetTuning) { set.StopWritesCount = 3 })
	one := func(i int) *aero.RecordCommand { return inSet(put(i, "v", integer(1)), "s") }
	for i := range 3 {
		want(t, s, one(i), aero.CodeOK, "")
	}
	want(t, s, one(3), aero.CodeForbidden, "")
	want(t, s, one(1), aero.CodeOK, "")
	want(t, s, put(3, "v", integer(1)), aero.CodeOK, "")
	want(t, s, inSet(remove(0), "s"), aero.CodeOK, "")
	want(t, s, one(4), aero.CodeOK, "")
	want(t, s, one(5), aero.CodeForbidden, "")
	size := s.SetStats("test")[0].DataBytes
	tuneSet(t, s, func(set *SetTuning) { set.StopWritesCount, set.StopWritesSize = 0, size-1 })
	want(t, s, one(1), aero.CodeForbidden, "")
	want(t, s, get(1), aero.CodeOK, "v=1")
	want(t, s, inSet(remove(1), "s"), aero.CodeOK, "")
	want(t, s, one(1), aero.CodeOK, "")
	checkCounts(t, s)
}

// TestSetLife gives a set a life of its own for records that ask for the default.
func TestSetLife(t *testing.T) {
	options := memoryOptions(newClock())
	options.Namespaces[0].DefaultTTLSeconds = 1000
	s := openStore(t, t.TempDir(), options)
	tuneSet(t, s, func(set *SetTuning) { set.DefaultTTLSeconds = 10 })
	lives := func(i int, set string, more uint32) {
		t.Helper()
		cmd := inSet(put(i, "v", integer(1)), set)
		want(t, s, cmd, aero.CodeOK, "")
		now := uint32(s.namespaces["test"].now() / 1000)
		if res := do(t, s, inSet(get(i), set)); res.VoidTime != now+more {
			t.Errorf("set %q: lives for %d, want %d", set, res.VoidTime-now, more)
		}
	}
	lives(1, "s", 10)
	lives(2, "other", 1000)
	if err := s.Tune("test", func(tuning *Tuning) { tuning.DefaultTTLSeconds = 500 }); err != nil {
		t.Fatal(err)
	}
	lives(3, "other", 500)
	lives(4, "s", 10)
}

// TestTuningRefusals sets values that are out of their ranges: the old ones must stay.
func TestTuningRefusals(t *testing.T) {
	s := openStore(t, t.TempDir(), memoryOptions(newClock()))
	before, _ := s.Tuning("test")
	for name, change := range map[string]func(*Tuning){
		"life":   func(t *Tuning) { t.DefaultTTLSeconds = eval.MaxTTLSeconds + 1 },
		"size":   func(t *Tuning) { t.MaxRecordSize = 9 << 20 },
		"evict":  func(t *Tuning) { t.EvictPercent = 101 },
		"tenths": func(t *Tuning) { t.EvictTenthsPercent = 0 },
	} {
		if err := s.Tune("test", change); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
	if after, _ := s.Tuning("test"); after != before {
		t.Errorf("settings %+v, want %+v", after, before)
	}
	if err := s.Tune("none", func(*Tuning) {}); !errors.Is(err, aero.CodeNamespace) {
		t.Errorf("no namespace: %v", err)
	}
	if err := s.TuneSet("test", "", func(*SetTuning) {}); err == nil {
		t.Error("settings for no set")
	}
}

// TestStopWritesAndEviction fills a namespace beyond its budget: writes are refused, deletes are not, and eviction makes
// room, those first that would expire first, but not from a set that is kept.
func TestStopWritesAndEviction(t *testing.T) {
	const records = 400
	options := memoryOptions(newClock())
	options.ScanChunkRecords, options.CleanStep = 16, 8
	s := openStore(t, t.TempDir(), options)
	tuneSet(t, s, func(set *SetTuning) { set.DisableEviction = true })
	value := aero.Particle{Type: aero.ParticleBlob, Data: make([]byte, 1000)}
	for i := range records {
		cmd := put(i, "v", value)
		cmd.TTLSeconds = uint32(1000 + i)
		switch {
		case i%4 == 1:
			cmd.TTLSeconds = aero.TTLNever
		case i%4 == 2:
			cmd.Set = "s"
		}
		want(t, s, cmd, aero.CodeOK, "")
	}
	used, _ := s.NamespaceStats("test")
	budget := func(tuning *Tuning) {
		tuning.DataSize, tuning.StopWritesPercent, tuning.EvictPercent = used.DataBytes, 90, 80
	}
	if err := s.Tune("test", budget); err != nil {
		t.Fatal(err)
	}
	want(t, s, put(records, "v", value), aero.CodeOutOfSpace, "")
	want(t, s, remove(0), aero.CodeOK, "")
	if stats, _ := s.NamespaceStats("test"); !stats.StopWrites {
		t.Error("statistics say that writes go on")
	}
	s.namespaces["test"].evictAll()
	want(t, s, put(records, "v", value), aero.CodeOK, "")
	stats, _ := s.NamespaceStats("test")
	if stats.StopWrites || stats.EvictBreached || stats.Evicted == 0 || stats.DataBytes > used.DataBytes*8/10+2000 {
		t.Errorf("after eviction: %+v", stats)
	}
	gone, expected := 0, int(stats.Evicted)
	for i := 1; i < records; i++ {
		if i%4 == 1 || i%4 == 2 {
			continue
		}
		if res := do(t, s, get(i)); (res.Code == aero.CodeNotFound) != (gone < expected) {
			t.Fatalf("record %d: %v after %d of %d evicted", i, res.Code, gone, expected)
		}
		gone = min(gone+1, expected)
	}
	checkCounts(t, s)
}
