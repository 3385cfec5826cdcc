package record

import (
	"context"
	"encoding/binary"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aerolith/aerolith/aero"
)

// patience bounds what takes milliseconds, on a machine of any speed.
const patience = 2 * time.Minute

// testClock is a clock that tests move.
type testClock struct {
	mu  sync.Mutex
	now time.Time
}

// newClock returns a clock at an arbitrary time.
func newClock() *testClock { return &testClock{now: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)} }

// Now returns the clock's time.
func (c *testClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// advance moves the clock.
func (c *testClock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// memoryOptions are the options of a store with the namespaces test and other in memory, whose clock is moved by hand
// and whose expirer is called by hand.
func memoryOptions(clock *testClock) Options {
	return Options{
		Namespaces:     []NamespaceOptions{{Name: "test", Storage: StorageMemory}, {Name: "other", Storage: StorageMemory}},
		ExpiryInterval: -1,
		DefaultTimeout: 1000 * time.Hour, // the clock jumps
		Now:            clock.Now,
	}
}

// openStore opens a store for the duration of the test.
func openStore(t testing.TB, path string, options Options) *Store {
	t.Helper()
	s, err := Open(path, options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return s
}

// digestOf returns a digest for a number, spread over the partitions.
func digestOf(i int) aero.Digest {
	var d aero.Digest
	binary.LittleEndian.PutUint16(d[:], uint16(i*2654435761>>7))
	binary.BigEndian.PutUint64(d[4:], uint64(i))
	return d
}

// integer returns an integer value.
func integer(v int64) aero.Particle {
	return aero.Particle{Type: aero.ParticleInteger, Data: binary.BigEndian.AppendUint64(nil, uint64(v))}
}

// text returns a string value.
func text(s string) aero.Particle { return aero.Particle{Type: aero.ParticleString, Data: []byte(s)} }

// put returns the command that writes one bin of record i.
func put(i int, bin string, value aero.Particle) *aero.RecordCommand {
	return &aero.RecordCommand{
		Namespace: "test", Digest: digestOf(i), Flags: aero.FlagWrite,
		Operations: []aero.Operation{{Type: aero.OpWrite, Bin: bin, Value: value}},
	}
}

// get returns the command that reads record i.
func get(i int) *aero.RecordCommand {
	return &aero.RecordCommand{Namespace: "test", Digest: digestOf(i), Flags: aero.FlagRead | aero.FlagReadAllBins}
}

// remove returns the command that deletes record i.
func remove(i int) *aero.RecordCommand {
	return &aero.RecordCommand{Namespace: "test", Digest: digestOf(i), Flags: aero.FlagWrite | aero.FlagDelete}
}

// inSet puts a command into a set.
func inSet(cmd *aero.RecordCommand, set string) *aero.RecordCommand {
	cmd.Set = set
	return cmd
}

// do executes a command and returns its result. Errors that are no codes fail the test.
func do(t testing.TB, s *Store, cmd *aero.RecordCommand) *aero.RecordResult {
	t.Helper()
	res := new(aero.RecordResult)
	if err := s.Execute(context.Background(), cmd, res); err != nil {
		t.Errorf("execute: %v", err)
	}
	return res
}

// want executes a command and compares code and bins, the latter as show writes them.
func want(t testing.TB, s *Store, cmd *aero.RecordCommand, code aero.ResultCode, bins string) {
	t.Helper()
	res := do(t, s, cmd)
	if got := show(res); res.Code != code || got != bins {
		t.Errorf("%v %q, want %v %q", res.Code, got, code, bins)
	}
}

// show writes the bins of a result as name=value, separated by spaces.
func show(res *aero.RecordResult) string {
	var words []string
	for _, bin := range res.Bins {
		value := fmt.Sprintf("%q", bin.Value.Data)
		if bin.Value.Type == aero.ParticleInteger {
			value = fmt.Sprint(int64(binary.BigEndian.Uint64(bin.Value.Data)))
		}
		words = append(words, bin.Name+"="+value)
	}
	return strings.Join(words, " ")
}

// checkCounts compares the counts of the namespace test, as its statistics tell them, with a full scan. Nothing that
// has expired or was truncated may be left.
func checkCounts(t testing.TB, s *Store) {
	t.Helper()
	perSet := map[string]uint64{}
	total := uint64(0)
	for _, res := range scanAll(t, s, &aero.ScanCommand{Namespace: "test"}) {
		perSet[res.Set]++
		total++
	}
	stats, _ := s.NamespaceStats("test")
	if stats.Objects != total {
		t.Fatalf("statistics count %d objects, a scan %d", stats.Objects, total)
	}
	if used := s.namespaces["test"].usedBytes.Load(); used != stats.DataBytes {
		t.Fatalf("the committer counts %d bytes, the table %d", used, stats.DataBytes)
	}
	for _, set := range s.SetStats("test") {
		if set.Objects != perSet[set.Name] {
			t.Fatalf("set %s: statistics count %d objects, a scan %d", set.Name, set.Objects, perSet[set.Name])
		}
	}
}

// scanned is a record that a scan yielded.
type scanned struct {
	Digest aero.Digest
	Set    string
	Bins   string
}

// allPartitions returns every partition from its beginning.
func allPartitions() []aero.PartitionRange {
	parts := make([]aero.PartitionRange, aero.PartitionCount)
	for i := range parts {
		parts[i].ID = aero.PartitionID(i)
	}
	return parts
}

// scanAll scans all partitions, fails the test unless each of them is reported done once, and returns the records.
func scanAll(t testing.TB, s *Store, cmd *aero.ScanCommand) []scanned {
	t.Helper()
	cmd.Partitions = allPartitions()
	var found []scanned
	done := map[aero.PartitionID]int{}
	err := s.Scan(context.Background(), cmd, func(res *aero.RecordResult) error {
		if done[res.Digest.Partition()] != 0 {
			t.Errorf("record of partition %d after its end", res.Digest.Partition())
		}
		found = append(found, scanned{res.Digest, strings.Clone(res.Set), show(res)})
		return nil
	}, func(id aero.PartitionID, code aero.ResultCode) error {
		done[id]++
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for id := range aero.PartitionID(aero.PartitionCount) {
		if done[id] != 1 && cmd.MaxRecords == 0 {
			t.Fatalf("partition %d was reported done %d times", id, done[id])
		}
	}
	return found
}
