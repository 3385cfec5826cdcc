package record

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// defineDuring creates, renames and drops indexes while others write.
func defineDuring(t *testing.T, s *Store) {
	for round := range 6 {
		name := fmt.Sprintf("round%d", round)
		bin := []string{"n", "filler", "n"}[round%3]
		of := []aero.ParticleType{aero.ParticleInteger, aero.ParticleBlob}[round%2]
		definition := onBin(name, bin, of, aero.IndexValue)
		definition.Set = []string{"", "s"}[round/3]
		if err := s.CreateIndex(definition); err != nil {
			t.Errorf("create %s: %v", name, err)
		}
		if round == 3 {
			if err := s.DropIndex("test", "round1"); err != nil {
				t.Errorf("drop: %v", err)
			}
		}
	}
}

// changeIndexes drops an index and creates another, on one of the model's bins.
func changeIndexes(t *testing.T, s *Store, random *rand.Rand) {
	t.Helper()
	if err := s.DropIndex("test", fmt.Sprint(random.IntN(6))); err != nil {
		t.Fatal(err)
	}
	name := random.IntN(6)
	definition := onBin(fmt.Sprint(name), []string{"a", "b", "c", "d"}[name%4], aero.ParticleInteger, aero.IndexValue)
	definition.Set = []string{"", "even", "odd"}[name%3]
	if name%2 == 0 {
		definition.Type = aero.ParticleString
	}
	if definition.Set != "" && random.IntN(4) == 0 {
		definition = ofSet("members of "+definition.Set, definition.Set)
		if err := s.DropIndex("test", definition.Name); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.CreateIndex(definition); err != nil {
		t.Fatal(err)
	}
}

// TestIndexOnline creates indexes while writers change the records that shall be in them. At the end, indexes and records
// must agree, and a query must find what the records say.
func TestIndexOnline(t *testing.T) {
	const records, rounds = 400, 4
	options := memoryOptions(newClock())
	options.ScanChunkRecords, options.CleanStep = 16, 8
	s := openStore(t, t.TempDir(), options)
	for i := range records {
		putBoth(t, s, i, "v", i)
	}
	var running sync.WaitGroup
	for w := range 4 {
		running.Go(func() {
			for i := w; i < records*rounds; i += 4 {
				if i%7 == 0 {
					do(t, s, inSet(remove(i%records), "s"))
					continue
				}
				putBoth(t, s, i%records, "v", []any{i, i + 1, "x"}[i%3])
			}
		})
	}
	running.Go(func() {
		for _, d := range []*aero.IndexDefinition{
			onBin("numbers", "v", aero.ParticleInteger, aero.IndexValue),
			onBin("texts", "v", aero.ParticleString, aero.IndexValue),
		} {
			if err := s.CreateIndex(d); err != nil {
				t.Error(err)
			}
		}
	})
	running.Wait()
	awaitIndexes(s)
	entries := checkIndexes(t, s)
	numbers := queryAll(t, s, aero.IndexRange{Name: "numbers", Type: aero.ParticleInteger, From: 0, To: 1 << 40})
	texts := queryAll(t, s, aero.IndexRange{Name: "texts", Type: aero.ParticleString, Value: []byte("x")})
	stats, _ := s.NamespaceStats("test")
	if got := uint64(len(numbers) + len(texts)); got != entries || got != stats.Objects {
		t.Errorf("%d records found, %d entries, %d records", got, entries, stats.Objects)
	}
}

// TestIndexSurvives closes a store while an index is being built and opens it again: it must be finished, and hold what
// was written before and after.
func TestIndexSurvives(t *testing.T) {
	options := fileOptions(newClock(), memfs.New(memfs.Options{}))
	options.ScanChunkRecords = 4
	const path = "/store"
	s, err := Open(path, options)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 200 {
		putBoth(t, s, i, "v", i)
	}
	if err := s.CreateIndex(onBin("i", "v", aero.ParticleInteger, aero.IndexValue)); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = openStore(t, path, options)
	putBoth(t, s, 200, "v", 200)
	awaitIndexes(s)
	if entries := checkIndexes(t, s); entries != 201 {
		t.Errorf("%d entries", entries)
	}
}

// TestQueryPages asks for a few records at a time, from all partitions and then each from where it stood, and must get
// each record once, also where records have several values in the range.
func TestQueryPages(t *testing.T) {
	const records = 300
	options := memoryOptions(newClock())
	options.ScanChunkRecords = 5
	s := openStore(t, t.TempDir(), options)
	for i := range records {
		putBoth(t, s, i, "v", []any{i % 10, i % 3, 5})
	}
	createIndex(t, s, onBin("i", "v", aero.ParticleInteger, aero.IndexListElements))
	cmd := &aero.ScanCommand{
		Namespace: "test", Set: "s", MaxRecords: 7, Partitions: allPartitions(),
		Index: &aero.IndexRange{Name: "i", Type: aero.ParticleInteger, From: 0, To: 9},
	}
	found := map[aero.Digest]int{}
	for pages := 0; len(cmd.Partitions) > 0; pages++ {
		if pages > records {
			t.Fatal("no end")
		}
		last := map[aero.PartitionID]aero.PartitionRange{}
		for _, p := range cmd.Partitions {
			last[p.ID] = p
		}
		err := s.Scan(context.Background(), cmd, func(res *aero.RecordResult) error {
			found[res.Digest]++
			digest := res.Digest
			last[digest.Partition()] = aero.PartitionRange{ID: digest.Partition(), After: &digest, AfterValue: res.IndexValue}
			return nil
		}, func(id aero.PartitionID, _ aero.ResultCode) error {
			delete(last, id)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		cmd.Partitions = cmd.Partitions[:0]
		for id := range aero.PartitionID(aero.PartitionCount) {
			if p, ok := last[id]; ok {
				cmd.Partitions = append(cmd.Partitions, p)
			}
		}
	}
	for digest, times := range found {
		if times != 1 {
			t.Errorf("record %x was found %d times", digest, times)
		}
	}
	if len(found) != records {
		t.Errorf("%d records", len(found))
	}
}
